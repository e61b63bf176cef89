import test from 'ava';
import { fromWords, ordinal, ordinalWords, toWords } from '../src/index.js';

test('small numbers in words', (t) => {
  t.deepEqual([0, 7, 13, 20, 42, 99].map(toWords), ['zero', 'seven', 'thirteen', 'twenty', 'forty-two', 'ninety-nine']);
});

test('hundreds take an and', (t) => {
  t.is(toWords(100), 'one hundred');
  t.is(toWords(342), 'three hundred and forty-two');
  t.is(toWords(1005), 'one thousand and five');
  t.is(toWords(1105), 'one thousand one hundred and five');
});

test('large numbers in words', (t) => {
  t.is(toWords(2000000), 'two million');
  t.is(toWords(12345678), 'twelve million three hundred and forty-five thousand six hundred and seventy-eight');
  t.is(toWords(1e12 + 1), 'one trillion and one');
});

test('negative numbers in words', (t) => {
  t.is(toWords(-15), 'minus fifteen');
});

test('words have limits', (t) => {
  t.throws(() => toWords(1.5), { message: 'Cannot write 1.5 in words' });
  t.throws(() => toWords(1e15), { message: /too large/ });
});

test('words are read', (t) => {
  t.is(fromWords('Three hundred and forty-two'), 342);
  t.is(fromWords('one million, two thousand and one'), 1002001);
  t.is(fromWords('minus six'), -6);
  t.is(fromWords('zero'), 0);
});

test('words and numbers agree', (t) => {
  for (const n of [11, 110, 1010, 90017, 700300, 123456789012, -80]) t.is(fromWords(toWords(n)), n);
});

test('unknown words are refused', (t) => {
  t.throws(() => fromWords('one potato'), { message: 'Unknown word "potato" in "one potato"' });
  t.throws(() => fromWords('minus'), { message: /holds no number/ });
});

test('ordinals in figures', (t) => {
  t.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 0, -3].map(ordinal), [
    '1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '102nd', '111th', '0th', '-3rd',
  ]);
});

test('ordinals in words', (t) => {
  t.deepEqual([1, 5, 9, 12, 20, 32, 100, 108].map(ordinalWords), [
    'first', 'fifth', 'ninth', 'twelfth', 'twentieth', 'thirty-second', 'one hundredth', 'one hundred and eighth',
  ]);
});
