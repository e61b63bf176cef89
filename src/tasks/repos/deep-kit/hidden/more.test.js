import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { clone, diff, equal, flatten, formatPath, get, has, invert, merge, mergeWith, omit, parsePath, patch, pick, set, unflatten, unset } from '../../src/index.js';

describe('deep tools again', () => {
  it('merging three layers of settings', () => {
    const result = merge({ ui: { theme: 'light', size: 1 }, keys: ['a'] }, { ui: { size: 2 } }, { ui: { theme: 'dark' }, keys: [] });
    assert.deepEqual(result, { ui: { theme: 'dark', size: 2 }, keys: [] });
  });

  it('merging lists by index keeps the longer tail', () => {
    assert.deepEqual(mergeWith({ lists: 'index' }, { l: [1] }, { l: [{ a: 1 }, 2] }), { l: [{ a: 1 }, 2] });
    assert.deepEqual(mergeWith({ lists: 'union' }, { l: [[1], [2]] }, { l: [[2], [3]] }), { l: [[1], [2], [3]] });
  });

  it('merging dates replaces them', () => {
    const when = new Date(9);
    const result = merge({ d: new Date(1) }, { d: when });
    assert.equal(result.d.getTime(), 9);
    assert.notEqual(result.d, when);
  });

  it('sets with several equal items inside', () => {
    assert.equal(equal(new Set([[1], [1], [2]]), new Set([[1], [2], [2]])), false);
    assert.equal(equal(new Map([[1, new Set(['x'])]]), new Map([[1, new Set(['x'])]])), true);
    assert.equal(equal([undefined], [null]), false);
    assert.equal(equal([undefined], [null], { loose: true }), true);
  });

  it('diff and patch over several steps', () => {
    const states = [{}, { a: [] }, { a: [1, 2, 3] }, { a: [3], b: { c: 1 } }, { b: { c: [1] } }, {}];
    for (let i = 1; i < states.length; i += 1) {
      const changes = diff(states[i - 1], states[i]);
      assert.deepEqual(patch(states[i - 1], changes), states[i]);
      assert.deepEqual(patch(states[i], invert(changes)), states[i - 1]);
    }
  });

  it('a diff of the root itself', () => {
    assert.deepEqual(diff(1, 2), [{ op: 'replace', path: [], from: 1, to: 2 }]);
    assert.deepEqual(patch(1, diff(1, [2])), [2]);
  });

  it('flatten of a flat value', () => {
    assert.deepEqual(flatten({ a: 1, b: 'x' }), { a: 1, b: 'x' });
    assert.deepEqual(unflatten({ '[0].a': 1, '[1]': 2 }), [{ a: 1 }, 2]);
    assert.equal(formatPath(parsePath("a['b c'][2]")), 'a.b c[2]');
  });

  it('get, set and unset in lists of lists', () => {
    const grid = [[1, 2], [3, 4]];
    assert.equal(get(grid, '[1][0]'), 3);
    assert.deepEqual(set(grid, '[0][1]', 9), [[1, 9], [3, 4]]);
    assert.deepEqual(unset(grid, [0]), [[3, 4]]);
    assert.equal(has(grid, '[1][1]'), true);
    assert.equal(has(grid, '[1][2]'), false);
  });

  it('pick and omit in lists', () => {
    assert.deepEqual(pick({ a: [{ x: 1, y: 2 }] }, ['a[0].y']), { a: [{ y: 2 }] });
    assert.deepEqual(omit({ a: [{ x: 1, y: 2 }] }, ['a[0].y']), { a: [{ x: 1 }] });
  });

  it('clones of empty and plain things', () => {
    assert.deepEqual(clone([]), []);
    assert.equal(clone(null), null);
    assert.equal(clone('x'), 'x');
    assert.equal(Object.getPrototypeOf(clone(Object.create(null))), null);
  });
});
