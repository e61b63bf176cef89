/** A pull request made for the person, after they confirmed it: a commit of the changes on a branch of its own. */
import { toBase64 } from '../lib/bytes';
import type { Changes } from '../types';
import { ImportError } from './fault';
import type { Hosts } from './hosts';
import type { TokenFetch } from './traffic';

export interface PullOptions {
  hosts: Hosts;
  /** Sends with the person's token; the token itself stays with its keeper. */
  withToken: TokenFetch;
  owner: string;
  repo: string;
  /** The commit the changes are made for. */
  commit: string;
  /** The branch to merge into; default: the repository's own default branch. */
  base?: string;
  /** The folder of the repository that the changes' paths start from. */
  folder?: string;
  branch: string;
  title: string;
  body: string;
  /** Told what is about to happen: "Making the branch". */
  on?: (doing: string) => void;
}

/** The branch for a task's repair, as `steps` of links.ts names it too. */
export const branchFor = (id: string): string => `repair/${id.replace(/[^\w.-]+/g, '-')}`;

const OPEN = 'open the pull request';

/** The address of the new pull request. Nothing is overwritten: an existing branch is a fault. @throws ImportError */
export async function openPull(changes: Changes, options: PullOptions): Promise<string> {
  const { hosts, withToken, owner, repo, commit, branch, title, body, folder, on = () => {} } = options;
  const root = `${hosts.api}/repos/${owner}/${repo}`;
  const call = async <T>(path: string, what: string, data?: object): Promise<T> => {
    let response: Response;
    try {
      response = await withToken(root + path, {
        method: data ? 'POST' : 'GET',
        headers: { accept: 'application/vnd.github+json', ...(data ? { 'content-type': 'application/json' } : {}) },
        ...(data ? { body: JSON.stringify(data) } : {}),
      });
    } catch (error) {
      if (error instanceof ImportError) throw error;
      throw new ImportError('network', 'GitHub can’t be reached from this page. Check the connection and try again.');
    }
    if (response.ok) return (await response.json()) as T;
    throw refusal(response.status, what, `${owner}/${repo}`, options);
  };
  on('Writing the files');
  const tree = await Promise.all(
    Object.entries(changes).map(async ([name, content]) => {
      const path = folder ? `${folder}/${name}` : name;
      const entry = { path, mode: '100644', type: 'blob' };
      if (content === null) return { ...entry, sha: null };
      if (typeof content === 'string') return { ...entry, content };
      const { sha } = await call<{ sha: string }>('/git/blobs', 'write a file', {
        content: toBase64(content),
        encoding: 'base64',
      });
      return { ...entry, sha };
    }),
  );
  const base = options.base ?? (await call<{ default_branch: string }>('', 'read the repository')).default_branch;
  const old = await call<{ tree: { sha: string } }>(`/git/commits/${commit}`, 'read the commit');
  const made = await call<{ sha: string }>('/git/trees', 'write the files', { base_tree: old.tree.sha, tree });
  on('Making the commit');
  const next = await call<{ sha: string }>('/git/commits', 'make a commit', {
    message: title,
    tree: made.sha,
    parents: [commit],
  });
  on('Making the branch');
  await call('/git/refs', 'make the branch', { ref: `refs/heads/${branch}`, sha: next.sha });
  on('Opening the pull request');
  const pull = await call<{ html_url: string }>('/pulls', OPEN, { title, body, head: branch, base });
  if (!/^https?:\/\//.test(pull.html_url))
    throw new ImportError('network', 'GitHub did not say where the pull request is. Look for it on its page.');
  return pull.html_url;
}

function refusal(status: number, what: string, name: string, { branch, base }: PullOptions): ImportError {
  if (status === 401)
    return new ImportError('missing', 'GitHub does not accept the token. Enter one that is still valid.');
  if (status === 403 || status === 404)
    return new ImportError(
      'missing',
      `The token may not ${what} in ${name}. Give it write access, or fork the repository and import your fork.`,
    );
  if (status === 422 && what === OPEN)
    return new ImportError(
      'missing',
      `The branch ${branch} is made, but GitHub could not ${what}: is ${base ?? 'the default branch'} a branch of ${name}? Open it on GitHub.`,
    );
  if (status === 422)
    return new ImportError(
      'missing',
      `GitHub could not ${what}: is there a branch ${branch} already? Delete it or use the patch.`,
    );
  return new ImportError('network', `GitHub could not ${what} (${status}). Try again in a moment, or use the patch.`);
}
