'use strict';

function size(code) {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  if (code < 0x10000) return 3;
  return 4;
}

function isSurrogate(code) {
  return code >= 0xd800 && code <= 0xdfff;
}

function encode(text) {
  const out = [];
  for (const char of text) {
    const code = char.codePointAt(0);
    if (isSurrogate(code)) throw new RangeError('lone surrogate');
    const count = size(code);
    if (count === 1) {
      out.push(code);
      continue;
    }
    const lead = (0xf00 >> count) & 0xff;
    out.push(lead | (code >> (6 * (count - 1))));
    for (let i = count - 2; i >= 0; i -= 1) out.push(0x80 | ((code >> (6 * i)) & 0x3f));
  }
  return Uint8Array.from(out);
}

function leadLength(byte) {
  if (byte < 0x80) return 1;
  if (byte >= 0xc0 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  if (byte >= 0xf0 && byte < 0xf8) return 4;
  return 0;
}

function decode(bytes) {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const count = leadLength(bytes[at]);
    if (count === 0) throw new RangeError(`bad first byte at ${at}`);
    if (at + count > bytes.length) throw new RangeError(`cut off at ${at}`);
    let code = count === 1 ? bytes[at] : bytes[at] & (0x7f >> count);
    for (let i = 1; i < count; i += 1) {
      const next = bytes[at + i];
      if ((next & 0xc0) !== 0x80) throw new RangeError(`bad byte at ${at + i}`);
      code = (code << 6) | (next & 0x3f);
    }
    if (size(code) !== count) throw new RangeError(`overlong form at ${at}`);
    if (isSurrogate(code) || code > 0x10ffff) throw new RangeError(`no character at ${at}`);
    text += String.fromCodePoint(code);
    at += count;
  }
  return text;
}

function length(text) {
  let total = 0;
  for (const char of text) total += size(char.codePointAt(0));
  return total;
}

module.exports = { decode, encode, length };
