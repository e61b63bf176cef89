'use strict';

const { regroup } = require('./bits');

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const BASE64 = `${UPPER}${UPPER.toLowerCase()}0123456789`;

function makeCodec({ name, alphabet, bits, group, padding = '=', foldCase = false }) {
  const values = new Map([...alphabet].map((char, value) => [char, value]));

  function encode(bytes) {
    const chars = regroup(bytes, 8, bits, { pad: true }).map((value) => alphabet[value]);
    while (padding && chars.length % group !== 0) chars.push(padding);
    return chars.join('');
  }

  function valueOf(char, position) {
    const value = values.get(char);
    if (value === undefined) throw new SyntaxError(`not ${name}: "${char}" at ${position}`);
    return value;
  }

  function decode(text) {
    const folded = foldCase ? text.toUpperCase() : text;
    const clean = folded.replace(/\s+/g, '').replace(/=+$/, '');
    return Uint8Array.from(regroup([...clean].map(valueOf), bits, 8, { pad: false }));
  }

  return { encode, decode };
}

const base64 = makeCodec({ name: 'base64', alphabet: `${BASE64}+/`, bits: 6, group: 4 });
const base64url = makeCodec({ name: 'base64url', alphabet: `${BASE64}-_`, bits: 6, group: 4, padding: '' });
const base32 = makeCodec({ name: 'base32', alphabet: `${UPPER}234567`, bits: 5, group: 8, foldCase: true });

const hex = {
  encode(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
  decode(text) {
    const clean = text.replace(/\s+/g, '');
    if (!/^[0-9a-f]*$/i.test(clean)) throw new SyntaxError('not hex');
    if (clean.length % 2 === 1) throw new RangeError('odd number of hex digits');
    return Uint8Array.from({ length: clean.length / 2 }, (_, i) => parseInt(clean.slice(i * 2, i * 2 + 2), 16));
  },
};

module.exports = { base32, base64, base64url, hex };
