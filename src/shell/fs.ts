/** The shell's in-memory file system: immutable file nodes, so that a snapshot costs one shallow copy. */
import type { IFileSystem } from 'just-bash/browser';
import { decodeAs, encodingOf, latin1, toBytes, toText, type Encoding } from './bytes';
import { basename, dirname, resolvePath } from '../lib/posix';

export interface FileNode {
  kind: 'file';
  data: string | Uint8Array;
  mode: number;
  mtime: Date;
}
interface DirNode {
  kind: 'dir';
  mode: number;
  mtime: Date;
}
interface LinkNode {
  kind: 'link';
  target: string;
  mode: number;
  mtime: Date;
}
export type FsNode = FileNode | DirNode | LinkNode;
export type Snapshot = ReadonlyMap<string, FsNode>;

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_FILES = 100_000;
const sizeOf = (node: FsNode | undefined) => (node?.kind === 'file' ? node.data.length : 0);

const fail = (code: string, text: string, what: string, path: string) =>
  Object.assign(new Error(`${code}: ${text}, ${what} '${path}'`), { code });

/** An IFileSystem for just-bash that also answers synchronously. */
export class ShellFs implements IFileSystem {
  private nodes = new Map<string, FsNode>([['/', { kind: 'dir', mode: 0o755, mtime: new Date() }]]);
  private children = new Map<string, Set<string>>([['/', new Set()]]);
  private bytes = 0;

  snapshot(): Snapshot {
    return new Map(this.nodes);
  }

  restore(snapshot: Snapshot): void {
    this.nodes = new Map();
    this.children = new Map([['/', new Set()]]);
    this.bytes = 0;
    for (const [path, node] of snapshot) this.put(path, node);
  }

  /** A copy that shares nothing mutable: what a revoked command may go on writing to. */
  clone(): ShellFs {
    const copy = new ShellFs();
    copy.restore(this.nodes);
    return copy;
  }

  private put(path: string, node: FsNode): void {
    const old = this.nodes.get(path);
    const bytes = this.bytes + sizeOf(node) - sizeOf(old);
    if (bytes > MAX_BYTES) throw fail('ENOSPC', 'no space left on device (256 MB)', 'write', path);
    if (!old && this.nodes.size >= MAX_FILES) throw fail('ENOSPC', 'too many files (100,000)', 'open', path);
    this.bytes = bytes;
    this.nodes.set(path, node);
    if (node.kind === 'dir' && !this.children.has(path)) this.children.set(path, new Set());
    if (path !== '/') {
      const parent = dirname(path);
      if (!this.children.has(parent)) this.children.set(parent, new Set());
      this.children.get(parent)?.add(basename(path));
    }
  }

  private drop(path: string): void {
    this.bytes -= sizeOf(this.nodes.get(path));
    this.nodes.delete(path);
    this.children.delete(path);
    this.children.get(dirname(path))?.delete(basename(path));
  }

  /** The path with symbolic links followed (the last one too, unless `last` is false). */
  private follow(path: string, last = true, depth = 0): string {
    if (depth > 20) throw fail('ELOOP', 'too many symbolic links', 'open', path);
    if (path.includes('\0')) throw fail('ENOENT', 'no such file or directory', 'open', path.replaceAll('\0', '\\0'));
    const plain = resolvePath('/', path);
    let at = '';
    const parts = plain.split('/').filter(Boolean);
    for (const [i, part] of parts.entries()) {
      at += `/${part}`;
      const node = this.nodes.get(at);
      if (node?.kind === 'link' && (last || i < parts.length - 1)) {
        const rest = parts.slice(i + 1).join('/');
        return this.follow(resolvePath(resolvePath(dirname(at), node.target), rest || '.'), last, depth + 1);
      }
    }
    return plain;
  }

  get(path: string): FsNode | undefined {
    return this.nodes.get(this.follow(path));
  }

