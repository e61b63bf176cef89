'use strict';

const tap = require('tap');
const { adler32, crc32, hex, pack, runLength, unpack, utf8, varint, zigzag } = require('../src/index.js');

const list = (array) => Array.from(array);

tap.test('varints take seven bits a byte', (t) => {
  t.same(list(varint.encode([0, 1, 127])), [0, 1, 127]);
  t.same(list(varint.encode([128, 300])), [128, 1, 172, 2]);
  t.equal(varint.encode([2 ** 32]).length, 5);
  t.end();
});

tap.test('varints are read back', (t) => {
  const values = [0, 5, 127, 128, 16383, 16384, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER];
  t.same(varint.decode(varint.encode(values)), values);
  t.end();
});

tap.test('varints have limits', (t) => {
  t.throws(() => varint.encode([-1]), { message: 'not an unsigned whole number: -1' });
  t.throws(() => varint.encode([1.5]), RangeError);
  t.throws(() => varint.decode(hex.decode('01ff')), { message: 'number cut off at 1' });
  t.throws(() => varint.decode(hex.decode('ffffffffffffffff7f')), { message: 'number too large' });
  t.end();
});

tap.test('zigzag folds signs', (t) => {
  t.same([0, -1, 1, -2, 2].map(zigzag.encode), [0, 1, 2, 3, 4]);
  t.same([0, 1, 2, 3, 4].map(zigzag.decode), [0, -1, 1, -2, 2]);
  t.end();
});

tap.test('runs are counted', (t) => {
  t.same(list(runLength.encode([7, 7, 7, 1, 2, 2])), [3, 7, 1, 1, 2, 2]);
  t.same(list(runLength.decode([3, 7, 1, 1])), [7, 7, 7, 1]);
  t.same(list(runLength.encode([])), []);
  t.end();
});

tap.test('long runs are split', (t) => {
  const coded = runLength.encode(new Uint8Array(300));
  t.same(list(coded), [255, 0, 45, 0]);
  t.equal(runLength.decode(coded).length, 300);
  t.throws(() => runLength.decode([1]), { message: 'run without a byte' });
  t.throws(() => runLength.decode([1, 1, 0, 5]), { message: 'empty run at 2' });
  t.end();
});

tap.test('checksums have known values', (t) => {
  const digits = utf8.encode('123456789');
  t.equal(crc32(digits), 0xcbf43926);
  t.equal(adler32(digits), 0x091e01de);
  t.equal(crc32([]), 0);
  t.equal(adler32([]), 1);
  t.end();
});

tap.test('records are packed and unpacked', (t) => {
  const value = { name: 'Ada', born: 1815, tags: ['math', '', 'é'], alive: false, more: { a: null, b: [true, -5] } };
  t.same(unpack(pack(value)), value);
  t.end();
});

tap.test('records are small', (t) => {
  t.equal(hex.encode(pack(null)), '0000010001');
  t.equal(hex.encode(pack(-1).subarray(0, -4)), '0301');
  t.equal(hex.encode(pack(['a']).subarray(0, -4)), '0501040161');
  t.end();
});

tap.test('damaged records are noticed', (t) => {
  const coded = pack({ a: 1 });
  coded[2] ^= 1;
  t.throws(() => unpack(coded), { message: 'wrong checksum' });
  t.throws(() => unpack(coded.subarray(0, 4)), { message: 'too short for a record' });
  t.end();
});

tap.test('only plain data can be packed', (t) => {
  t.throws(() => pack(undefined), { message: 'cannot pack undefined' });
  t.throws(() => pack({ f() {} }), { message: 'cannot pack function' });
  t.throws(() => pack(0.5), { message: 'not a whole number: 0.5' });
  t.end();
});
