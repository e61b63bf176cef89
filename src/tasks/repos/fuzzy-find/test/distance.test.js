import test from 'node:test';
import assert from 'node:assert/strict';
import { distance, similarity } from '../src/index.js';

test('equal words are at distance zero', () => {
  assert.equal(distance('abc', 'abc'), 0);
  assert.equal(distance('', ''), 0);
});

test('insertions, deletions and substitutions cost one', () => {
  assert.equal(distance('cat', 'cats'), 1);
  assert.equal(distance('cats', 'cat'), 1);
  assert.equal(distance('cat', 'cut'), 1);
});

test('a swap of neighbours costs one', () => {
  assert.equal(distance('form', 'from'), 1);
  assert.equal(distance('ab', 'ba'), 1);
});

test('several edits add up', () => {
  assert.equal(distance('kitten', 'sitting'), 3);
  assert.equal(distance('sunday', 'saturday'), 3);
  assert.equal(distance('', 'abc'), 3);
  assert.equal(distance('abc', ''), 3);
});

test('a maximum gives up early', () => {
  assert.equal(distance('kitten', 'sitting', 2), Infinity);
  assert.equal(distance('kitten', 'sitting', 3), 3);
  assert.equal(distance('a', 'abcdef', 4), Infinity);
});

test('similarity counts shared pairs', () => {
  assert.equal(similarity('night', 'nacht'), 0.25);
  assert.equal(similarity('same', 'same'), 1);
  assert.equal(similarity('a', 'ab'), 0);
  assert.equal(similarity('aaaa', 'aa'), 0.5);
});