  readSync(path: string): string | Uint8Array {
    const node = this.get(path);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'open', path);
    if (node.kind !== 'file') throw fail('EISDIR', 'illegal operation on a directory', 'read', path);
    return node.data;
  }

  mkdirSync(path: string, options?: { recursive?: boolean }): void {
    const at = this.follow(path);
    const node = this.nodes.get(at);
    if (node) {
      if (options?.recursive && node.kind === 'dir') return;
      throw fail('EEXIST', 'file already exists', 'mkdir', path);
    }
    const parent = this.nodes.get(dirname(at));
    if (parent && parent.kind !== 'dir') throw fail('ENOTDIR', 'not a directory', 'mkdir', path);
    if (!parent) {
      if (!options?.recursive) throw fail('ENOENT', 'no such file or directory', 'mkdir', path);
      this.mkdirSync(dirname(at), options);
    }
    this.put(at, { kind: 'dir', mode: 0o755, mtime: new Date() });
  }

  writeFileSync(
    path: string,
    content: string | Uint8Array,
    options?: Encoding,
    meta?: { mode?: number; mtime?: Date },
  ): void {
    const at = this.follow(path);
    const old = this.nodes.get(at);
    if (old?.kind === 'dir') throw fail('EISDIR', 'illegal operation on a directory', 'open', path);
    this.mkdirSync(dirname(at), { recursive: true });
    const data = decodeAs(content, options);
    const mode = meta?.mode ?? old?.mode ?? (typeof data === 'string' && data.startsWith('#!') ? 0o755 : 0o644);
    this.put(at, { kind: 'file', data, mode, mtime: meta?.mtime ?? new Date() });
  }

  rmSync(path: string, options?: { recursive?: boolean; force?: boolean }): void {
    const at = this.follow(path, false);
    const node = this.nodes.get(at);
    if (!node) {
      if (options?.force) return;
      throw fail('ENOENT', 'no such file or directory', 'rm', path);
    }
    const names = this.children.get(at);
    if (names?.size) {
      if (!options?.recursive) throw fail('ENOTEMPTY', 'directory not empty', 'rm', path);
      for (const name of [...names]) this.rmSync(resolvePath(at, name), options);
    }
    if (at !== '/') this.drop(at);
  }

  list(path: string): string[] {
    const at = this.follow(path);
    const node = this.nodes.get(at);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'scandir', path);
    if (node.kind !== 'dir') throw fail('ENOTDIR', 'not a directory', 'scandir', path);
    return [...(this.children.get(at) ?? [])].sort();
  }

  async readFile(path: string, options?: Encoding): Promise<string> {
    const data = this.readSync(path);
    switch (encodingOf(options)) {
      case 'binary':
      case 'latin1':
      case 'ascii':
        return latin1(toBytes(data));
      case 'base64':
        return btoa(latin1(toBytes(data)));
      case 'hex':
        return Array.from(toBytes(data), (byte) => byte.toString(16).padStart(2, '0')).join('');
      default:
        return toText(data);
    }
  }
  async readFileBytes(path: string) {
    return latin1(toBytes(this.readSync(path))) as unknown as Awaited<
      ReturnType<NonNullable<IFileSystem['readFileBytes']>>
    >;
  }
  async readFileBuffer(path: string) {
    return toBytes(this.readSync(path));
  }
  async writeFile(path: string, content: string | Uint8Array, options?: Encoding) {
    this.writeFileSync(path, content, options);
  }
  async appendFile(path: string, content: string | Uint8Array, options?: Encoding) {
    const old = this.get(path);
    const added = decodeAs(content, options);
    if (old?.kind !== 'file') return this.writeFileSync(path, added);
    if (typeof old.data === 'string' && typeof added === 'string') return this.writeFileSync(path, old.data + added);
    const [a, b] = [toBytes(old.data), toBytes(added)];
    const both = new Uint8Array(a.length + b.length);
    both.set(a);
    both.set(b, a.length);
    this.writeFileSync(path, both);
  }
  async exists(path: string) {
    try {
      return this.get(path) !== undefined;
    } catch {
      return false;
    }
  }
  private describe(path: string, node: FsNode | undefined) {
    if (!node) throw fail('ENOENT', 'no such file or directory', 'stat', path);
    const size = node.kind === 'file' ? toBytes(node.data).length : node.kind === 'link' ? node.target.length : 4096;
    return {
      isFile: node.kind === 'file',
      isDirectory: node.kind === 'dir',
      isSymbolicLink: node.kind === 'link',
      mode: node.mode,
      size,
      mtime: node.mtime,
    };
  }
  async stat(path: string) {
    return this.describe(path, this.get(path));
  }
  async lstat(path: string) {
    return this.describe(path, this.nodes.get(this.follow(path, false)));
  }
  async mkdir(path: string, options?: { recursive?: boolean }) {
    this.mkdirSync(path, options);
  }
  async readdir(path: string) {
    return this.list(path);
  }
  async readdirWithFileTypes(path: string) {
    const at = this.follow(path);
    return this.list(at).map((name) => {
      const kind = this.nodes.get(resolvePath(at, name))?.kind;
      return { name, isFile: kind === 'file', isDirectory: kind === 'dir', isSymbolicLink: kind === 'link' };
    });
  }
  async rm(path: string, options?: { recursive?: boolean; force?: boolean }) {
    this.rmSync(path, options);
  }
  async cp(src: string, dest: string, options?: { recursive?: boolean }): Promise<void> {
    const node = this.get(src);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'cp', src);
    if (node.kind === 'file') return this.writeFileSync(dest, node.data, undefined, { mode: node.mode });
    if (!options?.recursive) throw fail('EISDIR', 'is a directory', 'cp', src);
    const [from, to] = [this.follow(src), this.follow(dest)];
    if (`${to}/`.startsWith(`${from}/`)) throw fail('EINVAL', 'cannot copy a directory into itself', 'cp', src);
    this.mkdirSync(to, { recursive: true });
    for (const name of this.list(from)) await this.cp(resolvePath(from, name), resolvePath(to, name), options);
  }
  async mv(src: string, dest: string): Promise<void> {
    const [from, to] = [this.follow(src, false), this.follow(dest, false)];
    const node = this.nodes.get(from);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'mv', src);
    if (from === to) return;
    if (node.kind === 'dir') {
      if (`${to}/`.startsWith(`${from}/`)) throw fail('EINVAL', 'cannot move a directory into itself', 'mv', src);
      this.mkdirSync(to, { recursive: true });
      for (const name of this.list(from)) await this.mv(resolvePath(from, name), resolvePath(to, name));
    } else {
      this.mkdirSync(dirname(to), { recursive: true });
      this.put(to, node);
    }
    this.drop(from);
  }
  resolvePath(base: string, path: string) {
    return resolvePath(base, path);
  }
  getAllPaths() {
    return [...this.nodes.keys()];
  }
  async chmod(path: string, mode: number) {
    const at = this.follow(path);
    const node = this.nodes.get(at);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'chmod', path);
    this.put(at, { ...node, mode });
  }
  async symlink(target: string, linkPath: string) {
    const at = this.follow(linkPath, false);
    if (this.nodes.has(at)) throw fail('EEXIST', 'file already exists', 'symlink', linkPath);
    this.put(at, { kind: 'link', target, mode: 0o777, mtime: new Date() });
  }
  async link(existing: string, added: string) {
    this.writeFileSync(added, this.readSync(existing));
  }
  async readlink(path: string) {
    const node = this.nodes.get(this.follow(path, false));
    if (node?.kind !== 'link') throw fail('EINVAL', 'invalid argument', 'readlink', path);
    return node.target;
  }
  async realpath(path: string) {
    const at = this.follow(path);
    if (!this.nodes.has(at)) throw fail('ENOENT', 'no such file or directory', 'realpath', path);
    return at;
  }
  async utimes(path: string, _atime: Date, mtime: Date) {
    const at = this.follow(path);
    const node = this.nodes.get(at);
    if (!node) throw fail('ENOENT', 'no such file or directory', 'utimes', path);
    this.put(at, { ...node, mtime });
  }
}
