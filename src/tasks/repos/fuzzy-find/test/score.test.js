import test from 'node:test';
import assert from 'node:assert/strict';
import { score } from '../src/index.js';

const points = (query, text) => score(query, text)?.score ?? null;

test('letters must come in order', () => {
  assert.deepEqual(score('abc', 'xaxbxc').positions, [1, 3, 5]);
  assert.equal(score('cba', 'abc'), null);
  assert.equal(score('abcd', 'abc'), null);
});

test('an empty query matches everything', () => {
  assert.deepEqual(score(' ', 'abc'), { score: 0, positions: [] });
});

test('a run counts more than scattered letters', () => {
  assert.equal(points('ab', 'ab'), 10 + 7 + 1 + 10 + 1 + 8);
  assert.equal(points('ab', 'axb'), 10 + 7 + 1 + 10 + 1 - 1);
});

test('starts of words count more', () => {
  assert.deepEqual(score('fb', 'foobar/foo_bar').positions, [0, 11]);
  assert.deepEqual(score('gn', 'ongoing getName').positions, [8, 11]);
  assert.deepEqual(score('v2', 'v12v2').positions, [3, 4]);
});

test('a late start costs up to three points', () => {
  assert.deepEqual([0, 1, 2, 3, 9].map((n) => points('z', 'y'.repeat(n) + 'z')), [18, 10, 9, 8, 8]);
});

test('a gap costs up to six points', () => {
  assert.deepEqual([1, 2, 6, 9].map((n) => points('ab', `a${'x'.repeat(n)}b`)), [28, 27, 23, 23]);
});

test('case and accents do not matter, exact case helps', () => {
  assert.equal(points('E', 'é'), 17);
  assert.equal(points('a', 'A'), 17);
  assert.equal(points('A', 'A'), 18);
});

test('spaces in the query are skipped', () => {
  assert.deepEqual(score('foo bar', 'foobar').positions, [0, 1, 2, 3, 4, 5]);
});
