import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyPatch, diff, formatPointer, get, has, remove, set, walk } from '../../src/index.js';

test('keys given as a list work like a pointer', () => {
  assert.is(get({ 'a/b': [5] }, ['a/b', 0]), 5);
  assert.equal(set({}, ['x', 'y~'], 1), { x: { 'y~': 1 } });
});

test('large and negative indexes are not found', () => {
  assert.is(has([1, 2], '/1'), true);
  assert.is(has([1, 2], '/2'), false);
  assert.is(has([1, 2], '/-1'), false);
  assert.is(has('text', '/0'), false);
});

test('set overwrites list items where add inserts', () => {
  assert.equal(set([1, 2], '/0', 9), [9, 2]);
  assert.equal(applyPatch([1, 2], [{ op: 'add', path: '/0', value: 9 }]), [9, 1, 2]);
});

test('add replaces the whole document at the empty pointer', () => {
  assert.equal(applyPatch({ a: 1 }, [{ op: 'add', path: '', value: [1] }]), [1]);
});

test('add needs a parent', () => {
  assert.throws(() => applyPatch({}, [{ op: 'add', path: '/a/b', value: 1 }]), /Operation 0: No container at "\/a"/);
  assert.throws(() => applyPatch([], [{ op: 'add', path: '/2', value: 1 }]), /Bad index in "\/2"/);
});

test('a value may move next to a key with the same beginning', () => {
  assert.equal(applyPatch({ a: 1 }, [{ op: 'move', from: '/a', path: '/ab' }]), { ab: 1 });
});

test('test compares deeply and minds key counts', () => {
  const operation = (value) => [{ op: 'test', path: '/a', value }];
  assert.equal(applyPatch({ a: { x: [1] } }, operation({ x: [1] })), { a: { x: [1] } });
  assert.throws(() => applyPatch({ a: { x: 1 } }, operation({ x: 1, y: 2 })), /differs/);
  assert.throws(() => applyPatch({ a: [] }, operation({})), /differs/);
});

test('removing inside leaves the original alone', () => {
  const before = { a: { b: [1, 2] } };
  assert.equal(remove(before, '/a/b/0'), { a: { b: [2] } });
  assert.equal(before, { a: { b: [1, 2] } });
});

test('diff escapes its paths', () => {
  assert.equal(diff({ 'a/b~': 1 }, {}), [{ op: 'remove', path: '/a~1b~0' }]);
  assert.is(formatPointer(['~', '/']), '/~0/~1');
});

test('walk of a plain value yields itself', () => {
  assert.equal([...walk(7)], [['', 7]]);
  assert.equal([...walk([])], [['', []]]);
});

test.run();
