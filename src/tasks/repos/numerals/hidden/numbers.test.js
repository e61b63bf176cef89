import test from 'ava';
import { formatBytes, formatNumber, fromBase, fromRoman, fromWords, ordinal, ordinalWords, parseBytes, shorten, toBase, toRoman, toWords } from '../../src/index.js';

test('more Roman numerals', (t) => {
  t.deepEqual([9, 40, 49, 90, 444, 888, 2421].map(toRoman), ['IX', 'XL', 'XLIX', 'XC', 'CDXLIV', 'DCCCLXXXVIII', 'MMCDXXI']);
  t.is(fromRoman('cdxliv'), 444);
});

test('more Roman rubbish', (t) => {
  for (const text of ['LL', 'IXI', 'IVI', 'CMC', 'MCMC']) t.throws(() => fromRoman(text));
});

test('round numbers in words', (t) => {
  t.deepEqual([10, 19, 80, 500, 1000, 21000, 1000100].map(toWords), [
    'ten', 'nineteen', 'eighty', 'five hundred', 'one thousand', 'twenty-one thousand', 'one million one hundred',
  ]);
});

test('words without and or hyphens', (t) => {
  t.is(fromWords('two thousand twenty four'), 2024);
  t.is(fromWords('nine hundred billion five'), 900000000005);
});

test('more ordinals', (t) => {
  t.deepEqual([22, 33, 112, 1013, 1001, 91].map(ordinal), ['22nd', '33rd', '112th', '1013th', '1001st', '91st']);
  t.deepEqual([3, 8, 11, 40, 1000].map(ordinalWords), ['third', 'eighth', 'eleventh', 'fortieth', 'one thousandth']);
});

test('small and exact figures', (t) => {
  t.is(formatNumber(0.5), '0.5');
  t.is(formatNumber(100000), '100,000');
  t.is(formatNumber(-1, { sign: true }), '-1');
  t.is(formatNumber(Infinity), '∞');
  t.is(formatNumber(1e-7), '0.0000001');
});

test('short forms at the borders', (t) => {
  t.deepEqual([999.4, 999.6, 9940, 9960, 99999, -1e6].map(shorten), ['999.4', '1k', '9.9k', '10k', '100k', '-1M']);
});

test('byte sizes at the borders', (t) => {
  t.is(formatBytes(1024), '1 KiB');
  t.is(formatBytes(-2048), '-2 KiB');
  t.is(formatBytes(999999, { base: 1000 }), '1000 kB');
  t.is(parseBytes('1 tib'), 1024 ** 4);
  t.is(parseBytes('0.5k'), 500);
});

test('bases go round', (t) => {
  for (const base of [2, 7, 16, 36]) t.is(fromBase(toBase(-987654, base), base), -987654);
  t.throws(() => fromBase('', 10));
});
