import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { diff, flatten, formatPath, get, has, invert, omit, parsePath, patch, paths, pick, set, unflatten, unset } from '../src/index.js';

describe('paths', () => {
  const data = { a: [{ b: 5 }, { b: null }], 'odd.key': 1, m: new Map([['k', { v: 2 }]]) };

  it('are parsed and printed', () => {
    assert.deepEqual(parsePath('a[0].b["odd.key"].c'), ['a', 0, 'b', 'odd.key', 'c']);
    assert.deepEqual(parsePath(''), []);
    assert.equal(formatPath(['a', 0, 'b', 'odd.key']), 'a[0].b["odd.key"]');
    assert.throws(() => parsePath('a[b'), /cannot read the path "a\[b" at 1/);
  });

  it('read values', () => {
    assert.equal(get(data, 'a[0].b'), 5);
    assert.equal(get(data, ['odd.key']), 1);
    assert.equal(get(data, 'm.k.v'), 2);
    assert.equal(get(data, 'a[7].b.c', 'none'), 'none');
    assert.equal(get(data, 'a[1].b', 'none'), null);
    assert.equal(get(null, 'a'), undefined);
  });

  it('tell whether something is there', () => {
    assert.equal(has(data, 'a[1].b'), true);
    assert.equal(has(data, 'a[2]'), false);
    assert.equal(has(data, 'a[0].b.c'), false);
    assert.equal(has(data, 'm.k'), true);
    assert.equal(has({ a: undefined }, 'a'), true);
  });

  it('set makes copies along the path only', () => {
    const before = { a: { x: 1 }, b: { y: 2 } };
    const after = set(before, 'a.x', 5);
    assert.deepEqual(after, { a: { x: 5 }, b: { y: 2 } });
    assert.equal(before.a.x, 1);
    assert.equal(after.b, before.b);
    assert.equal(set(before, 'a.x', 1), before);
  });

  it('set makes missing lists and objects', () => {
    assert.deepEqual(set({}, 'a[1].b', 1), { a: [, { b: 1 }] });
    assert.deepEqual(set(undefined, 'x.y', 1), { x: { y: 1 } });
  });

  it('set takes a function', () => {
    assert.deepEqual(set({ n: 4 }, 'n', (n) => n + 1), { n: 5 });
  });

  it('unset removes keys and items', () => {
    assert.deepEqual(unset({ a: { x: 1, y: 2 } }, 'a.x'), { a: { y: 2 } });
    assert.deepEqual(unset({ l: [1, 2, 3] }, 'l[1]'), { l: [1, 3] });
    const same = { a: 1 };
    assert.equal(unset(same, 'b.c'), same);
  });

  it('list all leaves', () => {
    assert.deepEqual(paths({ a: [1, { b: 2 }], c: {}, d: [] }), ['a[0]', 'a[1].b', 'c', 'd']);
  });

  it('flatten and unflatten', () => {
    const value = { a: { b: [1, 2] }, 'x.y': true };
    const flat = { 'a.b[0]': 1, 'a.b[1]': 2, '["x.y"]': true };
    assert.deepEqual(flatten(value), flat);
    assert.deepEqual(unflatten(flat), value);
  });

  it('pick and omit', () => {
    const value = { a: { x: 1, y: 2 }, b: 3 };
    assert.deepEqual(pick(value, ['a.x', 'b', 'nope']), { a: { x: 1 }, b: 3 });
    assert.deepEqual(omit(value, ['a.x', 'b', 'nope']), { a: { y: 2 } });
  });
});

describe('diff', () => {
  it('lists removals, replacements and additions', () => {
    assert.deepEqual(diff({ a: 1, b: 2 }, { b: 3, c: 4 }), [
      { op: 'remove', path: ['a'], from: 1 },
      { op: 'replace', path: ['b'], from: 2, to: 3 },
      { op: 'add', path: ['c'], to: 4 },
    ]);
  });

  it('finds nothing between equals', () => {
    assert.deepEqual(diff({ a: [1, new Date(1)] }, { a: [1, new Date(1)] }), []);
  });

  it('compares lists by place', () => {
    assert.deepEqual(diff([1, 2, 3, 4], [1, 9]), [
      { op: 'replace', path: [1], from: 2, to: 9 },
      { op: 'remove', path: [3], from: 4 },
      { op: 'remove', path: [2], from: 3 },
    ]);
    assert.deepEqual(diff([1], [1, 2]), [{ op: 'add', path: [1], to: 2 }]);
  });

  it('replaces values of another kind', () => {
    assert.deepEqual(diff({ a: [1] }, { a: { 0: 1 } }), [{ op: 'replace', path: ['a'], from: [1], to: { 0: 1 } }]);
  });

  it('can be applied and inverted', () => {
    const before = { a: { list: [1, { deep: true }, 3] }, gone: 'x' };
    const after = { a: { list: [1, { deep: false }], more: null }, here: [] };
    const changes = diff(before, after);
    assert.deepEqual(patch(before, changes), after);
    assert.deepEqual(patch(after, invert(changes)), before);
  });

  it('refuses to patch what has changed', () => {
    const changes = diff({ a: 1 }, { a: 2 });
    assert.throws(() => patch({ a: 5 }, changes), /a has changed meanwhile/);
    assert.throws(() => patch({}, changes), /cannot replace a/);
    assert.throws(() => patch({ b: 1 }, [{ op: 'add', path: ['b'], to: 2 }]), /cannot add b/);
  });
});
