/** TextEncoder, TextDecoder and base64 for an engine without them. */
import type { Any } from './bridge';
import { Exception } from './events';

export class Encoder {
  encoding = 'utf-8';
  encode(text = ''): Uint8Array {
    const bytes: number[] = [];
    for (const char of String(text)) {
      let code = char.codePointAt(0)!;
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return Uint8Array.from(bytes);
  }
  encodeInto(text: string, into: Uint8Array) {
    const bytes = this.encode(text).subarray(0, into.length);
    into.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

export class Decoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  constructor(
    readonly encoding = 'utf-8',
    options: { fatal?: boolean; ignoreBOM?: boolean } = {},
  ) {
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }
  decode(input: Any = new Uint8Array()): string {
    const bytes = ArrayBuffer.isView(input)
      ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new Uint8Array(input);
    if (/^(?:latin1|ascii|iso-8859-1|windows-1252)$/i.test(this.encoding))
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    if (/^utf-?16/i.test(this.encoding))
      return Array.from({ length: bytes.length >> 1 }, (_, i) =>
        String.fromCharCode(bytes[2 * i]! | (bytes[2 * i + 1]! << 8)),
      ).join('');
    const parts: string[] = [];
    for (let i = 0; i < bytes.length;) {
      const first = bytes[i]!;
      const more =
        first < 0x80
          ? 0
          : first >= 0xc2 && first < 0xe0
            ? 1
            : first >= 0xe0 && first < 0xf0
              ? 2
              : first >= 0xf0 && first < 0xf5
                ? 3
                : -1;
      let code = more < 1 ? first : first & (0x3f >> more);
      let good = more >= 0;
      let used = 1;
      for (; good && used <= more; used++) {
        const next = bytes[i + used];
        if (next === undefined || (next & 0xc0) !== 0x80) break;
        code = (code << 6) | (next & 63);
      }
      good &&=
        used === more + 1 &&
        !(more === 2 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) &&
        !(more === 3 && (code < 0x10000 || code > 0x10ffff));
      if (!good && this.fatal)
        throw Object.assign(new TypeError('The encoded data was not valid for encoding utf-8'), {
          code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
        });
      parts.push(good ? String.fromCodePoint(code) : '\ufffd');
      i += good ? used : Math.max(1, used - (more > 0 ? 0 : 0));
    }
    const text = parts.join('');
    return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
export function toBase64(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (a > 255 || b > 255 || c > 255)
      throw new Exception(
        'The string to be encoded contains characters outside of the Latin1 range.',
        'InvalidCharacterError',
      );
    out +=
      ALPHABET[a >> 2]! +
      ALPHABET[((a & 3) << 4) | (b >> 4)]! +
      (Number.isNaN(b) ? '=' : ALPHABET[((b & 15) << 2) | (c >> 6)]!) +
      (Number.isNaN(c) ? '=' : ALPHABET[c & 63]!);
  }
  return out;
}
export function fromBase64(text: string): string {
  let [out, bits, held] = ['', 0, 0];
  for (const char of String(text).replace(/[\s=]/g, '')) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) throw new Exception('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
    }
    bits &= (1 << held) - 1;
  }
  return out;
}
