/** A synchronous in-memory POSIX file system over a FileTable. Knows inodes, symlinks and its own changes; no Node. */
import type { Changes } from '../types';
import type { FileTable } from './protocol';
import { fsError } from './errno';

export type Content = string | Uint8Array;
export type Inode =
  | { kind: 'file'; data: Content; mode: number; mtime: number; ino: number }
  | { kind: 'dir'; entries: Map<string, Inode>; mode: number; mtime: number; ino: number }
  | { kind: 'link'; target: string; mode: number; mtime: number; ino: number };
export type Dir = Extract<Inode, { kind: 'dir' }>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
export const toBytes = (data: Content): Uint8Array => (typeof data === 'string' ? encoder.encode(data) : data);
export const toText = (data: Content): string => (typeof data === 'string' ? data : decoder.decode(data));

/** Resolves `.` and `..` in an absolute path. */
export function normalize(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return '/' + out.join('/');
}

export class Vfs {
  root: Dir;
  /** Bumped by every change; caches of what exists (the loader's) compare it. */
  version = 0;
  private inodes = 1;
  private readonly start = new Map<string, Content>();
  private readonly startDirs = new Set<string>();

  constructor(
    files: FileTable,
    libs: Record<string, string>,
    private readonly clock: () => number,
  ) {
    this.root = this.newDir(0o755);
    for (const path of ['/tmp', '/usr/lib/node_modules', '/home/user', '/dev']) this.mkdirs(path);
    for (const path in libs)
      this.put('/usr/lib/node_modules/' + path.replace(/^\/?(usr\/lib\/node_modules\/)?/, ''), libs[path]!);
    for (const path in files) {
      const at = normalize(path);
      if (path.endsWith('/')) {
        this.mkdirs(at);
        this.startDirs.add(at);
      } else {
        this.put(at, files[path]!);
        this.start.set(at, files[path]!);
      }
    }
  }

  /** What is different from the start: absolute path -> content, or null when deleted. /usr, /dev and /tmp stay out. */
  changes(cwd: string): Changes {
    const out: Changes = {};
    const seen = new Set<string>();
    const skip = (path: string) =>
      path === '/usr' || path === '/dev' || path === '/proc' || (path === '/tmp' && !(cwd + '/').startsWith('/tmp/'));
    const visit = (dir: Dir, at: string): void => {
      if (dir.entries.size === 0 && at !== '' && !this.startDirs.has(at) && at !== '/home/user' && at !== '/tmp')
        out[at + '/'] = '';
      for (const [name, node] of dir.entries) {
        const path = at + '/' + name;
        if (skip(path)) continue;
        if (node.kind === 'dir') visit(node, path);
        else if (node.kind === 'file') {
          seen.add(path);
          if (!sameContent(this.start.get(path), node.data)) out[path] = node.data;
        } else {
          // A link crosses the protocol as the text it points to: the file table has no links.
          const target = this.lookup(path, true);
          if (target?.kind === 'file') {
            seen.add(path);
            if (!sameContent(this.start.get(path), target.data)) out[path] = target.data;
          }
        }
      }
    };
    visit(this.root, '');
    for (const path of this.start.keys()) if (!seen.has(path) && !skip('/' + path.split('/')[1])) out[path] = null;
    for (const path of this.startDirs) if (this.lookup(path, false)?.kind !== 'dir') out[path + '/'] = null;
    return out;
  }

  /** The inode at an absolute path, or undefined. Follows links (the last one only when `follow`). */
  lookup(path: string, follow = true): Inode | undefined {
    let node: Inode = this.root;
    let rest = split(path);
    let hops = 0;
    let at: string[] = [];
    for (let i = 0; i < rest.length; i++) {
      if (node.kind !== 'dir') return undefined;
      const part = rest[i]!;
      const next = node.entries.get(part);
      if (next === undefined) return undefined;
      if (next.kind === 'link' && (follow || i < rest.length - 1)) {
        if (++hops > 40) return undefined;
        const target = next.target.startsWith('/') ? next.target : '/' + at.join('/') + '/' + next.target;
        rest = [...split(normalize(target)), ...rest.slice(i + 1)];
        node = this.root;
        at = [];
        i = -1;
        continue;
      }
      at.push(part);
      node = next;
    }
    return node;
  }

