'use strict';

const MAX_RUN = 255;

const runLength = {
  encode(bytes) {
    const out = [];
    let at = 0;
    while (at < bytes.length) {
      let count = 1;
      while (count < MAX_RUN && at + count < bytes.length && bytes[at + count] === bytes[at]) count += 1;
      out.push(count, bytes[at]);
      at += count;
    }
    return Uint8Array.from(out);
  },
  decode(bytes) {
    if (bytes.length % 2 === 1) throw new RangeError('run without a byte');
    const out = [];
    for (let at = 0; at < bytes.length; at += 2) {
      if (bytes[at] === 0) throw new RangeError(`empty run at ${at}`);
      for (let i = 0; i < bytes[at]; i += 1) out.push(bytes[at + 1]);
    }
    return Uint8Array.from(out);
  },
};

const TABLE = Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff];
  return (value ^ 0xffffffff) >>> 0;
}

function adler32(bytes) {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return high * 65536 + low;
}

module.exports = { adler32, crc32, runLength };
