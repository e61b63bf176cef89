'use strict';

const { readVarint, writeVarint, zigzag } = require('./numbers');
const { adler32 } = require('./runs');
const utf8 = require('./utf8');

const TAG = { null: 0, false: 1, true: 2, number: 3, text: 4, list: 5, object: 6 };

function tagOf(value) {
  if (value === null || typeof value === 'boolean') return TAG[String(value)];
  if (typeof value === 'number') return TAG.number;
  if (typeof value === 'string') return TAG.text;
  if (Array.isArray(value)) return TAG.list;
  if (typeof value === 'object') return TAG.object;
  throw new TypeError(`cannot pack ${typeof value}`);
}

function writeText(text, out) {
  const bytes = utf8.encode(text);
  writeVarint(bytes.length, out);
  out.push(...bytes);
}

function write(value, out) {
  const tag = tagOf(value);
  out.push(tag);
  if (tag === TAG.number) writeVarint(zigzag.encode(value), out);
  if (tag === TAG.text) writeText(value, out);
  if (tag === TAG.list) {
    writeVarint(value.length, out);
    for (const item of value) write(item, out);
  }
  if (tag === TAG.object) {
    const entries = Object.entries(value);
    writeVarint(entries.length, out);
    for (const [key, item] of entries) {
      writeText(key, out);
      write(item, out);
    }
  }
}

function makeReader(bytes) {
  let at = 0;

  function number() {
    const { value, next } = readVarint(bytes, at);
    at = next;
    return value;
  }

  function text() {
    const length = number();
    if (at + length > bytes.length) throw new RangeError('text cut off');
    at += length;
    return utf8.decode(bytes.subarray(at - length, at));
  }

  function value() {
    const tag = bytes[at];
    at += 1;
    switch (tag) {
      case TAG.null:
        return null;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.number:
        return zigzag.decode(number());
      case TAG.text:
        return text();
      case TAG.list:
        return Array.from({ length: number() }, value);
      case TAG.object:
        return Object.fromEntries(Array.from({ length: number() }, () => [text(), value()]));
      default:
        throw new RangeError(`unknown tag ${tag}`);
    }
  }

  return { value, done: () => at === bytes.length };
}

function checksum(body) {
  const sum = adler32(body);
  return [24, 16, 8, 0].map((shift) => (sum >>> shift) & 0xff);
}

/** The value, followed by 4 bytes of checksum. */
function pack(value) {
  const out = [];
  write(value, out);
  return Uint8Array.from([...out, ...checksum(out)]);
}

function unpack(bytes) {
  if (bytes.length < 5) throw new RangeError('too short for a record');
  const body = bytes.subarray(0, -4);
  const expected = checksum(body);
  if (!expected.every((byte, i) => byte === bytes[body.length + i])) throw new Error('wrong checksum');
  const reader = makeReader(body);
  const value = reader.value();
  if (!reader.done()) throw new RangeError('bytes after the end');
  return value;
}

module.exports = { pack, unpack };
