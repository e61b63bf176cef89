/** fs over the in-memory files: sync, callbacks; promises and streams are in their own files. */
import type { Guest, GuestFunction } from '../guest';
import type { Instance } from '../instance';
import { fsError } from '../errno';
import { normalize, toBytes, toText, type Content, type Inode } from '../vfs';
import { Buffer } from './buffer';
import { fileURLToPath } from './url';
import { globToRegExp } from './path';

/** Numeric open flags as the letters fs.open takes. */
const flagText = (flags: number): string =>
  (flags & 1024 ? 'a' : flags & (512 | 128) ? 'w' : flags & 64 ? 'a' : 'r') +
  (flags & 128 ? 'x' : '') +
  (flags & 3 ? '+' : '');

export const constants = {
  F_OK: 0,
  X_OK: 1,
  W_OK: 2,
  R_OK: 4,
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_SYNC: 1052672,
  S_IFMT: 61440,
  S_IFREG: 32768,
  S_IFDIR: 16384,
  S_IFLNK: 40960,
  S_IRUSR: 256,
  S_IWUSR: 128,
  S_IXUSR: 64,
  COPYFILE_EXCL: 1,
  COPYFILE_FICLONE: 2,
  COPYFILE_FICLONE_FORCE: 4,
  UV_FS_SYMLINK_DIR: 1,
  UV_FS_SYMLINK_JUNCTION: 2,
};

export class Stats {
  dev = 1;
  nlink = 1;
  uid = 1000;
  gid = 1000;
  rdev = 0;
  blksize = 4096;
  ino: number;
  mode: number;
  size: number;
  blocks: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  birthtimeMs: number;
  atime: Date;
  mtime: Date;
  ctime: Date;
  birthtime: Date;
  constructor(node: Inode) {
    this.ino = node.ino;
    this.mode = node.mode;
    this.size = node.kind === 'file' ? toBytes(node.data).length : node.kind === 'link' ? node.target.length : 4096;
    this.blocks = Math.ceil(this.size / 512);
    this.atimeMs = this.mtimeMs = this.ctimeMs = this.birthtimeMs = node.mtime;
    this.atime = new Date(node.mtime);
    this.mtime = new Date(node.mtime);
    this.ctime = new Date(node.mtime);
    this.birthtime = new Date(node.mtime);
  }
  private is(kind: number): boolean {
    return (Number(this.mode) & 61440) === kind;
  }
  isFile() {
    return this.is(32768);
  }
  isDirectory() {
    return this.is(16384);
  }
  isSymbolicLink() {
    return this.is(40960);
  }
  isFIFO() {
    return false;
  }
  isSocket() {
    return false;
  }
  isBlockDevice() {
    return false;
  }
  isCharacterDevice() {
    return false;
  }
}

const counted = (stats: Stats, options: Guest): Guest => (options?.bigint ? bigintStats(stats) : stats);

class BigIntStats {}
for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(Stats.prototype)))
  if (key !== 'constructor') Object.defineProperty(BigIntStats.prototype, key, descriptor);

/** `{ bigint: true }`: whole numbers, and times in nanoseconds too. */
function bigintStats(stats: Stats): Guest {
  const out: Guest = new BigIntStats();
  for (const [key, value] of Object.entries(stats))
    out[key] = typeof value === 'number' ? BigInt(Math.floor(value)) : value;
  for (const key of ['atime', 'mtime', 'ctime', 'birthtime'] as const) {
    const ms = stats[`${key}Ms`];
    out[`${key}Ns`] = BigInt(Math.floor(ms)) * 1_000_000n + BigInt(Math.round((ms % 1) * 1e6));
  }
  return out;
}

