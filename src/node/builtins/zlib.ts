/** zlib by fflate: gzip, deflate and raw deflate, sync, callback and stream. Brotli is refused by name. */
import { deflateSync, gunzipSync, gzipSync, inflateSync, unzlibSync, zlibSync } from 'fflate';
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { Buffer } from './buffer';
import { refused } from './index';
import { inherit } from './net';

const bytes = (data: Guest): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data)
    : new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
const fail = (error: Guest): never => {
  throw Object.assign(
    new Error(/header|invalid zlib|invalid gzip/.test(error.message) ? 'incorrect header check' : error.message),
    { errno: -3, code: 'Z_DATA_ERROR' },
  );
};

export function createZlib(instance: Instance): Guest {
  const { Transform } = instance.builtin('stream');
  const level = (options: Guest) => ({ level: options?.level >= 0 ? options.level : 6 });
  const codecs: Record<string, (data: Uint8Array, options?: Guest) => Uint8Array> = {
    gzip: (data, options) => gzipSync(data, level(options) as Guest),
    gunzip: (data) => gunzipSync(data),
    deflate: (data, options) => zlibSync(data, level(options) as Guest),
    inflate: (data) => unzlibSync(data),
    deflateRaw: (data, options) => deflateSync(data, level(options) as Guest),
    inflateRaw: (data) => inflateSync(data),
    unzip: (data) => (data[0] === 31 && data[1] === 139 ? gunzipSync(data) : unzlibSync(data)),
  };
  const module: Guest = {
    constants: {
      Z_NO_COMPRESSION: 0,
      Z_BEST_SPEED: 1,
      Z_BEST_COMPRESSION: 9,
      Z_DEFAULT_COMPRESSION: -1,
      Z_SYNC_FLUSH: 2,
      Z_FINISH: 4,
    },
  };
  for (const name of Object.keys(codecs)) {
    const run = (data: Guest, options?: Guest) => {
      try {
        return Buffer.from(codecs[name]!(bytes(data), options));
      } catch (error) {
        return fail(error);
      }
    };
    const title = name[0]!.toUpperCase() + name.slice(1);
    module[name + 'Sync'] = run;
    module[name] = (data: Guest, options: Guest, done?: Guest) => {
      if (typeof options === 'function') [options, done] = [undefined, options];
      let result: Guest;
      let error: Guest = null;
      try {
        result = run(data, options);
      } catch (caught) {
        error = caught;
      }
      instance.loop.setImmediate(() => done(error, result), []);
    };
    // As Node's: called with and without new, and extended.
    const Codec: Guest = function (this: Guest, options?: Guest) {
      if (!(this instanceof Codec)) return new Codec(options);
      Transform.call(this, options);
      Object.assign(this, { bytesWritten: 0, _parts: [], _options: options });
      return undefined;
    };
    Object.defineProperty(Codec, 'name', { value: title, configurable: true });
    inherit(Codec, Transform, {
      _transform(this: Guest, chunk: Guest, _encoding: Guest, next: Guest) {
        this._parts.push(Buffer.from(chunk));
        this.bytesWritten += chunk.length;
        next();
      },
      _flush(this: Guest, next: Guest) {
        let out: Guest;
        try {
          out = run(Buffer.concat(this._parts), this._options);
        } catch (error) {
          return next(error);
        }
        next(null, out);
      },
      flush(_kind?: Guest, done?: Guest) {
        const callback = typeof _kind === 'function' ? _kind : done;
        if (callback) instance.loop.setImmediate(callback, []);
      },
      params(_level: Guest, _strategy: Guest, done: Guest) {
        instance.loop.setImmediate(done, []);
      },
      reset() {},
      close(this: Guest, done?: Guest) {
        if (done) this.once('close', done);
        this.destroy();
      },
    });
    module[title] = Codec;
    module['create' + title] = (options?: Guest) => new Codec(options);
  }
  for (const name of [
    'brotliCompress',
    'brotliCompressSync',
    'brotliDecompress',
    'brotliDecompressSync',
    'createBrotliCompress',
    'createBrotliDecompress',
  ])
    module[name] = refused(`zlib.${name}`, 'Brotli');
  module.crc32 = (data: Guest, value = 0) => {
    let crc = ~value;
    for (const byte of bytes(data)) {
      crc ^= byte;
      for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    return ~crc >>> 0;
  };
  return module;
}
