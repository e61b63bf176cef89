/** GitHub REST git/trees -> a listing; a truncated answer is walked folder by folder. */
import type { GithubSource } from './address';
import type { Listed } from './download';
import { ImportError } from './fault';
import type { Reach } from './github';
import { limits, tooManyFiles } from './limits';

interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size?: number;
}
interface TreeReply {
  tree: TreeEntry[];
  truncated: boolean;
}

/** Requests spent on one repository; without a token GitHub allows 60 an hour. */
const MOST_TREES = 30;

export async function restListing(
  { owner, repo }: GithubSource,
  commit: string,
  /** null = a private repository: only REST has its files. */
  raw: ((path: string) => { url: string }) | null,
  { hosts, traffic, hasToken }: Reach,
): Promise<{ listed: Listed[]; notes: string[] }> {
  const api = `${hosts.api}/repos/${owner}/${repo}/git`;
  let asked = 0;
  const read = (sha: string, recursive: boolean) => {
    if (++asked > MOST_TREES)
      throw new ImportError(
        'large',
        `${owner}/${repo} is too large to list. Import one folder of it, for example ${owner}/${repo}/tree/main/packages/name.`,
      );
    return traffic.json<TreeReply>(`${api}/trees/${sha}${recursive ? '?recursive=1' : ''}`, {
      what: `The repository ${owner}/${repo}`,
      token: true,
    });
  };
  const entries: TreeEntry[] = [];
  const walk = async (sha: string, prefix: string): Promise<void> => {
    const whole = await read(sha, true);
    if (!Array.isArray(whole.tree))
      throw new ImportError('network', `GitHub sent no listing of ${owner}/${repo}. Try again in a moment.`);
    const take = (entry: TreeEntry) => void entries.push({ ...entry, path: prefix + entry.path });
    if (!whole.truncated) return whole.tree.forEach(take);
    const { tree } = await read(sha, false);
    for (const entry of tree) {
      if (entry.type === 'tree') await walk(entry.sha, `${prefix}${entry.path}/`);
      else take(entry);
      if (entries.length > limits.files * 4) throw tooManyFiles(limits);
    }
  };
  await walk(commit, '');

  const notes: string[] = [];
  const named = (all: TreeEntry[]) =>
    all
      .slice(0, 5)
      .map(({ path }) => path)
      .join(', ') + (all.length > 5 ? ` and ${all.length - 5} more` : '');
  const modules = entries.filter(({ type }) => type === 'commit');
  const links = entries.filter(({ mode }) => mode === '120000');
  if (modules.length) notes.push(`Left out, a submodule is another repository: ${named(modules)}.`);
  if (links.length) notes.push(`Left out, a symbolic link: ${named(links)}.`);
  const listed = entries
    .filter(({ type, mode }) => type === 'blob' && mode !== '120000')
    .map(({ path, size = 0, sha }) => ({
      path,
      size,
      from: [
        ...(raw ? [raw(path)] : []),
        ...(hasToken ? [{ url: `${api}/blobs/${sha}`, token: true, accept: 'application/vnd.github.raw+json' }] : []),
      ],
    }));
  return { listed, notes };
}
