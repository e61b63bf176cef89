import test from 'node:test';
import assert from 'node:assert/strict';
import { baseOf, expandBraces, select } from '../src/index.js';

test('braces expand in order', () => {
  assert.deepEqual(expandBraces('a{b,c}d'), ['abd', 'acd']);
  assert.deepEqual(expandBraces('{a,b}{1,2}'), ['a1', 'a2', 'b1', 'b2']);
});

test('braces nest', () => {
  assert.deepEqual(expandBraces('x{a,b{c,d}}'), ['xa', 'xbc', 'xbd']);
});

test('braces may hold nothing', () => {
  assert.deepEqual(expandBraces('a{,b}'), ['a', 'ab']);
});

test('braces with ranges count up and down', () => {
  assert.deepEqual(expandBraces('{1..3}'), ['1', '2', '3']);
  assert.deepEqual(expandBraces('v{2..-1}'), ['v2', 'v1', 'v0', 'v-1']);
});

test('braces that are no choice stay', () => {
  assert.deepEqual(expandBraces('a{b}c'), ['a{b}c']);
  assert.deepEqual(expandBraces('a{b,c'), ['a{b,c']);
});

test('braces have a limit', () => {
  assert.throws(() => expandBraces('{1..5000}'), /too long/);
  assert.throws(() => expandBraces('{1..50}{1..50}'), /too many alternatives/);
});

test('select adds and takes away', () => {
  const paths = ['a.js', 'a.test.js', 'b.ts', 'c.test.js'];
  assert.deepEqual(select(['*.js', '!*.test.js', 'c.*'], paths), ['a.js', 'c.test.js']);
});

test('select that starts with a negation starts full', () => {
  assert.deepEqual(select(['!b*'], ['a', 'b', 'bc']), ['a']);
});

test('select with no patterns selects nothing', () => {
  assert.deepEqual(select([], ['a']), []);
});

test('baseOf stops before the magic', () => {
  assert.equal(baseOf('src/lib/*.js'), 'src/lib');
  assert.equal(baseOf('*.js'), '.');
  assert.equal(baseOf('src/a.js'), 'src');
  assert.equal(baseOf('/*.js'), '/');
  assert.equal(baseOf('a/{b,c}/d'), 'a');
});
