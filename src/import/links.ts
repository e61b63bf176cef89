/** GitHub without a token: pages and commands that a person goes through by hand. */
import type { Changes } from '../types';
import { parseAddress } from './address';
import { branchFor } from './pull';

type OriginFacts = Record<string, string | number>;

const part = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const inRepo = ({ folder }: OriginFacts, path: string): string =>
  typeof folder === 'string' && folder ? `${folder}/${path}` : path;

const SHA = /^[0-9a-f]{40}$/;
/** The branch that GitHub's editor starts from; on a commit it can't edit. */
const branchOf = ({ ref }: OriginFacts): string => (typeof ref === 'string' && !SHA.test(ref) ? ref : 'HEAD');
/** Longest text that goes along in an address; a longer one is pasted by hand. */
const LONGEST = 4000;

/** GitHub's editor for a changed file, its new-file page (the text goes along while it is short) for a created one. */
export function editLinks(
  origin: OriginFacts,
  changes: Changes,
  created: (path: string) => boolean,
  web: string,
): { path: string; href: string }[] {
  const base = `${web}/${origin.owner}/${origin.repo}`;
  const ref = part(branchOf(origin));
  return Object.entries(changes).map(([name, content]) => {
    const path = inRepo(origin, name);
    if (content === null) return { path, href: `${base}/delete/${ref}/${part(path)}` };
    if (!created(name)) return { path, href: `${base}/edit/${ref}/${part(path)}` };
    const fill = typeof content === 'string' && content.length <= LONGEST ? { value: content } : undefined;
    return { path, href: `${base}/new/${ref}?${new URLSearchParams({ filename: path, ...fill })}` };
  });
}

/** Where GitHub opens a pull request from the branch that `steps` pushes. */
export const compareLink = (origin: OriginFacts, id: string, web: string): string =>
  `${web}/${origin.owner}/${origin.repo}/compare/${part(branchFor(id))}?expand=1`;

/** The archive that GitHub itself offers, for when nothing else can be read: downloaded by hand and dropped. */
export function zipLink(address: string, web: string): string | null {
  try {
    const source = parseAddress(address, web);
    if (source.kind !== 'github') return null;
    const ref = source.pull ? `refs/pull/${source.pull}/head` : (source.ref ?? source.tree?.[0] ?? 'HEAD');
    return `${web}/${source.owner}/${source.repo}/archive/${part(ref)}.zip`;
  } catch {
    return null;
  }
}

/** From a checkout to a pull request. */
export function steps(origin: OriginFacts, id: string, web: string): string {
  const branch = branchFor(id);
  const repo = `${web}/${origin.owner}/${origin.repo}`;
  return [
    `git clone ${repo} && cd ${origin.repo}`,
    `git checkout -b ${branch}${origin.commit ? ` ${origin.commit}` : ''}`,
    `git apply ~/Downloads/${id}.patch`,
    'git commit -am "Repair failing tests"',
    `git push -u origin ${branch}`,
    `# then open ${compareLink(origin, id, web)}`,
  ].join('\n');
}
