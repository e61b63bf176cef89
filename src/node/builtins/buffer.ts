/** buffer: the `buffer` package, with what Node has and it lacks (base64url, isUtf8, Blob, inspect text). */
import * as base from 'buffer';
import type { Guest } from '../guest';
import { checked } from './bufferbounds';
import { custom } from './style';

export const Buffer: Guest = base.Buffer;
const proto: Guest = Buffer.prototype;

const isEncoding = Buffer.isEncoding;
Buffer.isEncoding = (name: unknown) => String(name).toLowerCase() === 'base64url' || isEncoding(name);
const toText = proto.toString;
proto.toString = proto.toLocaleString = function toString(
  this: Guest,
  encoding?: string,
  start?: number,
  end?: number,
) {
  if (encoding !== undefined && String(encoding).toLowerCase() === 'base64url')
    return toText.call(this, 'base64', start, end).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return toText.call(this, encoding, start, end);
};
const from = Buffer.from;
Buffer.from = function (value: Guest, encoding?: Guest, length?: number) {
  if (typeof encoding === 'string' && encoding.toLowerCase() === 'base64url') encoding = 'base64';
  return from(value, encoding, length);
};
const write = proto.write;
proto.write = function (this: Guest, ...args: Guest[]) {
  const last = args.length - 1;
  if (typeof args[last] === 'string' && last > 0 && args[last].toLowerCase() === 'base64url') args[last] = 'base64';
  return write.apply(this, args);
};
const byteLength = Buffer.byteLength;
Buffer.byteLength = (value: Guest, encoding?: string) =>
  encoding === 'base64url' ? Buffer.from(value, 'base64').length : byteLength(value, encoding);
proto[custom] = function inspect(this: Guest) {
  const shown = [...this.subarray(0, 50)].map((byte: number) => byte.toString(16).padStart(2, '0')).join(' ');
  const more = this.length - 50;
  return `<${this.constructor.name}${shown ? ' ' : ' '}${shown}${more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : ''}>`.replace(
    ' >',
    ' >',
  );
};
Object.defineProperty(proto, 'constructor', { value: Buffer, writable: true, configurable: true, enumerable: false });
Buffer.poolSize = 8192;
Buffer.copyBytesFrom = (view: Guest, offset = 0, length = view.length - offset) =>
  Buffer.from(view.slice(offset, offset + length).buffer);
checked(Buffer);
for (const name of Object.keys(proto)) {
  const alias = name.replace('UInt', 'Uint');
  if (alias !== name && !(alias in proto)) proto[alias] = proto[name];
}
for (const key of ['parent', 'offset', custom, ...Object.keys(proto)]) {
  const descriptor = Object.getOwnPropertyDescriptor(proto, key);
  if (descriptor?.configurable) Object.defineProperty(proto, key, { ...descriptor, enumerable: false });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
export const bufferModule: Guest = {
  Buffer,
  SlowBuffer: base.SlowBuffer,
  kMaxLength: 4294967296,
  kStringMaxLength: 536870888,
  constants: { MAX_LENGTH: 4294967296, MAX_STRING_LENGTH: 536870888 },
  INSPECT_MAX_BYTES: 50,
  Blob: globalThis.Blob,
  File: globalThis.File,
  atob: globalThis.atob,
  btoa: globalThis.btoa,
  isUtf8(bytes: Uint8Array) {
    try {
      utf8.decode(bytes);
      return true;
    } catch {
      return false;
    }
  },
  isAscii: (bytes: Uint8Array) => bytes.every((byte) => byte < 128),
  transcode: (bytes: Guest, source: string, target: string) => {
    const text: string = Buffer.from(bytes).toString(source);
    const most = /^ascii$/i.test(target) ? 127 : /^(latin1|binary)$/i.test(target) ? 255 : Infinity;
    return Buffer.from(
      most === Infinity ? text : [...text].map((c) => (c.charCodeAt(0) > most ? '?' : c)).join(''),
      target,
    );
  },
};
