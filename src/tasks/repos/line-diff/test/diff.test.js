import test from 'node:test';
import assert from 'node:assert/strict';
import { diffLines, similarity, stats } from '../src/index.js';

const show = (a, b) => diffLines(a, b).map(({ type, line }) => ({ same: ' ', add: '+', remove: '-' })[type] + line).join('|');

test('equal texts have no changes', () => {
  assert.equal(show('a\nb\n', 'a\nb'), ' a| b');
});

test('a changed line is removed, then added', () => {
  assert.equal(show('a\nb\nc', 'a\nx\nc'), ' a|-b|+x| c');
});

test('lines are added at both ends', () => {
  assert.equal(show('b', 'a\nb\nc'), '+a| b|+c');
});

test('lines are removed at both ends', () => {
  assert.equal(show('a\nb\nc', 'b'), '-a| b|-c');
});

test('the longest common part is kept', () => {
  assert.equal(show('a\nb\nc\nd\ne', 'b\nx\nd\na\ne'), '-a| b|-c|+x| d|+a| e');
});

test('empty texts', () => {
  assert.equal(show('', ''), '');
  assert.equal(show('', 'a\n\nb'), '+a|+|+b');
  assert.equal(show('a', ''), '-a');
});

test('stats count lines', () => {
  assert.deepEqual(stats('a\nb\nc', 'a\nc\nd\ne'), { same: 2, add: 2, remove: 1 });
});

test('similarity goes from zero to one', () => {
  assert.equal(similarity('a\nb', 'a\nb'), 1);
  assert.equal(similarity('a\nb', 'a\nc'), 0.5);
  assert.equal(similarity('a', 'b'), 0);
  assert.equal(similarity('', ''), 1);
});
