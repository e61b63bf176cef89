/** The repository the agent sees: one commit "base", made when git is first used, so that a reset costs nothing. */
import * as git from 'isomorphic-git';
import { textual, toBytes, toText } from '../bytes';
import { ShellFs, type FsNode } from '../fs';
import type { CommandContext, ShellSession } from '../session';

export const ROOT = '/repo';
const AUTHOR = { name: 'base', email: 'base@localhost', timestamp: 1_700_000_000, timezoneOffset: 0 };
/** Path -> blob id. */
export type GitTree = Map<string, string>;

/** isomorphic-git's view of our files. */
export function promises(fs: ShellFs) {
  const stat = (node: FsNode | undefined, path: string) => {
    if (!node) throw Object.assign(new Error(`ENOENT: no such file or directory, stat '${path}'`), { code: 'ENOENT' });
    const ms = node.mtime.getTime();
    const size = node.kind === 'file' ? toBytes(node.data).length : 0;
    return {
      mode: node.kind === 'dir' ? 0o40755 : node.mode & 0o111 ? 0o100755 : 0o100644,
      size,
      ino: 0,
      mtimeMs: ms,
      ctimeMs: ms,
      uid: 1,
      gid: 1,
      dev: 1,
      isFile: () => node.kind === 'file',
      isDirectory: () => node.kind === 'dir',
      isSymbolicLink: () => false,
    };
  };
  return {
    promises: {
      readFile: async (path: string, options?: string | { encoding?: string }) => {
        const data = fs.readSync(path);
        return (typeof options === 'string' ? options : options?.encoding) ? toText(data) : toBytes(data);
      },
      writeFile: async (path: string, data: string | Uint8Array) =>
        fs.writeFileSync(path, typeof data === 'string' ? data : new Uint8Array(data)),
      mkdir: async (path: string) => fs.mkdirSync(path),
      rmdir: async (path: string) => fs.rmSync(path),
      unlink: async (path: string) => fs.rmSync(path),
      readdir: async (path: string) => fs.list(path),
      stat: async (path: string) => stat(fs.get(path), path),
      lstat: async (path: string) => stat(fs.get(path), path),
      readlink: async (path: string) => fs.readlink(path),
      symlink: async (target: string, path: string) => fs.symlink(target, path),
      chmod: async (path: string, mode: number) => fs.chmod(path, mode),
    },
  };
}

export interface GitRepo {
  fs: ShellFs;
  io: ReturnType<typeof promises>;
  ctx: CommandContext;
  session: ShellSession;
  /** Remembers parsed objects between calls of one command. */
  cache: object;
}

/** Opens the repository, making its base commit first if need be. */
export async function openRepo(ctx: CommandContext, session: ShellSession): Promise<GitRepo> {
  const repo = { fs: session.fs, io: promises(session.fs), ctx, session, cache: {} };
  if (session.fs.get(`${ROOT}/.git/HEAD`)) return repo;
  const scratch = new ShellFs();
  for (const [path, content] of Object.entries(session.base)) scratch.writeFileSync(`${ROOT}/${path}`, content);
  scratch.mkdirSync(ROOT, { recursive: true });
  const io = { fs: promises(scratch), dir: ROOT, cache: {} };
  await git.init({ ...io, defaultBranch: 'main' });
  if (Object.keys(session.base).length) await git.add({ ...io, filepath: Object.keys(session.base), force: true });
  await git.commit({ ...io, message: 'base', author: AUTHOR });
  for (const [path, node] of scratch.snapshot()) {
    if (!path.startsWith(`${ROOT}/.git/`)) continue;
    if (node.kind === 'dir') session.fs.mkdirSync(path, { recursive: true });
    else if (node.kind === 'file') session.fs.writeFileSync(path, node.data);
  }
  return repo;
}

export const at = (repo: GitRepo) => ({ fs: repo.io, dir: ROOT, cache: repo.cache });