  realpath(path: string, syscall = 'realpath'): string {
    const parts = split(path);
    let at = '';
    for (let i = 0, hops = 0; i < parts.length; i++) {
      const next = at + '/' + parts[i];
      const node = this.lookup(next, false);
      if (node === undefined) throw fsError('ENOENT', syscall, path);
      if (node.kind === 'link') {
        if (++hops > 40) throw fsError('ELOOP', syscall, path);
        const rest = parts.slice(i + 1);
        const target = normalize(node.target.startsWith('/') ? node.target : at + '/' + node.target);
        parts.splice(0, parts.length, ...split(target), ...rest);
        at = '';
        i = -1;
        continue;
      }
      at = next;
    }
    return at || '/';
  }

  get(path: string, syscall: string, follow = true): Inode {
    const node = this.lookup(path, follow);
    if (node) return node;
    throw fsError(this.blockedByFile(path) ? 'ENOTDIR' : 'ENOENT', syscall, path);
  }

  read(path: string, syscall = 'open'): Content {
    const node = this.get(path, syscall);
    if (node.kind === 'dir') throw fsError('EISDIR', 'read');
    return node.kind === 'file' ? node.data : '';
  }

  /** Whether any text file satisfies the test. */
  some(test: (path: string, text: string) => boolean): boolean {
    const visit = (dir: Dir, at: string): boolean => {
      for (const [name, node] of dir.entries) {
        const path = `${at}/${name}`;
        if (
          node.kind === 'dir'
            ? path !== '/usr' && visit(node, path)
            : node.kind === 'file' && typeof node.data === 'string' && test(path, node.data)
        )
          return true;
      }
      return false;
    };
    return visit(this.root, '');
  }

  isFile(path: string): boolean {
    return this.lookup(path)?.kind === 'file';
  }

  /** Names of the folders in a folder; none where it is no folder. */
  folders(path: string): string[] {
    const node = this.lookup(path === '' ? '/' : path);
    if (node?.kind !== 'dir') return [];
    return [...node.entries].filter(([, entry]) => entry.kind === 'dir').map(([name]) => name);
  }

  isDir(path: string): boolean {
    return this.lookup(path)?.kind === 'dir';
  }

  write(path: string, data: Content, mode = 0o644, syscall = 'open'): void {
    const existing = this.lookup(path);
    if (existing?.kind === 'dir') throw fsError('EISDIR', syscall, path);
    this.version++;
    if (existing?.kind === 'file') {
      existing.data = data;
      existing.mtime = this.clock();
      return;
    }
    const link = this.lookup(path, false);
    if (link?.kind === 'link') return this.write(normalize(dirname(path) + '/' + link.target), data, mode, syscall);
    const [parent, name] = this.parent(path, syscall);
    parent.entries.set(name, { kind: 'file', data, mode: 0o100000 | mode, mtime: this.clock(), ino: this.inodes++ });
    parent.mtime = this.clock();
  }

  mkdir(path: string, recursive = false, mode = 0o777): string | undefined {
    const existing = this.lookup(path);
    if (existing) {
      if (recursive && existing.kind === 'dir') return undefined;
      throw fsError('EEXIST', 'mkdir', path);
    }
    this.version++;
    if (recursive) {
      if (this.blockedByFile(path)) throw fsError('ENOTDIR', 'mkdir', path);
      return this.mkdirs(path);
    }
    const [parent, name] = this.parent(path, 'mkdir');
    parent.entries.set(name, this.newDir(mode & 0o755));
    parent.mtime = this.clock();
    return undefined;
  }

  symlink(target: string, path: string): void {
    if (this.lookup(path, false)) throw fsError('EEXIST', 'symlink', target, path);
    const [parent, name] = this.parent(path, 'symlink');
    this.version++;
    parent.entries.set(name, { kind: 'link', target, mode: 0o120777, mtime: this.clock(), ino: this.inodes++ });
  }

  link(from: string, to: string): void {
    const node = this.get(from, 'link');
    if (node.kind === 'dir') throw fsError('EPERM', 'link', from, to);
    if (this.lookup(to, false)) throw fsError('EEXIST', 'link', from, to);
    const [parent, name] = this.parent(to, 'link');
    this.version++;
    parent.entries.set(name, node);
  }

