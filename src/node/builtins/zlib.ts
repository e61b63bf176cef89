/** zlib by fflate: gzip, deflate and raw deflate, sync, callback and stream. Brotli is refused by name. */
import { deflateSync, gunzipSync, gzipSync, inflateSync, unzlibSync, zlibSync } from 'fflate';
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { Buffer } from './buffer';
import { refused } from './index';

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
    module['create' + title] = (options?: Guest) => {
      const parts: Guest[] = [];
      const { Transform } = instance.builtin('stream');
      return new Transform({
        transform(chunk: Guest, _encoding: Guest, next: Guest) {
          parts.push(Buffer.from(chunk));
          next();
        },
        flush(next: Guest) {
          try {
            next(null, run(Buffer.concat(parts), options));
          } catch (error) {
            next(error);
          }
        },
      });
    };
  }
  for (const name of Object.keys(codecs)) {
    const title = name[0]!.toUpperCase() + name.slice(1);
    const make = module['create' + title] as (options?: Guest) => Guest;
    // Called with and without new.
    module[title] = { [title]: function (options?: Guest) { return make(options); } }[title]; // prettier-ignore
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
