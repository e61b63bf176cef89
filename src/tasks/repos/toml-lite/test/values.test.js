import test from 'node:test';
import assert from 'node:assert/strict';
import { parseToml } from '../src/index.js';

const value = (text) => parseToml(`v = ${text}`).v;

test('integers in four bases', () => {
  assert.equal(value('42'), 42);
  assert.equal(value('-1_000'), -1000);
  assert.equal(value('0xFF'), 255);
  assert.equal(value('0o17'), 15);
  assert.equal(value('0b101'), 5);
});

test('floats and special numbers', () => {
  assert.equal(value('3.25'), 3.25);
  assert.equal(value('-2e-2'), -0.02);
  assert.equal(value('-inf'), -Infinity);
  assert.equal(value('+inf'), Infinity);
  assert.ok(Number.isNaN(value('nan')));
});

test('booleans', () => {
  assert.equal(value('true'), true);
  assert.equal(value('false'), false);
});

test('basic strings with escapes', () => {
  assert.equal(value('"a\\tb\\"c\\u0041\\U0001F600"'), 'a\tb"cA\u{1F600}');
});

test('literal strings keep backslashes', () => {
  assert.equal(value("'C:\\new'"), 'C:\\new');
});

test('long strings drop the first newline', () => {
  assert.equal(value('"""\na\nb"""'), 'a\nb');
  assert.equal(value("'''\nx\\n'''"), 'x\\n');
});

test('long strings join lines at a backslash', () => {
  assert.equal(value('"""one \\\n    two"""'), 'one two');
});

test('dates are UTC', () => {
  assert.equal(value('2024-02-29').toISOString(), '2024-02-29T00:00:00.000Z');
  assert.equal(value('2024-01-02 03:04:05Z').toISOString(), '2024-01-02T03:04:05.000Z');
});

test('arrays may span lines and end with a comma', () => {
  assert.deepEqual(value('[1, # one\n 2,\n]'), [1, 2]);
  assert.deepEqual(value('[]'), []);
  assert.deepEqual(value('[[1], ["a"]]'), [[1], ['a']]);
});

test('inline tables', () => {
  assert.deepEqual(value('{ a = 1, b.c = "x" }'), { a: 1, b: { c: 'x' } });
  assert.deepEqual(value('{}'), {});
});