  unlink(path: string): void {
    const node = this.get(path, 'unlink', false);
    if (node.kind === 'dir') throw fsError('EISDIR', 'unlink', path);
    this.detach(path);
  }

  rmdir(path: string): void {
    const node = this.get(path, 'rmdir', false);
    if (node.kind !== 'dir') throw fsError('ENOTDIR', 'rmdir', path);
    if (node.entries.size > 0) throw fsError('ENOTEMPTY', 'rmdir', path);
    this.detach(path);
  }

  detach(path: string): void {
    const [parent, name] = this.parent(path, 'unlink');
    this.version++;
    parent.entries.delete(name);
    parent.mtime = this.clock();
  }

  rename(from: string, to: string): void {
    const node = this.lookup(from, false);
    if (!node) throw fsError('ENOENT', 'rename', from, to);
    const existing = this.lookup(to, false);
    if (existing === node) return;
    if (existing?.kind === 'dir' && node.kind !== 'dir') throw fsError('EISDIR', 'rename', from, to);
    if (existing?.kind === 'dir' && existing.entries.size > 0) throw fsError('ENOTEMPTY', 'rename', from, to);
    if (existing && existing.kind !== 'dir' && node.kind === 'dir') throw fsError('ENOTDIR', 'rename', from, to);
    if ((to + '/').startsWith(from + '/')) throw fsError('EINVAL', 'rename', from, to);
    const [parent, name] = this.parent(to, 'rename');
    this.detach(from);
    parent.entries.set(name, node);
    parent.mtime = this.clock();
  }

  /** A directory that is there from the start, even when empty (the working directory). */
  ensure(path: string): void {
    this.mkdirs(path);
    this.startDirs.add(normalize(path));
  }

  /** Puts a file with all its parents; used for set-up and for the changes of a child process. */
  put(path: string, data: Content): void {
    this.version++;
    this.mkdirs(dirname(path));
    this.write(path, data);
  }

  apply(changes: Changes): void {
    for (const path in changes) {
      const at = normalize(path);
      const content = changes[path];
      if (content === null || content === undefined) {
        if (this.lookup(at, false)) this.detach(at);
      } else if (path.endsWith('/')) this.mkdirs(at);
      else this.put(at, content);
    }
  }

  private mkdirs(path: string): string | undefined {
    let node: Dir = this.root;
    let at = '';
    let first: string | undefined;
    for (const part of split(path)) {
      at += '/' + part;
      let next = node.entries.get(part);
      if (next?.kind === 'link') next = this.lookup(at);
      if (next === undefined) {
        next = this.newDir(0o755);
        node.entries.set(part, next);
        first ??= at;
      }
      if (next.kind !== 'dir') throw fsError('ENOTDIR', 'mkdir', path);
      node = next;
    }
    return first;
  }

  private parent(path: string, syscall: string): [Dir, string] {
    const parts = split(path);
    const name = parts.pop();
    if (name === undefined) throw fsError('EPERM', syscall, path);
    const parent = this.lookup('/' + parts.join('/'));
    if (parent === undefined) throw fsError(this.blockedByFile(path) ? 'ENOTDIR' : 'ENOENT', syscall, path);
    if (parent.kind !== 'dir') throw fsError('ENOTDIR', syscall, path);
    return [parent, name];
  }

  private blockedByFile(path: string): boolean {
    const parts = split(path);
    for (let i = 1; i < parts.length; i++) {
      const node = this.lookup('/' + parts.slice(0, i).join('/'));
      if (node === undefined) return false;
      if (node.kind !== 'dir') return true;
    }
    return false;
  }

  private newDir(mode: number): Dir {
    return { kind: 'dir', entries: new Map(), mode: 0o40000 | mode, mtime: this.clock(), ino: this.inodes++ };
  }
}

const dirname = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 1));
const split = (path: string) => path.split('/').filter((part) => part !== '' && part !== '.');

function sameContent(a: Content | undefined, b: Content): boolean {
  if (a === b) return true;
  if (a === undefined) return false;
  if (typeof a === 'string' && typeof b === 'string') return false;
  const x = toBytes(a);
  const y = toBytes(b);
  if (x.length !== y.length) return false;
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}
