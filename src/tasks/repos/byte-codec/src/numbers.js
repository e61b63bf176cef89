'use strict';

const GROUP = 128;

function writeVarint(value, out) {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an unsigned whole number: ${value}`);
  let rest = value;
  while (rest >= GROUP) {
    out.push((rest % GROUP) + GROUP);
    rest = Math.floor(rest / GROUP);
  }
  out.push(rest);
}

/** Reads one number at `at`; returns it and the place behind it. */
function readVarint(bytes, at) {
  let value = 0;
  let factor = 1;
  for (let i = at; i < bytes.length; i += 1) {
    value += (bytes[i] % GROUP) * factor;
    if (!Number.isSafeInteger(value)) throw new RangeError('number too large');
    if (bytes[i] < GROUP) return { value, next: i + 1 };
    factor *= GROUP;
  }
  throw new RangeError(`number cut off at ${at}`);
}

const varint = {
  encode(values) {
    const out = [];
    for (const value of values) writeVarint(value, out);
    return Uint8Array.from(out);
  },
  decode(bytes) {
    const values = [];
    let at = 0;
    while (at < bytes.length) {
      const { value, next } = readVarint(bytes, at);
      values.push(value);
      at = next;
    }
    return values;
  },
};

/** Signed numbers as unsigned ones: 0, -1, 1, -2 become 0, 1, 2, 3. */
const zigzag = {
  encode(value) {
    if (!Number.isInteger(value)) throw new RangeError(`not a whole number: ${value}`);
    return value < 0 ? -2 * value - 1 : 2 * value;
  },
  decode: (value) => (value % 2 === 1 ? -(value + 1) / 2 : value / 2),
};

module.exports = { readVarint, varint, writeVarint, zigzag };