/** `HEAD~2`, a branch, a short or full id -> commit id. Throws as git says it. */
export async function resolve(repo: GitRepo, name: string): Promise<string> {
  const match = /^(.*?)((?:[~^]\d*)*)$/.exec(name);
  const [base, steps] = [match?.[1] || 'HEAD', match?.[2] ?? ''];
  let oid: string;
  try {
    oid = /^[0-9a-f]{40}$/.test(base) ? base : await git.resolveRef({ ...at(repo), ref: base === '@' ? 'HEAD' : base });
  } catch {
    if (!/^[0-9a-f]{4,39}$/.test(base))
      throw new Error(`fatal: ambiguous argument '${name}': unknown revision or path not in the working tree.`);
    oid = await git.expandOid({ ...at(repo), oid: base });
  }
  for (const [, sign, count] of steps.matchAll(/([~^])(\d*)/g)) {
    for (let i = 0; i < (sign === '^' ? 1 : Number(count || 1)); i++) {
      const { commit } = await git.readCommit({ ...at(repo), oid });
      const parent = commit.parent[0];
      if (!parent) throw new Error(`fatal: ambiguous argument '${name}': there is no commit before the first one.`);
      oid = parent;
    }
  }
  return oid;
}

export async function isRevision(repo: GitRepo, name: string): Promise<boolean> {
  return resolve(repo, name).then(
    () => true,
    () => false,
  );
}

export async function treeOf(repo: GitRepo, revision: string): Promise<GitTree> {
  const tree: GitTree = new Map();
  await git.walk({
    ...at(repo),
    trees: [git.TREE({ ref: await resolve(repo, revision) })],
    map: async (path, [entry]) => {
      if (entry && (await entry.type()) === 'blob') tree.set(path, (await entry.oid()) ?? '');
      return undefined;
    },
  });
  return tree;
}

export async function indexOf(repo: GitRepo): Promise<GitTree> {
  const tree: GitTree = new Map();
  await git.walk({
    ...at(repo),
    trees: [git.STAGE()],
    map: async (path, [entry]) => {
      if (entry && (await entry.type()) === 'blob') tree.set(path, (await entry.oid()) ?? '');
      return undefined;
    },
  });
  return tree;
}

const REMEMBERED = 2000;
const hashes = new Map<string, { data: string | Uint8Array; oid: string }>();

/** Files on disk; untracked ones that .gitignore names are left out unless tracked in `index`. */
export async function workOf(repo: GitRepo, index: GitTree): Promise<GitTree> {
  const tree: GitTree = new Map();
  const ignores = [...repo.fs.snapshot().keys()].some((path) => path.endsWith('/.gitignore'));
  for (const [full, node] of repo.fs.snapshot()) {
    if (node.kind !== 'file' || !full.startsWith(`${ROOT}/`) || full.startsWith(`${ROOT}/.git/`)) continue;
    const path = full.slice(ROOT.length + 1);
    if (!index.has(path)) {
      if (path.split('/').includes('node_modules')) continue;
      if (ignores && (await git.isIgnored({ ...at(repo), filepath: path }))) continue;
    }
    if (hashes.size > REMEMBERED) hashes.clear();
    const known = hashes.get(path);
    if (known?.data === node.data) tree.set(path, known.oid);
    else {
      const { oid } = await git.hashBlob({ object: toBytes(node.data) });
      hashes.set(path, { data: node.data, oid });
      tree.set(path, oid);
    }
  }
  return tree;
}

/** A blob's content: text where it is UTF-8 without NUL, else bytes. */
export async function blob(repo: GitRepo, oid: string): Promise<string | Uint8Array> {
  const { blob: bytes } = await git.readBlob({ ...at(repo), oid });
  return textual(bytes);
}

export function onDisk(repo: GitRepo, path: string): string | Uint8Array | undefined {
  const node = repo.fs.get(`${ROOT}/${path}`);
  return node?.kind === 'file' ? textual(node.data) : undefined;
}
