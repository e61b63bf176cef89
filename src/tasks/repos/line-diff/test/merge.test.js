import test from 'node:test';
import assert from 'node:assert/strict';
import { merge } from '../src/index.js';

const base = 'a\nb\nc\nd\n';

test('merge takes changes of both sides', () => {
  assert.deepEqual(merge(base, 'A\nb\nc\nd\n', 'a\nb\nc\nD\ne\n'), { text: 'A\nb\nc\nD\ne\n', conflicts: 0 });
});

test('merge takes equal changes once', () => {
  assert.deepEqual(merge(base, 'a\nx\nc\nd\n', 'a\nx\nc\nd\n'), { text: 'a\nx\nc\nd\n', conflicts: 0 });
});

test('merge keeps removals', () => {
  assert.deepEqual(merge(base, 'a\nc\nd\n', 'a\nb\nc\n'), { text: 'a\nc\n', conflicts: 0 });
});

test('merge marks conflicts', () => {
  const { text, conflicts } = merge(base, 'a\nx\nc\nd\n', 'a\ny\nc\nd\n');
  assert.equal(conflicts, 1);
  assert.equal(text, 'a\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\nc\nd\n');
});

test('merge of an empty base', () => {
  assert.deepEqual(merge('', 'a\n', ''), { text: 'a\n', conflicts: 0 });
  assert.equal(merge('', 'a\n', 'b\n').conflicts, 1);
});
