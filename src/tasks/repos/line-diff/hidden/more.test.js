import test from 'node:test';
import assert from 'node:assert/strict';
import { applyPatch, createPatch, diffLines, merge, parsePatch, reversePatch, similarity, stats } from '../../src/index.js';

test('repeated lines are paired in order', () => {
  assert.deepEqual(stats('x\nx\nx', 'x\ny\nx'), { same: 2, add: 1, remove: 1 });
});

test('a moved block costs only its own lines', () => {
  assert.deepEqual(stats('1\n2\n3\n4\n5', '4\n5\n1\n2\n3'), { same: 3, add: 2, remove: 2 });
});

test('diff rebuilds both sides', () => {
  const a = 'q\nw\ne\nr\nt\ny';
  const b = 'w\nq\ne\nt\nu\ny\ny';
  const changes = diffLines(a, b);
  assert.equal(changes.filter(({ type }) => type !== 'add').map(({ line }) => line).join('\n'), a);
  assert.equal(changes.filter(({ type }) => type !== 'remove').map(({ line }) => line).join('\n'), b);
});

test('similarity of a longer text', () => {
  assert.equal(similarity('a\nb\nc', 'a\nb\nc\nd\ne'), 0.75);
});

test('a patch of an empty text and back', () => {
  const patch = createPatch('', 'a\nb\n');
  assert.equal(applyPatch('', patch), 'a\nb\n');
  assert.equal(applyPatch('a\nb\n', reversePatch(patch)), '');
});

test('three hunks keep their shift', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const edited = [...lines];
  edited.splice(25, 1, 'end');
  edited.splice(12, 0, 'new', 'new');
  edited.splice(2, 2);
  const [a, b] = [lines.join('\n') + '\n', edited.join('\n') + '\n'];
  const patch = createPatch(a, b, { context: 2 });
  assert.equal(parsePatch(patch).length, 3);
  assert.equal(applyPatch(a, patch), b);
});

test('the nearest of equal places is patched', () => {
  const text = 'x\na\nx\nb\nx\n';
  const patch = '@@ -3 +3 @@\n-x\n+y\n';
  assert.equal(applyPatch(text, patch), 'x\na\ny\nb\nx\n');
});

test('blank context lines may lose their space', () => {
  assert.equal(applyPatch('a\n\nb\n', '@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n'), 'a\n\nc\n');
});

test('two conflicts are counted', () => {
  const { conflicts } = merge('1\n2\n3\n', 'a\n2\nb\n', 'c\n2\nd\n');
  assert.equal(conflicts, 2);
});

test('additions at one place by one side only', () => {
  assert.equal(merge('1\n2\n', '1\nx\n2\n', '1\n2\ny\n').text, '1\nx\n2\ny\n');
});
