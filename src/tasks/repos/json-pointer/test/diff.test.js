import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyPatch, diff, walk } from '../src/index.js';

test('diff of equal documents is empty', () => {
  assert.equal(diff({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), []);
});

test('diff finds changed, removed and added keys', () => {
  assert.equal(diff({ a: 1, b: 2 }, { a: 9, c: 3 }), [
    { op: 'replace', path: '/a', value: 9 },
    { op: 'remove', path: '/b' },
    { op: 'add', path: '/c', value: 3 },
  ]);
});

test('diff shortens lists from the end', () => {
  assert.equal(diff([1, 2, 3], [1]), [{ op: 'remove', path: '/2' }, { op: 'remove', path: '/1' }]);
});

test('diff lengthens lists', () => {
  assert.equal(diff([1], [0, 2]), [{ op: 'replace', path: '/0', value: 0 }, { op: 'add', path: '/-', value: 2 }]);
});

test('diff replaces values of another shape', () => {
  assert.equal(diff({ a: [] }, { a: {} }), [{ op: 'replace', path: '/a', value: {} }]);
  assert.equal(diff(1, null), [{ op: 'replace', path: '', value: null }]);
});

test('a diff applied gives the other document', () => {
  const before = { a: [1, [2, 3], { x: 1 }], 'k/~': 'v' };
  const after = { a: [1, [3], { x: 1, y: [] }, 4], z: false };
  assert.equal(applyPatch(before, diff(before, after)), after);
});

test('walk yields every leaf', () => {
  assert.equal([...walk({ a: [1, {}], b: { c: null } })], [['/a/0', 1], ['/a/1', {}], ['/b/c', null]]);
});

test.run();