export class Dirent {
  constructor(
    public name: string,
    public path: string,
    private readonly kind: Inode['kind'],
  ) {
    Object.defineProperty(this, 'kind', { enumerable: false });
  }
  get parentPath() {
    return this.path;
  }
  isFile = () => this.kind === 'file';
  isDirectory = () => this.kind === 'dir';
  isSymbolicLink = () => this.kind === 'link';
  isFIFO = () => false;
  isSocket = () => false;
  isBlockDevice = () => false;
  isCharacterDevice = () => false;
}

interface Open {
  path: string;
  node: Extract<Inode, { kind: 'file' }>;
  position: number;
  append: boolean;
  write: boolean;
}

const argumentError = (name: string, expected: string, value: unknown) =>
  Object.assign(
    new TypeError(
      `The "${name}" argument must be ${expected}. Received ${value === null ? 'null' : value === undefined ? 'undefined' : typeof value === 'function' ? `function ${value.name}` : typeof value === 'object' ? `an instance of ${(value as Guest).constructor?.name}` : `type ${typeof value} (${String(value)})`}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );

const encodingOf = (options: Guest): string | undefined =>
  typeof options === 'string' ? options : (options?.encoding ?? undefined);
const present = (name: string, options: Guest) => (encodingOf(options) === 'buffer' ? Buffer.from(name) : name);

export function createFs(instance: Instance): Guest {
  const fs = instance.options.guestFs ?? instance.fs;
  const fds = new Map<number, Open>();
  let nextFd = 20;

  /** Guest path -> absolute path. */
  const at = (path: Guest, name = 'path'): string => {
    let text: string;
    if (typeof path === 'string') text = path;
    else if (path instanceof URL) text = fileURLToPath(path);
    else if (path instanceof Uint8Array) text = toText(path);
    else throw argumentError(name, 'of type string or an instance of Buffer or URL', path);
    if (text.includes('\0'))
      throw Object.assign(
        new TypeError(
          `The argument '${name}' must be a string, Uint8Array, or URL without null bytes. Received '${text.replaceAll('\0', '\\x00')}'`,
        ),
        { code: 'ERR_INVALID_ARG_VALUE' },
      );
    if (text === '') return '';
    return normalize(text.startsWith('/') ? text : `${instance.cwd}/${text}`);
  };
  /** As `at`, for calls where an empty path or `file/` is an error with this syscall. */
  const on = (path: Guest, syscall: string, name = 'path'): string => {
    const absolute = at(path, name);
    if (absolute === '') throw fsError('ENOENT', syscall, '');
    return absolute;
  };
  /** Errors carry the path as the guest wrote it. */
  const named = <T>(path: Guest, syscall: string, run: (absolute: string) => T): T => {
    const absolute = on(path, syscall);
    try {
      return run(absolute);
    } catch (error) {
      const written = String(path instanceof URL ? absolute : path);
      const e = error as Guest;
      if (String(e?.code).startsWith('ERR_') && e.path === absolute)
        throw Object.assign(e, { message: e.message.replace(absolute, written), path: written });
      if (e?.code && e.path === absolute && e.dest === undefined && written !== absolute)
        throw fsError(e.code, e.syscall, written);
      throw error;
    }
  };
  const content = (data: Guest, options?: Guest): Content => {
    if (typeof data === 'string') {
      const encoding = encodingOf(options);
      return encoding && !/^utf-?8$/i.test(encoding) ? new Uint8Array(Buffer.from(data, encoding)) : data;
    }
    if (ArrayBuffer.isView(data))
      return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength).slice();
    throw argumentError('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data);
  };
  const give = (data: Content, options: Guest): Guest => {
    const encoding = encodingOf(options);
    if (!encoding || encoding === 'buffer') return Buffer.from(toBytes(data).slice().buffer);
    if (/^utf-?8$/i.test(encoding)) return toText(data);
    return Buffer.from(toBytes(data)).toString(encoding);
  };
  const handle = (fd: number, syscall: string): Open => {
    const open = fds.get(fd);
    if (!open) throw fsError('EBADF', syscall);
    return open;
  };
  const join = (a: Content, b: Content): Content => {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    const x = toBytes(a);
    const y = toBytes(b);
    const out = new Uint8Array(x.length + y.length);
    out.set(x);
    out.set(y, x.length);
    return out;
  };
  const copyNode = (from: string, to: string, options: Guest): void => {
    const node = fs.get(from, 'cp', options.dereference ?? false);
    if (options.filter && !options.filter(from, to)) return;
    if (node.kind === 'dir') {
      if (!options.recursive)
        throw Object.assign(
          new Error(
            `Recursive option not enabled, cannot copy a directory: cp returned EISDIR (${from} is a directory (not copied)) ${from}`,
          ),
          { code: 'ERR_FS_EISDIR' },
        );
      if (!fs.isDir(to)) fs.mkdir(to, true);
      for (const name of node.entries.keys()) copyNode(`${from}/${name}`, `${to}/${name}`, options);
    } else if (fs.lookup(to) && options.errorOnExist && options.force === false)
      throw Object.assign(new Error(`Target already exists: cp returned EEXIST (${to} already exists) ${to}`), {
        code: 'ERR_FS_CP_EEXIST',
      });
    else if (fs.lookup(to) && options.force === false) return;
    else if (node.kind === 'link') fs.symlink(node.target, to);
    else fs.put(to, node.data);
  };

  const sync: Record<string, GuestFunction> = {
    readFile(path, options) {
      if (typeof path === 'number') {
        if (path === 0) return give(instance.stdinText(), options);
        const open = handle(path, 'read');
        const bytes = toBytes(open.node.data).subarray(open.position);
        open.position += bytes.length;
        return give(bytes, options);
      }
      if (path === '/dev/stdin') return give(instance.stdinText(), options);
      if (path === '/dev/null') return give('', options);
      return give(
        named(path, 'open', (p) => fs.read(p)),
        options,
      );
    },
    writeFile(path, data, options) {
      if (typeof path === 'number') return void sync.write!(path, data);
      if (path === '/dev/stdout' || path === '/dev/stderr')
        return void instance.write(path === '/dev/stdout' ? 1 : 2, toText(content(data)));
      if (path === '/dev/null') return undefined;
      const flag = options?.flag ?? 'w';
      if (flag.startsWith('a')) return sync.appendFile!(path, data, options);
      named(path, 'open', (p) => {
        if (flag.includes('x') && fs.lookup(p)) throw fsError('EEXIST', 'open', p);
        fs.write(p, content(data, options), (typeof options === 'object' && options?.mode) || 0o644);
      });
    },
    appendFile(path, data, options) {
      if (typeof path === 'number') return void sync.write!(path, data);
      named(path, 'open', (p) => {
        const node = fs.lookup(p);
        fs.write(p, node?.kind === 'file' ? join(node.data, content(data, options)) : content(data, options));
      });
    },
    exists(path) {
      try {
        return fs.lookup(on(path, 'access')) !== undefined;
      } catch {
        return false;
      }
    },
    access(path, mode = 0) {
      named(path, 'access', (p) => {
        const node = fs.get(p, 'access');
        if ((mode & 1) !== 0 && node.kind === 'file' && (node.mode & 0o111) === 0) throw fsError('EACCES', 'access', p);
      });
    },
    stat: (path, options) => stat(path, options, true),
    lstat: (path, options) => stat(path, options, false),
    statfs: () => ({ type: 61267, bsize: 4096, blocks: 1e6, bfree: 1e6, bavail: 1e6, files: 1e6, ffree: 1e6 }),
    fstat(fd, options) {
      if (fd <= 2) return counted(new Stats({ kind: 'file', data: '', mode: 0o20600, mtime: 0, ino: fd }), options);
      return counted(new Stats(handle(fd, 'fstat').node), options);
    },
    mkdir(path, options) {
      const { recursive = false, mode = 0o777 } = typeof options === 'object' && options !== null ? options : {};
      return named(path, 'mkdir', (p) => fs.mkdir(p, recursive, mode));
    },
    mkdtemp(prefix, options) {
      const absolute = on(prefix, 'mkdtemp', 'prefix') + (String(prefix).endsWith('/') ? '/' : '');
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
      for (;;) {
        const path =
          absolute + Array.from(crypto.getRandomValues(new Uint8Array(6)), (n) => letters[n % letters.length]).join('');
        if (fs.lookup(path)) continue;
        fs.mkdir(path);
        return present(path, options);
      }
    },
    readdir(path, options) {
      const node = named(path, 'scandir', (p) => {
        const found = fs.get(p, 'scandir');
        if (found.kind !== 'dir') throw fsError('ENOTDIR', 'scandir', p);
        return found;
      });
      const out: Guest[] = [];
      const base = typeof path === 'string' ? path : at(path);
      const visit = (dir: Extract<Inode, { kind: 'dir' }>, prefix: string) => {
        for (const name of [...dir.entries.keys()].sort()) {
          const child = dir.entries.get(name)!;
          out.push(
            options?.withFileTypes
              ? new Dirent(name, prefix ? `${base}/${prefix}` : base, child.kind)
              : present(prefix ? `${prefix}/${name}` : name, options),
          );
          if (options?.recursive && child.kind === 'dir') visit(child, prefix ? `${prefix}/${name}` : name);
        }
      };
      visit(node, '');
      return out;
    },
    opendir(path) {
      const entries: Dirent[] = sync.readdir!(path, { withFileTypes: true });
      return {
        path,
        readSync: () => entries.shift() ?? null,
        read: async () => entries.shift() ?? null,
        closeSync() {},
        async close() {},
        async *[Symbol.asyncIterator]() {
          yield* entries;
        },
      };
    },
    rm(path, options) {
      named(path, 'rm', (p) => {
        const node = fs.lookup(p, false);
        if (!node) {
          if (options?.force) return;
          throw fsError('ENOENT', 'lstat', p);
        }
        if (node.kind === 'dir' && !options?.recursive)
          throw Object.assign(new Error(`Path is a directory: rm returned EISDIR (is a directory) ${p}`), {
            name: 'SystemError',
            code: 'ERR_FS_EISDIR',
            errno: 21,
            syscall: 'rm',
            path: p,
          });
        fs.detach(p);
      });
    },
    rmdir(path, options) {
      if (options?.recursive) return sync.rm!(path, { recursive: true });
      named(path, 'rmdir', (p) => fs.rmdir(p));
    },
    unlink: (path) => named(path, 'unlink', (p) => fs.unlink(p)),
    rename(from, to) {
      try {
        fs.rename(on(from, 'rename', 'oldPath'), on(to, 'rename', 'newPath'));
      } catch (error) {
        throw (error as Guest).dest ? fsError((error as Guest).code, 'rename', String(from), String(to)) : error;
      }
    },
    copyFile(from, to, mode = 0) {
      const source = on(from, 'copyfile', 'src');
      const target = on(to, 'copyfile', 'dest');
      const node = fs.lookup(source);
      if (!node) throw fsError('ENOENT', 'copyfile', String(from), String(to));
      if (node.kind === 'dir') throw fsError('EISDIR', 'copyfile', String(from), String(to));
      if ((mode & 1) !== 0 && fs.lookup(target)) throw fsError('EEXIST', 'copyfile', String(from), String(to));
      fs.write(target, node.kind === 'file' ? node.data : '', node.mode & 0o777, 'copyfile');
    },
    cp: (from, to, options) => copyNode(on(from, 'cp', 'src'), on(to, 'cp', 'dest'), options ?? {}),
    symlink: (target, path) =>
      fs.symlink(String(target instanceof URL ? fileURLToPath(target) : target), on(path, 'symlink')),
    link: (from, to) => fs.link(on(from, 'link'), on(to, 'link')),
    readlink(path, options) {
      return named(path, 'readlink', (p) => {
        const node = fs.get(p, 'readlink', false);
        if (node.kind !== 'link') throw fsError('EINVAL', 'readlink', p);
        return present(node.target, options);
      });
    },
    realpath: (path, options) =>
      present(
        named(path, 'realpath', (p) => fs.realpath(p)),
        options,
      ),
    chmod(path, mode) {
      const node = named(path, 'chmod', (p) => fs.get(p, 'chmod'));
      node.mode = (node.mode & 61440) | (typeof mode === 'string' ? parseInt(mode, 8) : mode);
    },
    chown() {},
    lchown() {},
    lutimes() {},
    utimes(path, _atime, mtime) {
      named(path, 'utime', (p) => fs.get(p, 'utime')).mtime =
        mtime instanceof Date ? mtime.getTime() : Number(mtime) * 1000;
    },
    truncate(path, length = 0) {
      const node = named(path, 'open', (p) => fs.get(p, 'open'));
      if (node.kind !== 'file') throw fsError('EISDIR', 'open', String(path));
      cut(node, length);
    },
    open(path, flags = 'r', mode = 0o666) {
      const text = typeof flags === 'number' ? flagText(flags) : flags;
      return named(path, 'open', (p) => {
        let node = fs.lookup(p);
        if (text.includes('x') && node) throw fsError('EEXIST', 'open', p);
        if (!node || text.startsWith('w')) {
          if (text.startsWith('r')) fs.get(p, 'open');
          if (node?.kind === 'dir') throw fsError('EISDIR', 'open', p);
          fs.write(p, '', mode & 0o755);
          node = fs.lookup(p)!;
        }
        if (node.kind !== 'file') {
          if (node.kind === 'dir' && text === 'r')
            node = { kind: 'file', data: '', mode: node.mode, mtime: node.mtime, ino: node.ino };
          else throw fsError('EISDIR', 'open', p);
        }
        fds.set(nextFd, {
          path: p,
          node,
          position: 0,
          append: text.startsWith('a'),
          write: text !== 'r' && text !== 'rs',
        });
        return nextFd++;
      });
    },
    close(fd) {
      if (!fds.delete(fd) && fd > 2) throw fsError('EBADF', 'close');
    },
    fsync() {},
    fdatasync() {},
    fchmod() {},
    fchown() {},
    futimes() {},
    ftruncate(fd, length = 0) {
      cut(handle(fd, 'ftruncate').node, length);
    },
    read(fd, buffer, offset = 0, length, position = null) {
      if (typeof offset === 'object' && offset !== null) ({ offset = 0, length, position = null } = offset);
      const bytes = fd === 0 ? toBytes(instance.stdinText()) : toBytes(handle(fd, 'read').node.data);
      const open = fds.get(fd);
      const from =
        typeof position === 'number' && position >= 0
          ? position
          : typeof position === 'bigint'
            ? Number(position)
            : (open?.position ?? instance.stdinPosition);
      const chunk = bytes.subarray(from, from + (length ?? buffer.byteLength - offset));
      new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(chunk, offset);
      if (position === null || position === undefined || position === -1) {
        if (open) open.position += chunk.length;
        else instance.stdinPosition += chunk.length;
      }
      return chunk.length;
    },
    readv: (fd, buffers, position) =>
      buffers.reduce((n: number, one: Guest) => n + sync.read!(fd, one, 0, one.length, position ?? null), 0),
    write(fd, data, ...rest) {
      const [offset, length, position] = typeof data === 'string' ? [0, undefined, rest[0]] : rest;
      const bytes =
        typeof data === 'string'
          ? toBytes(content(data, rest[1]))
          : toBytes(content(data)).subarray(offset ?? 0, (offset ?? 0) + (length ?? data.byteLength));
      if (fd === 1 || fd === 2) {
        instance.write(fd, toText(bytes));
        return bytes.length;
      }
      const open = handle(fd, 'write');
      if (!open.write) throw fsError('EBADF', 'write');
      const current = toBytes(open.node.data);
      const from = open.append ? current.length : typeof position === 'number' ? position : open.position;
      const out = new Uint8Array(Math.max(current.length, from + bytes.length));
      out.set(current);
      out.set(bytes, from);
      open.node.data = out;
      open.node.mtime = Date.now();
      fs.version++;
      if (typeof position !== 'number') open.position = from + bytes.length;
      return bytes.length;
    },
    writev: (fd, buffers) => buffers.reduce((n: number, one: Guest) => n + sync.write!(fd, one), 0),
    glob(pattern, options) {
      const patterns = (Array.isArray(pattern) ? pattern : [pattern]).map(globToRegExp);
      const dir = options?.cwd ?? instance.cwd;
      return sync.readdir!(dir, { recursive: true }).filter((path: string) =>
        patterns.some((one: RegExp) => one.test(path)),
      );
    },
  };
  function stat(path: Guest, options: Guest, follow: boolean): Guest {
    const syscall = follow ? 'stat' : 'lstat';
    if (options?.throwIfNoEntry === false) {
      const node = fs.lookup(on(path, syscall), follow);
      return node ? counted(new Stats(node), options) : undefined;
    }
    const trailing = typeof path === 'string' && path.length > 1 && path.endsWith('/');
    const node = named(path, syscall, (p) => fs.get(p, syscall, follow || trailing));
    if (trailing && node.kind === 'file') throw fsError('ENOTDIR', syscall, path);
    return counted(new Stats(node), options);
  }
  function cut(node: Extract<Inode, { kind: 'file' }>, length: number): void {
    const out = new Uint8Array(length);
    out.set(toBytes(node.data).subarray(0, length));
    node.data = out;
    fs.version++;
  }

  const module: Guest = { constants, ...constants, Stats, Dirent };
  for (const name of ['F_OK', 'R_OK', 'W_OK', 'X_OK']) module[name] = constants[name as keyof typeof constants];
  for (const name of Object.keys(constants)) if (!/_OK$/.test(name)) delete module[name];
  for (const name of Object.keys(sync)) {
    const run = sync[name]!;
    const syncName = name + 'Sync';
    module[syncName] = { [syncName]: (...args: Guest[]) => run.apply(module, args) }[syncName];
    module[name] = {
      [name](...args: Guest[]) {
        const done = args.pop();
        if (typeof done !== 'function') throw argumentError('cb', 'of type function', done);
        const release = instance.loop.hold();
        const finish = (...results: Guest[]) =>
          instance.loop.setImmediate(() => {
            release();
            done(...results);
          }, []);
        if (name === 'exists') return void finish(run.apply(module, args));
        let result: Guest;
        try {
          result = run.apply(module, args);
        } catch (error) {
          if ((error as Guest)?.code === 'ERR_INVALID_ARG_TYPE') {
            release();
            throw error;
          }
          return void finish(error);
        }
        if (name === 'read' || name === 'write' || name === 'readv' || name === 'writev') finish(null, result, args[1]);
        else if (result === undefined) finish(null);
        else finish(null, result);
      },
    }[name];
  }
  module.realpathSync.native = module.realpathSync;
  module.realpath.native = module.realpath;
  const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');
  module.exists[promisifyCustom] = async (path: Guest) => module.existsSync(path);
  module.read[promisifyCustom] = async (fd: number, buffer: Guest, ...rest: Guest[]) => ({
    bytesRead: module.readSync(fd, buffer, ...rest),
    buffer,
  });
  const refuse = (name: string) => () => {
    throw Object.assign(new Error(`fs.${name} is not available in this sandbox: files are not watched`), {
      code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    });
  };
  Object.assign(module, { watch: refuse('watch'), watchFile: refuse('watchFile'), unwatchFile() {} });
  Object.defineProperty(module, 'sync', { value: sync, enumerable: false });
  return module;
}
