/**
 * A stand-in on loopback for GitHub (REST, raw) and jsDelivr (listing, files, npm): the shapes of their answers over
 * small repositories written here, and faults on demand.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { Hosts } from '../../src/import/hosts';

type Tree = Record<string, string | Uint8Array>;

export interface HubRepo {
  files: Tree;
  /** Branch, tag -> commit; `HEAD` names the default branch. */
  refs?: Record<string, string>;
  defaultBranch?: string;
  submodules?: string[];
  /** Path -> target. */
  links?: Record<string, string>;
  /** Recursive trees come truncated after this many entries. */
  truncateAt?: number;
  pulls?: Record<number, { title: string; body: string; head: { sha: string; ref: string } }>;
  issues?: Record<number, { title: string; body: string }>;
  /** Only with this token. */
  token?: string;
}

export interface Fault {
  match: RegExp;
  status: number;
  headers?: Record<string, string>;
  /** How often; default always. */
  times?: number;
  /** Never answers (the socket is cut). */
  cut?: boolean;
}

export interface Hub {
  hosts: Hosts;
  url: string;
  repos: Record<string, HubRepo>;
  packages: Record<string, Record<string, Tree>>;
  faults: Fault[];
  requests: string[];
  /** Most requests that were open at once. */
  most(): number;
  /** Answers take this long. */
  delayMs: number;
  close(): Promise<void>;
}

export const COMMIT = '1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b';

