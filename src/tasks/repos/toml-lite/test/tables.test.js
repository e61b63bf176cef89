import test from 'node:test';
import assert from 'node:assert/strict';
import { parseToml } from '../src/index.js';

test('empty text is an empty table', () => {
  assert.deepEqual(parseToml('\n # nothing \n'), {});
});

test('pairs come before tables', () => {
  assert.deepEqual(parseToml('a = 1\n[t]\nb = 2 # two\n'), { a: 1, t: { b: 2 } });
});

test('dotted keys and dotted tables nest', () => {
  assert.deepEqual(parseToml('a.b.c = 1\na.d = 2\n[x.y]\nz = 3'), { a: { b: { c: 1 }, d: 2 }, x: { y: { z: 3 } } });
});

test('quoted keys may hold dots', () => {
  assert.deepEqual(parseToml('"a.b" = 1\n\'c d\' = 2'), { 'a.b': 1, 'c d': 2 });
});

test('arrays of tables collect items', () => {
  assert.deepEqual(parseToml('[[p]]\nn = 1\n[[p]]\nn = 2'), { p: [{ n: 1 }, { n: 2 }] });
});

test('tables below an array of tables belong to its last item', () => {
  const text = '[[f]]\nn = "a"\n[f.size]\nw = 1\n[[f]]\nn = "b"\n[f.size]\nw = 2';
  assert.deepEqual(parseToml(text), { f: [{ n: 'a', size: { w: 1 } }, { n: 'b', size: { w: 2 } }] });
});

test('the key __proto__ is only a key', () => {
  const out = parseToml('__proto__ = 1');
  assert.deepEqual(Object.keys(out), ['__proto__']);
});
