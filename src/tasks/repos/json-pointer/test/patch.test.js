import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyPatch, PatchError } from '../src/index.js';

const base = { name: 'n', tags: ['a', 'c'] };

test('add inserts into lists and sets keys', () => {
  const out = applyPatch(base, [{ op: 'add', path: '/tags/1', value: 'b' }, { op: 'add', path: '/size', value: 3 }]);
  assert.equal(out, { name: 'n', tags: ['a', 'b', 'c'], size: 3 });
  assert.equal(base, { name: 'n', tags: ['a', 'c'] });
});

test('remove and replace', () => {
  const out = applyPatch(base, [{ op: 'remove', path: '/tags/0' }, { op: 'replace', path: '/name', value: null }]);
  assert.equal(out, { name: null, tags: ['c'] });
});

test('move takes the value away', () => {
  const out = applyPatch(base, [{ op: 'move', from: '/tags/0', path: '/tags/-' }]);
  assert.equal(out.tags, ['c', 'a']);
});

test('copy makes a deep copy', () => {
  const out = applyPatch({ a: { x: [1] } }, [{ op: 'copy', from: '/a', path: '/b' }]);
  assert.equal(out, { a: { x: [1] }, b: { x: [1] } });
  assert.is.not(out.a.x, out.b.x);
});

test('test passes on equal values only', () => {
  assert.is(applyPatch(base, [{ op: 'test', path: '/tags', value: ['a', 'c'] }]), base);
  assert.throws(() => applyPatch(base, [{ op: 'test', path: '/tags', value: ['a'] }]), /differs/);
});

test('errors carry the index', () => {
  try {
    applyPatch(base, [{ op: 'test', path: '/name', value: 'n' }, { op: 'remove', path: '/gone' }]);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, PatchError);
    assert.is(error.index, 1);
    assert.is(error.message, 'Operation 1: Nothing at "/gone"');
  }
});

test('unknown operations are refused', () => {
  assert.throws(() => applyPatch({}, [{ op: 'toString', path: '' }]), /Unknown operation "toString"/);
});

test('a value cannot move into itself', () => {
  assert.throws(() => applyPatch({ a: { b: 1 } }, [{ op: 'move', from: '/a', path: '/a/b' }]), /into itself/);
});

test.run();
