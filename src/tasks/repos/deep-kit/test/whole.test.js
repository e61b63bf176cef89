import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { clone, equal, freeze, merge, mergeWith } from '../src/index.js';

class Point {
  constructor(x) {
    this.x = x;
  }
}

describe('equal', () => {
  it('compares nested data', () => {
    assert.equal(equal({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }), true);
    assert.equal(equal({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }), false);
    assert.equal(equal([1, 2], [1, 2, 3]), false);
    assert.equal(equal({ a: 1 }, { a: 1, b: undefined }), false);
    assert.equal(equal({ a: undefined }, { b: undefined }), false);
  });

  it('ignores the order of keys', () => {
    assert.equal(equal({ a: 1, b: 2 }, { b: 2, a: 1 }), true);
  });

  it('compares special numbers', () => {
    assert.equal(equal(NaN, NaN), true);
    assert.equal(equal(0, -0), true);
    assert.equal(equal(1, '1'), false);
    assert.equal(equal({ n: 1 }, { n: '1' }, { loose: true }), true);
  });

  it('tells kinds apart', () => {
    assert.equal(equal([], {}), false);
    assert.equal(equal(null, {}), false);
    assert.equal(equal(new Point(1), { x: 1 }), false);
    assert.equal(equal(new Point(1), new Point(1)), true);
  });

  it('compares dates and patterns', () => {
    assert.equal(equal(new Date(5), new Date(5)), true);
    assert.equal(equal(new Date(5), new Date(6)), false);
    assert.equal(equal(/a/g, /a/g), true);
    assert.equal(equal(/a/g, /a/i), false);
  });

  it('compares maps and sets', () => {
    assert.equal(equal(new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])), true);
    assert.equal(equal(new Set([1, 2]), new Set([1, 3])), false);
    assert.equal(equal(new Map([['a', [1]]]), new Map([['a', [1]]])), true);
    assert.equal(equal(new Map([['a', 1]]), new Map([['b', 1]])), false);
    assert.equal(equal(new Set([1]), new Set([1, 2])), false);
  });

  it('survives cycles', () => {
    const a = { name: 'x' };
    a.self = a;
    const b = { name: 'x' };
    b.self = b;
    assert.equal(equal(a, b), true);
    b.name = 'y';
    assert.equal(equal(a, b), false);
  });
});

describe('clone and freeze', () => {
  it('copies all the way down', () => {
    const source = { list: [{ a: 1 }], when: new Date(7), map: new Map([['k', { v: 1 }]]), set: new Set([1]), re: /x/gi };
    const copy = clone(source);
    assert.deepEqual(copy, source);
    copy.list[0].a = 2;
    copy.map.get('k').v = 2;
    copy.when.setTime(0);
    assert.equal(source.list[0].a, 1);
    assert.equal(source.map.get('k').v, 1);
    assert.equal(source.when.getTime(), 7);
  });

  it('keeps prototypes and shared parts', () => {
    const shared = new Point(3);
    const copy = clone({ a: shared, b: shared });
    assert.equal(copy.a instanceof Point, true);
    assert.equal(copy.a, copy.b);
    assert.notEqual(copy.a, shared);
  });

  it('keeps cycles', () => {
    const source = { children: [] };
    source.children.push(source);
    const copy = clone(source);
    assert.equal(copy.children[0], copy);
  });

  it('freezes all the way down', () => {
    const value = freeze({ a: { b: [1] } });
    assert.throws(() => value.a.b.push(2), TypeError);
    assert.equal(Object.isFrozen(value.a), true);
    assert.equal(freeze(5), 5);
  });
});

describe('merge', () => {
  it('merges objects and replaces the rest', () => {
    assert.deepEqual(merge({ a: { x: 1 }, list: [1, 2] }, { a: { y: 2 }, list: [3] }), { a: { x: 1, y: 2 }, list: [3] });
    assert.deepEqual(merge({ a: 1 }, { a: { b: 2 } }), { a: { b: 2 } });
    assert.deepEqual(merge({ a: { b: 2 } }, { a: null }), { a: null });
  });

  it('does not touch its sources', () => {
    const first = { a: { x: 1 } };
    const second = { a: { y: 2 }, b: { z: 3 } };
    const result = merge(first, second);
    result.a.x = 9;
    result.b.z = 9;
    assert.deepEqual([first, second], [{ a: { x: 1 } }, { a: { y: 2 }, b: { z: 3 } }]);
  });

  it('skips missing sources and undefined values', () => {
    assert.deepEqual(merge({ a: 1 }, null, undefined, { a: undefined, b: 2 }), { a: 1, b: 2 });
    assert.deepEqual(mergeWith({ keepUndefined: true }, { a: 1 }, { a: undefined }), { a: undefined });
  });

  it('merges lists in four ways', () => {
    const left = { l: [{ a: 1 }, 2, 3] };
    const right = { l: [{ b: 1 }, 3] };
    const by = (lists) => mergeWith({ lists }, left, right).l;
    assert.deepEqual(by('replace'), [{ b: 1 }, 3]);
    assert.deepEqual(by('concat'), [{ a: 1 }, 2, 3, { b: 1 }, 3]);
    assert.deepEqual(by('union'), [{ a: 1 }, 2, 3, { b: 1 }]);
    assert.deepEqual(by('index'), [{ a: 1, b: 1 }, 3, 3]);
    assert.throws(() => by('zip'), /unknown way to merge lists: zip/);
  });

  it('does not pollute prototypes', () => {
    merge({}, JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"x": 1}}'));
    assert.equal({}.polluted, undefined);
  });
});
