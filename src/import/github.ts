/** A repository from GitHub without a backend: pinned to a commit, listed and read through jsDelivr, else REST and raw. */
import type { GithubSource } from './address';
import { FileCollector } from './collect';
import { downloadFiles, type BodyCache, type Listed } from './download';
import { ImportError } from './fault';
import type { Hosts } from './hosts';
import type { Imported } from './origin';
import type { ImportProgress } from './progress';
import { restListing } from './trees';
import type { Traffic } from './traffic';

const SHA = /^[0-9a-f]{40}$/;

export interface Reach {
  hosts: Hosts;
  traffic: Traffic;
  kept: BodyCache;
  emit: (progress: ImportProgress) => void;
  /** A token was given: files of private repositories can be read through REST. */
  hasToken: boolean;
}

interface Pinned {
  commit?: string;
  /** What jsDelivr is asked for. */
  at: string;
  ref?: string;
  folder?: string;
  problem?: string;
  note?: string;
  /** Why GitHub itself could not be asked. */
  limited?: ImportError;
}

const part = (ref: string): string => ref.split('/').map(encodeURIComponent).join('/');

/** @throws ImportError in one sentence; what was read so far stays in `kept`. */
export async function importGithub(source: GithubSource, reach: Reach): Promise<Imported> {
  const { emit, traffic, kept } = reach;
  const name = `${source.owner}/${source.repo}`;
  emit({ phase: 'finding', done: 0, total: 0, bytes: 0, what: name });
  const closed = reach.hasToken && !(await isPublic(source, reach));
  const pinned = await pin(source, { ...reach, closed });
  emit({ phase: 'listing', done: 0, total: 0, bytes: 0, what: name });
  const { listed, notes } = await list(source, pinned, { ...reach, closed });
  const folder = pinned.folder ? `${pinned.folder}/` : '';
  const inside = listed.filter(({ path }) => path.startsWith(folder));
  if (folder && inside.length === 0)
    throw new ImportError('missing', `${name} has no folder ${pinned.folder}. Check the spelling and the branch.`);
  const collector = new FileCollector();
  const here = inside.map((file) => ({ ...file, path: file.path.slice(folder.length) }));
  try {
    await downloadFiles(here, collector, traffic, kept, emit);
  } catch (error) {
    // GitHub is not asked any more: what the CDN lacks is no misspelling.
    if (pinned.limited && error instanceof ImportError && error.kind === 'missing') throw pinned.limited;
    throw error;
  }
  const out = collector.finish(name);
  const { commit, ref, problem, note } = pinned;
  return {
    name: source.repo,
    origin: {
      kind: 'github',
      owner: source.owner,
      repo: source.repo,
      ...(commit ? { commit } : {}),
      ...(ref ? { ref } : {}),
      ...(pinned.folder ? { folder: pinned.folder } : {}),
      ...(source.pull ? { pull: source.pull } : {}),
      ...(source.issue ? { issue: source.issue } : {}),
    },
    files: out.files,
    bytes: out.bytes,
    notes: [...(note ? [note] : []), ...notes.filter((line) => line.includes(folder)), ...out.notes],
    ...(problem ? { problem } : {}),
  };
}

/** Only GitHub itself is asked; what it does not call public is taken for private. */
async function isPublic({ owner, repo }: GithubSource, { hosts, traffic }: Reach): Promise<boolean> {
  const about = await traffic.json<{ private?: unknown }>(`${hosts.api}/repos/${owner}/${repo}`, {
    what: `The repository ${owner}/${repo}`,
    token: true,
  });
  return about.private === false;
}

/** A private repository is read from GitHub alone: the CDN does not even learn its name. */
type Way = Reach & { closed: boolean };

interface Talk {
  title: string;
  body: string | null;
}
const said = ({ title, body }: Talk): string => `${title}\n\n${(body ?? '').replace(/\r\n/g, '\n')}`.trim();

/** Parts of a branch's name that are tried; bots make deep ones. */
const MOST_PARTS = 12;

