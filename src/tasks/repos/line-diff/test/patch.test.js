import test from 'node:test';
import assert from 'node:assert/strict';
import { applyPatch, createPatch, parsePatch, PatchError, reversePatch } from '../src/index.js';

const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n';
const after = 'one\n2\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n';

test('equal texts make an empty patch', () => {
  assert.equal(createPatch('a', 'a'), '');
});

test('a patch has headers and context', () => {
  assert.equal(
    createPatch('a\nb\nc\nd\n', 'a\nb\nx\nd\n', { context: 1, name: 'f.txt' }),
    '--- a/f.txt\n+++ b/f.txt\n@@ -2,3 +2,3 @@\n b\n-c\n+x\n d\n',
  );
});

test('far changes make two hunks', () => {
  const hunks = parsePatch(createPatch(before, after));
  assert.deepEqual(
    hunks.map(({ oldStart, oldCount, newStart, newCount }) => [oldStart, oldCount, newStart, newCount]),
    [[1, 5, 1, 5], [7, 3, 7, 4]],
  );
});

test('near changes share a hunk', () => {
  assert.equal(parsePatch(createPatch(before, after, { context: 4 })).length, 1);
});

test('counts of one are left out and empty ranges step back', () => {
  assert.match(createPatch('a', 'b'), /^@@ -1 \+1 @@$/m);
  assert.match(createPatch('', 'b'), /^@@ -0,0 \+1 @@$/m);
  assert.match(createPatch('a\nb', 'a', { context: 0 }), /^@@ -2 \+1,0 @@$/m);
});

test('a patch turns one text into the other', () => {
  for (const context of [0, 1, 3]) assert.equal(applyPatch(before, createPatch(before, after, { context })), after);
});

test('a patch finds lines that moved', () => {
  const patch = createPatch(before, after);
  assert.equal(applyPatch(`zero\n${before}`, patch), `zero\n${after}`);
});

test('a patch that does not fit is refused', () => {
  assert.throws(() => applyPatch('other\n', createPatch(before, after)), (error) => {
    return error instanceof PatchError && error.message === 'Hunk 1 does not fit';
  });
});

test('a reversed patch goes back', () => {
  assert.equal(applyPatch(after, reversePatch(createPatch(before, after))), before);
});

test('a text without a final newline stays so', () => {
  assert.equal(applyPatch('a\nb', createPatch('a\nb', 'a\nc')), 'a\nc');
});

test('broken patches are refused', () => {
  assert.throws(() => parsePatch('@@ -1 +1 @@\n*x'), /Cannot read patch line "\*x"/);
  assert.throws(() => parsePatch('@@ -1,2 +1 @@\n-a\n+b'), /Hunk 1 has wrong line counts/);
});
