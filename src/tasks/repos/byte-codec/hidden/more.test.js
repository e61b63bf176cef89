'use strict';

const tap = require('tap');
const { adler32, base32, base64, base64url, crc32, hex, pack, runLength, unpack, utf8, varint, zigzag } = require('../../src/index.js');

const samples = Array.from({ length: 12 }, (_, n) => Uint8Array.from({ length: n }, (_, i) => (i * 73 + n * 11) % 256));

tap.test('all text codecs read back every length', (t) => {
  for (const codec of [hex, base32, base64, base64url]) {
    for (const sample of samples) t.same(Array.from(codec.decode(codec.encode(sample))), Array.from(sample));
  }
  t.end();
});

tap.test('base64 agrees with the platform', (t) => {
  for (const sample of samples) t.equal(base64.encode(sample), Buffer.from(sample).toString('base64'));
  t.end();
});

tap.test('utf8 agrees with the platform', (t) => {
  for (const text of ['', '\u007f\u0080', '\u07ff\u0800', '\uffff', '\u{10000}\u{10ffff}']) {
    t.equal(hex.encode(utf8.encode(text)), Buffer.from(text, 'utf8').toString('hex'));
    t.equal(utf8.decode(utf8.encode(text)), text);
    t.equal(utf8.length(text), Buffer.byteLength(text));
  }
  t.end();
});

tap.test('utf8 refuses what lies beyond the last character', (t) => {
  t.throws(() => utf8.decode(hex.decode('f4908080')), { message: 'no character at 0' });
  t.throws(() => utf8.decode(hex.decode('e08080')), { message: 'overlong form at 0' });
  t.throws(() => utf8.decode(hex.decode('61e28241')), { message: 'bad byte at 3' });
  t.end();
});

tap.test('zigzag reads back', (t) => {
  for (let n = -20; n <= 20; n += 1) t.equal(zigzag.decode(zigzag.encode(n)) + 0, n);
  t.same(Array.from(varint.encode([-64, 64].map(zigzag.encode))), [127, 128, 1]);
  t.end();
});

tap.test('runs of exactly the longest length', (t) => {
  t.same(Array.from(runLength.encode(new Uint8Array(255).fill(9))), [255, 9]);
  t.same(Array.from(runLength.encode(new Uint8Array(256).fill(9))), [255, 9, 1, 9]);
  t.end();
});

tap.test('checksums of long data', (t) => {
  const data = Uint8Array.from({ length: 6000 }, (_, i) => i % 256);
  t.equal(adler32(data), 0x5af38d6e);
  t.not(crc32(data), crc32(data.subarray(1)));
  t.equal(crc32(utf8.encode('The quick brown fox jumps over the lazy dog')), 0x414fa339);
  t.end();
});

tap.test('unknown tags and trailing bytes are refused', (t) => {
  const seal = (...body) => {
    const sum = adler32(body);
    return Uint8Array.from([...body, sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255]);
  };
  t.equal(unpack(seal(2)), true);
  t.throws(() => unpack(seal(9)), { message: 'unknown tag 9' });
  t.throws(() => unpack(seal(0, 0)), { message: 'bytes after the end' });
  t.throws(() => unpack(seal(4, 5, 97)), { message: 'text cut off' });
  t.end();
});

tap.test('deep and wide records', (t) => {
  const value = { rows: Array.from({ length: 200 }, (_, i) => ({ i, neg: -i, s: 'x'.repeat(i) })) };
  t.same(unpack(pack(value)), value);
  t.end();
});