/** Which commit, and what text came with the address. */
async function pin(source: GithubSource, { hosts, traffic, closed }: Way): Promise<Pinned> {
  const repo = `${hosts.api}/repos/${source.owner}/${source.repo}`;
  const name = `${source.owner}/${source.repo}`;
  if (source.pull !== undefined) {
    const pull = await traffic.json<Talk & { head: { sha: string; ref: string } }>(`${repo}/pulls/${source.pull}`, {
      what: `Pull request ${source.pull} of ${name}`,
      token: true,
    });
    return { commit: pull.head.sha, at: pull.head.sha, ref: pull.head.ref, problem: said(pull) };
  }
  const problem =
    source.issue === undefined
      ? undefined
      : said(
          await traffic.json<Talk>(`${repo}/issues/${source.issue}`, {
            what: `Issue ${source.issue} of ${name}`,
            token: true,
          }),
        );
  const more = problem === undefined ? {} : { problem };
  const segments = source.tree ?? (source.ref === undefined ? undefined : [source.ref]);
  if (segments && SHA.test(segments[0]!)) {
    const folder = segments.slice(1).join('/');
    return { commit: segments[0]!, at: segments[0]!, ...(folder ? { folder } : {}), ...more };
  }
  // A branch may hold slashes: `feature/x/src` is tried as feature, feature/x, feature/x/src.
  const tries = segments ? Math.min(segments.length, MOST_PARTS) : 1;
  for (let n = 1; n <= tries; n++) {
    const ref = segments?.slice(0, n).join('/');
    try {
      const commit = (
        await traffic.text(`${repo}/commits/${ref === undefined ? 'HEAD' : part(ref)}`, {
          what: ref === undefined ? `The repository ${name}` : `${ref} in ${name}`,
          accept: 'application/vnd.github.sha',
          limit: 1000,
          token: true,
        })
      ).trim();
      if (!SHA.test(commit))
        throw new ImportError(
          'network',
          `GitHub did not name a commit for ${ref ?? 'the default branch'} of ${name}. Try again.`,
        );
      const folder = segments?.slice(n).join('/');
      return { commit, at: commit, ...(ref === undefined ? {} : { ref }), ...(folder ? { folder } : {}), ...more };
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      if (!closed && (error.kind === 'rate' || error.kind === 'network'))
        return unpinned(source, segments, error, more, { hosts, traffic });
      if (error.kind !== 'missing' || ref === undefined || n < tries) {
        if (n < tries) continue;
        throw error;
      }
      throw await whatIsThere(source, ref, repo, traffic);
    }
  }
  throw new ImportError('missing', `${name} was not found.`);
}

/** Without REST the CDN still knows branches; it only can't say which commit. Branches that hold slashes are tried there. */
async function unpinned(
  { owner, repo }: GithubSource,
  segments: string[] | undefined,
  error: ImportError,
  more: { problem?: string },
  { hosts, traffic }: Pick<Reach, 'hosts' | 'traffic'>,
): Promise<Pinned> {
  const made = (parts: number): Pinned => {
    const [ref, folder] = [segments?.slice(0, parts).join('/'), segments?.slice(parts).join('/')];
    return {
      at: ref || 'HEAD',
      ...(ref ? { ref } : {}),
      ...(folder ? { folder } : {}),
      ...more,
      note: `Not pinned to a commit: ${error.message}`,
      limited: error,
    };
  };
  if (!segments || segments.length < 2) return made(1);
  for (let n = 1; n <= Math.min(segments.length, MOST_PARTS); n++) {
    const at = encodeURIComponent(segments.slice(0, n).join('/'));
    try {
      await traffic.json(`${hosts.listing}/v1/packages/gh/${owner}/${repo}@${at}?structure=flat`, {
        what: `The repository ${owner}/${repo}`,
      });
      return made(n);
    } catch (missing) {
      if (!(missing instanceof ImportError) || missing.kind !== 'missing') throw error;
    }
  }
  throw error;
}

/** The ref is not there: does the repository exist, and what is its default branch? */
async function whatIsThere(source: GithubSource, ref: string, repo: string, traffic: Traffic): Promise<ImportError> {
  const name = `${source.owner}/${source.repo}`;
  try {
    const { default_branch } = await traffic.json<{ default_branch: string }>(repo, {
      what: `The repository ${name}`,
      token: true,
    });
    return new ImportError(
      'missing',
      `${name} has no branch, tag or commit ${ref}. Its default branch is ${default_branch}: import ${name}@${default_branch}.`,
    );
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
}

interface CdnListing {
  files: { name: string; hash: string; size: number }[];
}

/** Which files there are: jsDelivr first; GitHub REST where it can't (over 50 MB, private, down). */
async function list(source: GithubSource, pinned: Pinned, reach: Way): Promise<{ listed: Listed[]; notes: string[] }> {
  const { hosts, traffic } = reach;
  const { owner, repo } = source;
  const at = part(pinned.at);
  const raw = (path: string) => ({ url: `${hosts.raw}/${owner}/${repo}/${at}/${part(path)}` });
  if (reach.closed && pinned.commit) return restListing(source, pinned.commit, null, reach);
  try {
    const { files } = await traffic.json<CdnListing>(
      `${hosts.listing}/v1/packages/gh/${owner}/${repo}@${encodeURIComponent(pinned.at)}?structure=flat`,
      { what: `The repository ${owner}/${repo}` },
    );
    if (!Array.isArray(files)) throw new ImportError('network', 'jsDelivr sent no listing. Try again in a moment.');
    const listed = files.map(({ name, hash, size }) => {
      const path = name.replace(/^\//, '');
      const cdn = { url: `${hosts.cdn}/gh/${owner}/${repo}@${encodeURIComponent(pinned.at)}/${part(path)}` };
      return { path, size, sha256: hash, from: pinned.commit || pinned.at.includes('/') ? [cdn, raw(path)] : [cdn] };
    });
    return { listed, notes: [] };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    if (!pinned.commit) throw error;
    return restListing(source, pinned.commit, raw, reach);
  }
}
