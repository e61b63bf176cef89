/** What somebody pasted -> where to look: a repository on GitHub or a package on npm. */
import { ImportError } from './fault';
import { publicHosts } from './hosts';

export interface GithubSource {
  kind: 'github';
  owner: string;
  repo: string;
  /** Branch, tag or commit; undefined = the default branch. */
  ref?: string;
  /** What stood behind /tree/: a ref that may hold slashes, then a folder; only the host can tell them apart. */
  tree?: string[];
  pull?: number;
  issue?: number;
}
export interface NpmSource {
  kind: 'npm';
  name: string;
  /** Version, range or tag; undefined = latest. */
  range?: string;
}
export type RepoSource = GithubSource | NpmSource;

const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;
const REPO = /^[A-Za-z0-9._-]{1,100}$/;
const PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

const refuse = (text: string): ImportError =>
  new ImportError(
    'address',
    `"${text.slice(0, 80)}" is not an address this page knows. Write owner/repo, paste a GitHub address, or name an npm package.`,
  );

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

function github(owner: string, name: string, rest: string[], text: string): GithubSource {
  const repo = name.replace(/\.git$/, '');
  if (!OWNER.test(owner) || !REPO.test(repo) || repo === '.' || repo === '..') throw refuse(text);
  const source: GithubSource = { kind: 'github', owner, repo };
  const [what, ...more] = rest.filter(Boolean);
  if (more.includes('..') || more.includes('.')) throw refuse(text);
  switch (what) {
    case 'tree':
      return more.length ? { ...source, tree: more } : source;
    case 'blob':
    case 'blame':
    case 'edit':
      return more.length > 1 ? { ...source, tree: more.slice(0, -1) } : source;
    case 'compare': {
      // base...head, the head perhaps in a fork: owner:branch or owner:repo:branch
      const head =
        more
          .join('/')
          .split(/\.{2,3}/)
          .at(-1) ?? '';
      const [branch, fork, other] = head.split(':').reverse();
      const from = other ?? fork;
      const to = other !== undefined ? fork! : name;
      return branch ? { ...github(from ?? owner, to, [], text), ref: branch } : source;
    }
    case 'archive':
    case 'zipball':
    case 'tarball':
    case 'zip':
    case 'tar.gz':
    case 'legacy.zip':
    case 'legacy.tar.gz': {
      const ref = more
        .join('/')
        .replace(/^(legacy\.)?refs\/(heads|tags)\//, '')
        .replace(/\.(zip|tar\.gz|tgz)$/, '');
      return ref ? { ...source, ref } : source;
    }
    case 'raw':
      return more.length > 1 ? { ...source, tree: more.slice(0, -1) } : source;
    case 'commit':
    case 'commits':
      return more.length ? { ...source, ref: more.join('/') } : source;
    case 'releases':
      if (more[0] === 'download' && more.length > 2) return { ...source, ref: more.slice(1, -1).join('/') };
      return more[0] === 'tag' && more.length > 1 ? { ...source, ref: more.slice(1).join('/') } : source;
    case 'pull':
    case 'pulls':
      return /^\d+$/.test(more[0] ?? '') ? { ...source, pull: Number(more[0]) } : source;
    case 'issues':
      return /^\d+$/.test(more[0] ?? '') ? { ...source, issue: Number(more[0]) } : source;
    default:
      return source;
  }
}

function npm(spec: string, text: string): NpmSource {
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const range = at < 0 ? undefined : spec.slice(at + 1);
  if (!PACKAGE.test(name) || name.length > 214) throw refuse(text);
  return { kind: 'npm', name, ...(range ? { range } : {}) };
}

/** @throws ImportError address, with what to write instead. `web` = the GitHub that people paste addresses of. */
export function parseAddress(given: string, web: string = publicHosts.web): RepoSource {
  const text = given
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .replace(/^(?:git clone|(?:npm|pnpm|yarn) (?:i|install|add)) +(?=\S+$)/, '') // as a page says it
    .replace(/^git\+/, '')
    .replace(/^git:\/\//, 'https://')
    .replace(/^github:/, '');
  if (text === '')
    throw new ImportError('address', 'Write owner/repo, paste a GitHub address, or name an npm package.');
  const ssh = /^(?:ssh:\/\/)?git@github\.com[:/]([^/]+)\/([^/#]+?)\/?(?:#(.+))?$/.exec(text);
  if (ssh) return { ...github(ssh[1]!, ssh[2]!, [], text), ...(ssh[3] ? { ref: ssh[3] } : {}) };
  if (/^npm:/.test(text)) return npm(text.slice(4), text);
  if (/^[a-z][a-z+.-]*:\/\//i.test(text) || /^(?:www\.)?(?:github\.com|npmjs\.com)\//.test(text)) {
    let url: URL;
    try {
      url = new URL(/^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `https://${text}`);
    } catch {
      throw refuse(text);
    }
    if (!/^https?:$/.test(url.protocol)) throw refuse(text);
    const base = new URL(web);
    const host = url.host.replace(/^www\./, '');
    const parts = url.pathname.split('/').filter(Boolean).map(decode);
    if (url.host === base.host || host === 'github.com') {
      const skip = url.host === base.host ? base.pathname.split('/').filter(Boolean).length : 0;
      const [owner = '', repo = '', ...rest] = parts.slice(skip);
      const found = github(owner, repo, rest, text);
      // npm's way to name a branch; other fragments are places on GitHub's pages.
      const ref = rest.length === 0 ? decode(url.hash.slice(1)).replace(/^semver:.*$/, '') : '';
      return ref && !/^(readme|user-content)/i.test(ref) ? { ...found, ref } : found;
    }
    if (host === 'codeload.github.com' || host === 'raw.githubusercontent.com') {
      const [owner = '', repo = '', ...rest] = parts;
      const at = host.startsWith('raw') ? rest.slice(rest[0] === 'refs' ? 2 : 0) : rest;
      return github(owner, repo, host.startsWith('raw') ? ['raw', ...at] : at, text);
    }
    if (host === 'api.github.com' && parts[0] === 'repos')
      return github(parts[1] ?? '', parts[2] ?? '', parts.slice(3), text);
    if (host === 'registry.npmjs.org') {
      const [name = '', version] = decode(url.pathname.slice(1)).split('/-/');
      const bare = name.split('/').at(-1)!;
      const at = version?.startsWith(`${bare}-`) ? version.slice(bare.length + 1).replace(/\.tgz$/, '') : '';
      return npm(at ? `${name}@${at}` : name, text);
    }
    if (host === 'npmjs.com' && parts[0] === 'package') {
      const scoped = parts[1]?.startsWith('@') ? 2 : 1;
      const name = parts.slice(1, 1 + scoped).join('/');
      return npm(parts[1 + scoped] === 'v' ? `${name}@${parts[2 + scoped] ?? ''}` : name, text);
    }
    throw refuse(text);
  }
  const short = /^([^/@#\s]+)\/([^/@#\s]+)(?:[@#](.+))?$/.exec(text);
  if (short) {
    const source = github(short[1]!, short[2]!, [], text);
    const ref = short[3]?.replace(/^semver:.*$/, '') || undefined;
    if (ref === undefined) return source;
    return text.includes('#') && /^\d+$/.test(ref) ? { ...source, issue: Number(ref) } : { ...source, ref };
  }
  const deep = /^([^/@#\s]+)\/([^/@#\s]+)\/(.+)$/.exec(text);
  if (deep && !text.startsWith('@')) return github(deep[1]!, deep[2]!, deep[3]!.split('/'), text);
  return npm(text, text);
}
