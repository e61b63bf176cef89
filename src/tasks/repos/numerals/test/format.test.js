import test from 'ava';
import { formatBytes, formatNumber, fromBase, parseBytes, shorten, toBase } from '../src/index.js';

test('numbers are grouped', (t) => {
  t.is(formatNumber(999), '999');
  t.is(formatNumber(1000), '1,000');
  t.is(formatNumber(-1234567.891), '-1,234,567.891');
});

test('numbers have fixed decimals', (t) => {
  t.is(formatNumber(1234.5, { decimals: 2 }), '1,234.50');
  t.is(formatNumber(-0.001, { decimals: 2 }), '0.00');
  t.is(formatNumber(2.5, { decimals: 0 }), '3');
});

test('numbers take other marks and signs', (t) => {
  t.is(formatNumber(1234567.5, { group: '.', point: ',' }), '1.234.567,5');
  t.is(formatNumber(5, { sign: true }), '+5');
  t.is(formatNumber(0, { sign: true }), '0');
});

test('special numbers', (t) => {
  t.is(formatNumber(NaN), 'NaN');
  t.is(formatNumber(-Infinity), '-∞');
  t.is(formatNumber(1e21), '1,000,000,000,000,000,000,000');
});

test('short forms', (t) => {
  t.deepEqual([0, 999, 1000, 1234, 12345, 999500, 1500000, -2300, 7e9, 3.14159].map(shorten), [
    '0', '999', '1k', '1.2k', '12k', '1M', '1.5M', '-2.3k', '7B', '3.1',
  ]);
});

test('byte sizes', (t) => {
  t.is(formatBytes(0), '0 B');
  t.is(formatBytes(1023), '1023 B');
  t.is(formatBytes(1536), '1.5 KiB');
  t.is(formatBytes(1500, { base: 1000 }), '1.5 kB');
  t.is(formatBytes(5 * 1024 ** 3 + 1e8, { decimals: 2 }), '5.09 GiB');
  t.is(formatBytes(2 ** 60), '1048576 TiB');
});

test('byte sizes are read', (t) => {
  t.is(parseBytes('1.5KiB'), 1536);
  t.is(parseBytes('2 MB'), 2000000);
  t.is(parseBytes('17'), 17);
  t.throws(() => parseBytes('lots'), { message: '"lots" is not a size' });
});

test('bases are written and read', (t) => {
  t.is(toBase(255, 16), 'ff');
  t.is(toBase(-5, 2), '-101');
  t.is(toBase(0, 3), '0');
  t.is(fromBase('-Zz', 36), -1295);
  t.is(fromBase('1010', 2), 10);
});

test('bases and digits are checked', (t) => {
  t.throws(() => toBase(1, 37), { message: 'Base 37 is not between 2 and 36' });
  t.throws(() => toBase(1.5, 2), { message: '1.5 is not a whole number' });
  t.throws(() => fromBase('12', 2), { message: '"2" is no digit in base 2' });
  t.throws(() => fromBase('-', 2), { message: 'There are no digits' });
});
