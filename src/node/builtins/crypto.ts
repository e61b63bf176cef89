/** crypto: hashes, HMAC, secret keys, key derivation, random values, all synchronous; the rest is refused by name. */
import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { scrypt } from '@noble/hashes/scrypt.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha224, sha256, sha384, sha512, sha512_256 } from '@noble/hashes/sha2.js';
import { sha3_256, sha3_512 } from '@noble/hashes/sha3.js';
import type { Guest } from '../guest';
import { Buffer } from './buffer';
import { refused } from './index';
import { stream } from './stream';

const hashes: Record<string, Guest> = {
  md5,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  ripemd160,
  'sha512-256': sha512_256,
  'sha3-256': sha3_256,
  'sha3-512': sha3_512,
};
const find = (name: string): Guest => {
  const found =
    hashes[
      String(name)
        .toLowerCase()
        .replace(/^rsa-/, '')
        .replace(/^sha-(\d)/, 'sha$1')
    ];
  if (!found) throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
  return found;
};
const bytes = (data: Guest, encoding?: string): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw Object.assign(
    new TypeError(
      `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${data === null ? 'null' : data === undefined ? 'undefined' : typeof data === 'object' ? `an instance of ${data.constructor?.name}` : `type ${typeof data} (${String(data)})`}`,
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
};
const give = (digest: Uint8Array, encoding?: string): Guest => {
  const out = Buffer.from(digest);
  return encoding && encoding !== 'buffer' ? out.toString(encoding) : out;
};

class Digest extends stream.Transform {
  private done = false;
  constructor(private state: Guest) {
    super();
  }
  update(data: Guest, encoding?: string): this {
    if (this.done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    this.state.update(bytes(data, encoding));
    return this;
  }
  digest(encoding?: string): Guest {
    if (this.done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    this.done = true;
    return give(this.state.digest(), encoding);
  }
  copy(): Digest {
    return new Digest(this.state.clone());
  }
  _transform(chunk: Guest, encoding: string, next: Guest) {
    this.update(chunk, encoding);
    next();
  }
  _flush(next: Guest) {
    this.push(this.digest());
    next();
  }
}

/** A secret key; pairs of keys are not here. */
class KeyObject {
  readonly #bytes: Uint8Array;
  constructor(kind: string, given: Uint8Array) {
    if (kind !== 'secret') refused(`crypto.KeyObject of type ${kind}`, 'ciphers, keys or signatures')();
    this.#bytes = given;
  }
  static from(): unknown {
    return refused('crypto.KeyObject.from', 'ciphers, keys or signatures')();
  }
  get [Symbol.toStringTag]() {
    return 'KeyObject';
  }
  get type() {
    return 'secret';
  }
  get symmetricKeySize() {
    return this.#bytes.length;
  }
  export(options?: { format?: string }): Guest {
    const copy = Buffer.from(this.#bytes);
    return options?.format === 'jwk' ? { kty: 'oct', k: copy.toString('base64url') } : copy;
  }
  equals(other: KeyObject): boolean {
    return Buffer.from(this.#bytes).equals(other.export());
  }
}
const material = (key: Guest): Uint8Array => bytes(key instanceof KeyObject ? key.export() : key);

export function createCrypto(): Guest {
  const { crypto: webcrypto } = globalThis;
  const random = (n: number): Guest => {
    if (!Number.isInteger(n) || n < 0)
      throw Object.assign(
        new RangeError(`The value of "size" is out of range. It must be >= 0 && <= 2147483647. Received ${n}`),
        { code: 'ERR_OUT_OF_RANGE' },
      );
    const out = Buffer.alloc(n);
    for (let i = 0; i < n; i += 65_536) webcrypto.getRandomValues(out.subarray(i, i + 65_536));
    return out;
  };
  const derived = (password: Guest, salt: Guest, length: number, options: Guest = {}) =>
    Buffer.from(
      scrypt(bytes(password), bytes(salt), {
        N: options.N ?? options.cost ?? 16384,
        r: options.r ?? options.blockSize ?? 8,
        p: options.p ?? options.parallelization ?? 1,
        dkLen: length,
      }),
    );
  const later = (done: Guest, value: Guest) => (globalThis as Guest).setImmediate(done, null, value);
  return {
    webcrypto,
    subtle: webcrypto.subtle,
    getRandomValues: (array: Guest) => webcrypto.getRandomValues(array),
    randomUUID: () => {
      const b = random(16);
      b[6] = (b[6] & 15) | 64;
      b[8] = (b[8] & 63) | 128;
      return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
    randomBytes: (n: number, done?: Guest) => (done ? later(done, random(n)) : random(n)),
    randomFillSync: (target: Guest) => {
      new Uint8Array(target.buffer ?? target, target.byteOffset ?? 0, target.byteLength).set(random(target.byteLength));
      return target;
    },
    randomInt(min: Guest, max: Guest, done?: Guest) {
      if (max === undefined || typeof max === 'function') [min, max, done] = [0, min, max];
      if (!(max > min))
        throw Object.assign(
          new RangeError(
            `The value of "max" is out of range. It must be greater than the value of "min" (${min}). Received ${max}`,
          ),
          { code: 'ERR_OUT_OF_RANGE' },
        );
      const value = min + Math.floor((random(6).readUIntBE(0, 6) / 2 ** 48) * (max - min));
      return done ? later(done, value) : value;
    },
    createHash: (name: string) => new Digest(find(name).create()),
    createHmac: (name: string, key: Guest) => new Digest(hmac.create(find(name), material(key))),
    hash: (name: string, data: Guest, encoding = 'hex') => give(find(name)(bytes(data)), encoding),
    getHashes: () => Object.keys(hashes),
    getCiphers: () => [],
    getCurves: () => [],
    pbkdf2Sync: (password: Guest, salt: Guest, iterations: number, length: number, digest: string) =>
      Buffer.from(pbkdf2(find(digest), bytes(password), bytes(salt), { c: iterations, dkLen: length })),
    pbkdf2: (password: Guest, salt: Guest, iterations: number, length: number, digest: string, done: Guest) =>
      later(done, Buffer.from(pbkdf2(find(digest), bytes(password), bytes(salt), { c: iterations, dkLen: length }))),
    timingSafeEqual(a: Guest, b: Guest) {
      const x = bytes(a);
      const y = bytes(b);
      if (x.length !== y.length)
        throw Object.assign(new RangeError('Input buffers must have the same byte length'), {
          code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
        });
      let different = 0;
      for (let i = 0; i < x.length; i++) different |= x[i]! ^ y[i]!;
      return different === 0;
    },
    KeyObject,
    createSecretKey: (key: Guest, encoding?: string) =>
      new KeyObject('secret', Uint8Array.from(typeof key === 'string' ? Buffer.from(key, encoding) : bytes(key))),
    randomFill(target: Guest, ...rest: Guest[]) {
      const done = rest.pop();
      const [from = 0, size = target.byteLength - from] = rest as number[];
      new Uint8Array(target.buffer ?? target, (target.byteOffset ?? 0) + from, size).set(random(size));
      later(done, target);
    },
    scryptSync: (password: Guest, salt: Guest, length: number, options?: Guest) =>
      derived(password, salt, length, options),
    scrypt(password: Guest, salt: Guest, length: number, options: Guest, done?: Guest) {
      if (typeof options === 'function') [options, done] = [undefined, options];
      later(done, derived(password, salt, length, options));
    },
    hkdfSync: (digest: string, key: Guest, salt: Guest, info: Guest, length: number) =>
      Uint8Array.from(hkdf(find(digest), material(key), bytes(salt), bytes(info), length)).buffer,
    hkdf: (digest: string, key: Guest, salt: Guest, info: Guest, length: number, done: Guest) =>
      later(done, Uint8Array.from(hkdf(find(digest), material(key), bytes(salt), bytes(info), length)).buffer),
    Hash: Digest,
    Hmac: Digest,
    ...Object.fromEntries(
      [
        'createCipheriv',
        'createDecipheriv',
        'createSign',
        'createVerify',
        'sign',
        'verify',
        'generateKeyPair',
        'generateKeyPairSync',
        'createPrivateKey',
        'createPublicKey',
        'createDiffieHellman',
        'createECDH',
        'publicEncrypt',
        'privateDecrypt',
      ].map((name) => [name, refused(`crypto.${name}`, 'ciphers, keys or signatures')]),
    ),
  };
}
