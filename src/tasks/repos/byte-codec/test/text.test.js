'use strict';

const tap = require('tap');
const { base32, base64, base64url, hex, utf8 } = require('../src/index.js');

const bytes = (...values) => Uint8Array.from(values);
const list = (array) => Array.from(array);

tap.test('hex writes two digits a byte', (t) => {
  t.equal(hex.encode(bytes(0, 15, 255)), '000fff');
  t.equal(hex.encode([]), '');
  t.end();
});

tap.test('hex reads both cases and skips white space', (t) => {
  t.same(list(hex.decode('DE ad\nbe EF')), [222, 173, 190, 239]);
  t.throws(() => hex.decode('abc'), { message: 'odd number of hex digits' });
  t.throws(() => hex.decode('zz'), { message: 'not hex' });
  t.end();
});

tap.test('base64 pads to groups of four', (t) => {
  t.equal(base64.encode(utf8.encode('')), '');
  t.equal(base64.encode(utf8.encode('f')), 'Zg==');
  t.equal(base64.encode(utf8.encode('fo')), 'Zm8=');
  t.equal(base64.encode(utf8.encode('foo')), 'Zm9v');
  t.equal(base64.encode(utf8.encode('foobar')), 'Zm9vYmFy');
  t.end();
});

tap.test('base64 reads with and without padding', (t) => {
  t.equal(utf8.decode(base64.decode('Zm8=')), 'fo');
  t.equal(utf8.decode(base64.decode('Zm8')), 'fo');
  t.equal(utf8.decode(base64.decode('Zm9v YmFy\n')), 'foobar');
  t.end();
});

tap.test('base64 refuses other characters and left-over bits', (t) => {
  t.throws(() => base64.decode('Zm9*'), { message: 'not base64: "*" at 3' });
  t.throws(() => base64.decode('Zm9'), { message: 'left-over bits at the end' });
  t.throws(() => base64.decode('A'), RangeError);
  t.end();
});

tap.test('base64url has its own two characters and no padding', (t) => {
  t.equal(base64.encode(bytes(251, 255)), '+/8=');
  t.equal(base64url.encode(bytes(251, 255)), '-_8');
  t.same(list(base64url.decode('-_8')), [251, 255]);
  t.throws(() => base64url.decode('+/8'), SyntaxError);
  t.end();
});

tap.test('base32 pads to groups of eight', (t) => {
  t.equal(base32.encode(utf8.encode('f')), 'MY======');
  t.equal(base32.encode(utf8.encode('foob')), 'MZXW6YQ=');
  t.equal(base32.encode(utf8.encode('fooba')), 'MZXW6YTB');
  t.equal(utf8.decode(base32.decode('mzxw6ytb')), 'fooba');
  t.throws(() => base32.decode('M1'), SyntaxError);
  t.end();
});

tap.test('utf8 writes one to four bytes', (t) => {
  t.equal(hex.encode(utf8.encode('A')), '41');
  t.equal(hex.encode(utf8.encode('é')), 'c3a9');
  t.equal(hex.encode(utf8.encode('€')), 'e282ac');
  t.equal(hex.encode(utf8.encode('😀')), 'f09f9880');
  t.end();
});

tap.test('utf8 reads back what it wrote', (t) => {
  const text = 'Grüße, Ελλάδα, 日本, 👍!';
  t.equal(utf8.decode(utf8.encode(text)), text);
  t.equal(utf8.length(text), utf8.encode(text).length);
  t.end();
});

tap.test('utf8 refuses broken bytes', (t) => {
  t.throws(() => utf8.decode(hex.decode('4180')), { message: 'bad first byte at 1' });
  t.throws(() => utf8.decode(hex.decode('e282')), { message: 'cut off at 0' });
  t.throws(() => utf8.decode(hex.decode('c341')), { message: 'bad byte at 1' });
  t.throws(() => utf8.decode(hex.decode('c081')), { message: 'overlong form at 0' });
  t.throws(() => utf8.decode(hex.decode('eda080')), { message: 'no character at 0' });
  t.throws(() => utf8.decode(hex.decode('f8')), { message: 'bad first byte at 0' });
  t.throws(() => utf8.encode('\ud800'), { message: 'lone surrogate' });
  t.end();
});
