import test from 'ava';
import { fromRoman, toRoman } from '../src/index.js';

test('Roman numerals are written', (t) => {
  t.is(toRoman(1), 'I');
  t.is(toRoman(4), 'IV');
  t.is(toRoman(1994), 'MCMXCIV');
  t.is(toRoman(3999), 'MMMCMXCIX');
});

test('Roman numerals are read', (t) => {
  t.is(fromRoman('XLII'), 42);
  t.is(fromRoman(' mmxxiv '), 2024);
});

test('every Roman numeral comes back', (t) => {
  for (let n = 1; n <= 3999; n += 37) t.is(fromRoman(toRoman(n)), n);
});

test('Roman numerals have limits', (t) => {
  for (const n of [0, -1, 4000, 1.5]) t.throws(() => toRoman(n), { instanceOf: RangeError });
});

test('sloppy Roman numerals are refused', (t) => {
  for (const text of ['', 'IIII', 'IC', 'VV', 'XIIX', 'A', 'MMMM']) {
    t.throws(() => fromRoman(text), { instanceOf: SyntaxError }, text);
  }
});
