/** GitHub without a token: pages and commands that a person goes through by hand. */
import type { Changes } from '../types';
import { branchFor } from './pull';

type Facts = Record<string, string | number>;

const part = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const inRepo = ({ folder }: Facts, path: string): string =>
  typeof folder === 'string' && folder ? `${folder}/${path}` : path;

/** The editor for a changed file, the new-file page (content filled in while it is short) for a created one. */
export function editLinks(origin: Facts, changes: Changes, web: string): { path: string; href: string }[] {
  const base = `${web}/${origin.owner}/${origin.repo}`;
  const ref = part(String(origin.ref ?? 'HEAD'));
  return Object.entries(changes).map(([name, content]) => {
    const path = inRepo(origin, name);
    return {
      path,
      href: content === null ? `${base}/delete/${ref}/${part(path)}` : `${base}/edit/${ref}/${part(path)}`,
    };
  });
}

/** From a checkout to a pull request. */
export function steps(origin: Facts, id: string, web: string): string {
  const branch = branchFor(id);
  const repo = `${web}/${origin.owner}/${origin.repo}`;
  return [
    `git clone ${repo} && cd ${origin.repo}`,
    `git checkout -b ${branch}${origin.commit ? ` ${origin.commit}` : ''}`,
    `git apply ~/Downloads/${id}.patch`,
    'git commit -am "Repair failing tests"',
    `git push -u origin ${branch}`,
    `# then open ${repo}/compare/${branch}?expand=1`,
  ].join('\n');
}