const bytesOf = (content: string | Uint8Array) =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
export const gitSha = (content: string | Uint8Array): string => {
  const bytes = bytesOf(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
};
const hash256 = (content: string | Uint8Array) => createHash('sha256').update(bytesOf(content)).digest('base64');
const flat = (files: Tree) =>
  Object.entries(files).map(([name, content]) => ({
    name: `/${name}`,
    hash: hash256(content),
    size: bytesOf(content).length,
  }));

export async function openHub(): Promise<Hub> {
  let open = 0;
  let most = 0;
  const hub: Omit<Hub, 'hosts' | 'url'> = {
    repos: {},
    packages: {},
    faults: [],
    requests: [],
    most: () => most,
    delayMs: 0,
    close,
  };
  const server = http.createServer((request, response) => {
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    setTimeout(() => void answer(request, response), hub.delayMs);
  });
  async function answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const url = new URL(request.url!, 'http://x');
    const path = decodeURIComponent(url.pathname);
    hub.requests.push(`${request.method} ${path}${url.search}`);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After');
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array;
      response.writeHead(status, { 'content-type': raw ? 'text/plain' : 'application/json', ...headers });
      response.end(raw ? body : JSON.stringify(body));
    };
    if (request.method === 'OPTIONS')
      return send(204, '', { 'access-control-allow-headers': 'authorization, *', 'access-control-allow-methods': '*' });
    const fault = hub.faults.find((one) => one.match.test(path) && one.times !== 0);
    if (fault) {
      if (fault.times !== undefined) fault.times--;
      if (fault.cut) return void request.socket.destroy();
      return send(fault.status, { message: 'fault' }, fault.headers);
    }
    const [, kind, ...rest] = path.split('/');
    const found =
      kind === 'api'
        ? rest_(rest, url, request)
        : kind === 'raw'
          ? raw(rest)
          : kind === 'data'
            ? listing(path)
            : kind === 'cdn'
              ? cdn(path)
              : undefined;
    if (found === undefined) send(404, { message: 'Not Found' });
    else send(200, found);
  }
  const commitOf = (repo: HubRepo, ref: string) =>
    ref === COMMIT || Object.values(repo.refs ?? {}).includes(ref)
      ? ref
      : (repo.refs?.[ref] ?? (ref === 'HEAD' || ref === (repo.defaultBranch ?? 'main') ? COMMIT : undefined));
  const entries = (repo: HubRepo) => [
    ...Object.entries(repo.files).map(([path, content]) => ({
      path,
      mode: '100644',
      type: 'blob',
      sha: gitSha(content),
      size: bytesOf(content).length,
    })),
    ...(repo.submodules ?? []).map((path) => ({ path, mode: '160000', type: 'commit', sha: COMMIT })),
    ...Object.entries(repo.links ?? {}).map(([path, target]) => ({
      path,
      mode: '120000',
      type: 'blob',
      sha: gitSha(target),
      size: target.length,
    })),
  ];
  function rest_([, owner, name, what, ...more]: string[], url: URL, request: http.IncomingMessage): unknown {
    const repo = hub.repos[`${owner}/${name}`];
    if (!repo || (repo.token && request.headers.authorization !== `Bearer ${repo.token}`)) return undefined;
    if (request.method === 'POST') return written([what, ...more].join('/'));
    if (what === undefined)
      return { default_branch: repo.defaultBranch ?? 'main', size: 12, private: Boolean(repo.token) };
    if (what === 'commits') return commitOf(repo, more.join('/'));
    if (what === 'pulls') return repo.pulls?.[Number(more[0])];
    if (what === 'issues') return repo.issues?.[Number(more[0])];
    if (what === 'git' && more[0] === 'commits') return { tree: { sha: 'tree:' } };
    if (what === 'git' && more[0] === 'blobs')
      return Object.values(repo.files).find((content) => gitSha(content) === more[1]);
    if (what !== 'git' || more[0] !== 'trees') return undefined;
    const prefix = commitOf(repo, more[1]!)
      ? ''
      : more[1]!.startsWith('tree:')
        ? `${more[1]!.slice(5).replaceAll(':', '/')}/`
        : undefined;
    if (prefix === undefined) return undefined;
    const inside = entries(repo)
      .filter(({ path }) => path.startsWith(prefix))
      .map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }));
    if (url.searchParams.get('recursive')) {
      const at = repo.truncateAt ?? Infinity;
      return { sha: more[1], tree: inside.slice(0, at), truncated: inside.length > at };
    }
    const here = inside.filter(({ path }) => !path.includes('/'));
    const folders = [
      ...new Set(inside.filter(({ path }) => path.includes('/')).map(({ path }) => path.split('/')[0]!)),
    ];
    const trees = folders.map((path) => ({
      path,
      mode: '040000',
      type: 'tree',
      sha: `tree:${`${prefix}${path}`.replaceAll('/', ':')}`,
    }));
    return { sha: more[1], tree: [...here, ...trees], truncated: false };
  }
  /** Answers to what a pull request writes; nothing is kept. */
  const written = (what: string): unknown =>
    what === 'pulls' ? { html_url: 'https://github.com/acme/clock/pull/1' } : { sha: gitSha(what) };
  function raw([owner, name, ref, ...path]: string[]): unknown {
    const repo = hub.repos[`${owner}/${name}`];
    return repo && !repo.token && commitOf(repo, ref!) ? repo.files[path.join('/')] : undefined;
  }
  function listing(path: string): unknown {
    const gh = /^\/data\/v1\/packages\/gh\/([^/]+\/[^/@]+)@(.+)$/.exec(path);
    const repo = gh && hub.repos[gh[1]!];
    if (gh)
      return repo && !repo.token && commitOf(repo, gh[2]!)
        ? { type: 'gh', name: gh[1], version: gh[2], default: null, files: flat(repo.files) }
        : undefined;
    const npm = /^\/data\/v1\/packages\/npm\/((?:@[^/]+\/)?[^/@]+)(?:@(.+))?$/.exec(path);
    const versions = npm && hub.packages[npm[1]!];
    if (!versions) return undefined;
    if (npm[2] !== undefined)
      return versions[npm[2]] && { type: 'npm', name: npm[1], version: npm[2], files: flat(versions[npm[2]]!) };
    const names = Object.keys(versions);
    return {
      type: 'npm',
      name: npm[1],
      tags: { latest: names.at(-1) },
      versions: names.toReversed().map((version) => ({ version })),
    };
  }
  function cdn(path: string): unknown {
    const gh = /^\/cdn\/gh\/([^/]+\/[^/@]+)@(.+)$/.exec(path);
    if (gh) {
      const repo = hub.repos[gh[1]!];
      const parts = gh[2]!.split('/');
      // A ref may hold slashes (they came encoded).
      const cut = parts.findIndex((_, i) => repo && commitOf(repo, parts.slice(0, i + 1).join('/')) !== undefined);
      return cut < 0 ? undefined : repo!.files[parts.slice(cut + 1).join('/')];
    }
    const npm = /^\/cdn\/npm\/((?:@[^/]+\/)?[^/@]+)@([^/]+)\/(.+)$/.exec(path);
    return npm ? hub.packages[npm[1]!]?.[npm[2]!]?.[npm[3]!] : undefined;
  }
  function close() {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return Object.assign(hub, {
    url,
    hosts: { web: url, api: `${url}/api`, raw: `${url}/raw`, listing: `${url}/data`, cdn: `${url}/cdn` },
  });
}
