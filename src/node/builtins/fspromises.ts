/** fs/promises: each call does its work at once and settles in a later turn, as the kernel's answer would. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { constants } from './fs';

export function createPromises(instance: Instance, fs: Guest): Guest {
  /** Later than any microtask already queued, like a thread pool's completion. */
  const later = (run: () => Guest): Promise<Guest> => {
    const release = instance.loop.hold();
    return new Promise((resolve, reject) =>
      instance.loop.setImmediate(() => {
        release();
        try {
          resolve(run());
        } catch (error) {
          reject(error);
        }
      }, []),
    );
  };
  const module: Guest = { constants };
  const names = [
    'access',
    'appendFile',
    'chmod',
    'chown',
    'copyFile',
    'cp',
    'lchown',
    'link',
    'lstat',
    'lutimes',
    'mkdir',
    'mkdtemp',
    'opendir',
    'readdir',
    'readFile',
    'readlink',
    'realpath',
    'rename',
    'rm',
    'rmdir',
    'stat',
    'statfs',
    'symlink',
    'truncate',
    'unlink',
    'utimes',
    'writeFile',
  ];
  const collect = async (data: Guest): Promise<Guest> => {
    if (
      typeof data === 'string' ||
      ArrayBuffer.isView(data) ||
      data == null ||
      (!data[Symbol.asyncIterator] && !data[Symbol.iterator])
    )
      return data;
    const parts: Guest[] = [];
    for await (const part of data) parts.push((globalThis as Guest).Buffer.from(part));
    return (globalThis as Guest).Buffer.concat(parts);
  };
  for (const name of names)
    module[name] = {
      async [name](path: Guest, ...args: Guest[]) {
        if (path instanceof FileHandle) path = path.fd;
        const signal: AbortSignal | undefined = args[args.length - 1]?.signal;
        if (signal?.aborted)
          throw Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
            name: 'AbortError',
            code: 'ABORT_ERR',
          });
        if (name === 'writeFile' || name === 'appendFile') args[0] = await collect(args[0]);
        return later(() => fs[name + 'Sync'](path, ...args));
      },
    }[name];
  class FileHandle {
    constructor(readonly fd: number) {}
    readFile = (options?: Guest) => later(() => fs.readFileSync(this.fd, options));
    writeFile = (data: Guest) => later(() => fs.writeFileSync(this.fd, data));
    appendFile = (data: Guest) => later(() => fs.appendFileSync(this.fd, data));
    stat = () => later(() => fs.fstatSync(this.fd));
    truncate = (length?: number) => later(() => fs.ftruncateSync(this.fd, length));
    sync = async () => {};
    datasync = async () => {};
    chmod = async () => {};
    utimes = async () => {};
    read = (buffer: Guest = (globalThis as Guest).Buffer.alloc(16384), ...rest: Guest[]) => {
      if (!ArrayBuffer.isView(buffer)) {
        const options = buffer as Guest;
        buffer = options.buffer ?? (globalThis as Guest).Buffer.alloc(16384);
        rest = [options];
      }
      return later(() => ({ bytesRead: fs.readSync(this.fd, buffer, ...rest), buffer }));
    };
    write = (data: Guest, ...rest: Guest[]) =>
      later(() => ({ bytesWritten: fs.writeSync(this.fd, data, ...rest), buffer: data }));
    createReadStream = (options?: Guest) => fs.createReadStream('', { ...options, fd: this.fd });
    createWriteStream = (options?: Guest) => fs.createWriteStream('', { ...options, fd: this.fd });
    async *readLines() {
      yield* String(await this.readFile('utf8'))
        .split(/\r?\n/)
        .filter((line, i, all) => line !== '' || i < all.length - 1);
    }
    close = () => later(() => fs.closeSync(this.fd));
  }
  Object.defineProperty(FileHandle.prototype, Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'), {
    value: (self: FileHandle) => self.close(),
  });
  module.open = (path: Guest, flags?: Guest, mode?: Guest) =>
    later(() => new FileHandle(fs.openSync(path, flags, mode)));
  module.watch = fs.watch;
  return module;
}
