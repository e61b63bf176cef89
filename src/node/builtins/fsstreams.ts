/** fs.createReadStream and fs.createWriteStream. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';

export function createStreams(instance: Instance, fs: Guest): Guest {
  const { Readable, Writable } = instance.builtin('stream');
  const { loop } = instance;
  const opened = (stream: Guest, done: Guest) => {
    try {
      stream.fd ??= fs.openSync(stream.path, stream.flags);
      stream.pending = false;
      stream.emit('open', stream.fd);
      stream.emit('ready');
      done();
    } catch (error) {
      done(error);
    }
  };
  class ReadStream extends Readable {
    constructor(path: Guest, options: Guest = {}) {
      if (typeof options === 'string') options = { encoding: options };
      const { start = 0, end = Infinity, highWaterMark = 65_536 } = options ?? {};
      super({ encoding: options?.encoding, highWaterMark, objectMode: false, signal: options?.signal });
      Object.assign(this, {
        path,
        fd: options?.fd ?? null,
        bytesRead: 0,
        flags: options?.flags ?? 'r',
        pending: true,
        at: start,
        last: end,
        size: highWaterMark,
      });
    }
    _construct(done: Guest) {
      loop.setImmediate(() => {
        opened(this, done);
      }, []);
    }
    _read() {
      const release = loop.hold();
      loop.setImmediate(() => {
        release();
        const want = Math.min(this.size, this.last - this.at + 1);
        if (want <= 0) return void this.push(null);
        const buffer = (globalThis as Guest).Buffer.alloc(want);
        try {
          const n = fs.readSync(this.fd, buffer, 0, want, this.at);
          this.at += n;
          this.bytesRead += n;
          this.push(n === 0 ? null : buffer.subarray(0, n));
        } catch (error) {
          this.destroy(error);
        }
      }, []);
    }
    _destroy(error: Guest, done: Guest) {
      if (typeof this.fd === 'number') fs.closeSync(this.fd);
      this.fd = null;
      done(error);
    }
    close(done?: Guest) {
      if (done) this.once('close', done);
      this.destroy();
    }
  }
  class WriteStream extends Writable {
    constructor(path: Guest, options: Guest = {}) {
      if (typeof options === 'string') options = { encoding: options };
      super({
        decodeStrings: true,
        defaultEncoding: options?.encoding ?? 'utf8',
        highWaterMark: options?.highWaterMark,
        signal: options?.signal,
      });
      Object.assign(this, {
        path,
        fd: options?.fd ?? null,
        bytesWritten: 0,
        flags: options?.flags ?? 'w',
        pending: true,
        at: options?.start,
      });
    }
    _construct(done: Guest) {
      const release = loop.hold();
      loop.setImmediate(() => {
        release();
        opened(this, done);
      }, []);
    }
    _write(chunk: Guest, _encoding: Guest, done: Guest) {
      const release = loop.hold();
      loop.setImmediate(() => {
        release();
        try {
          const n = fs.writeSync(this.fd, chunk, 0, chunk.length, this.at);
          if (this.at !== undefined) this.at += n;
          this.bytesWritten += n;
          done();
        } catch (error) {
          done(error);
        }
      }, []);
    }
    _destroy(error: Guest, done: Guest) {
      if (typeof this.fd === 'number') fs.closeSync(this.fd);
      this.fd = null;
      done(error);
    }
    close(done?: Guest) {
      if (done) this.once('close', done);
      this.end();
    }
  }
  return {
    ReadStream,
    WriteStream,
    createReadStream: (path: Guest, options?: Guest) => new ReadStream(path, options),
    createWriteStream: (path: Guest, options?: Guest) => new WriteStream(path, options),
  };
}
