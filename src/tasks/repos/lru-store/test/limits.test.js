import test from 'node:test';
import assert from 'node:assert/strict';
import { LruStore } from '../src/index.js';

const byLength = (value) => value.length;

test('weights are added up', () => {
  const store = new LruStore({ maxWeight: 10, weigh: byLength });
  store.set('a', 'four').set('b', 'six666');
  assert.equal(store.weight, 10);
  assert.equal(store.size, 2);
});

test('evicts as many entries as the weight needs', () => {
  const store = new LruStore({ maxWeight: 10, weigh: byLength });
  store.set('a', 'aaa').set('b', 'bbb').set('c', 'ccc').set('d', 'dddddd');
  assert.deepEqual(store.keys(), ['d', 'c']);
  assert.equal(store.weight, 9);
});

test('growing an entry evicts others and not itself', () => {
  const store = new LruStore({ maxWeight: 6, weigh: byLength });
  store.set('a', 'aa').set('b', 'bb').set('a', 'aaaaa');
  assert.deepEqual(store.keys(), ['a']);
  assert.equal(store.weight, 5);
});

test('refuses a value heavier than the limit', () => {
  const store = new LruStore({ maxWeight: 3, weigh: byLength });
  assert.throws(() => store.set('a', 'abcd'), { name: 'RangeError', message: 'a weighs 4, more than the limit of 3' });
  store.set('a', 'abc');
  assert.equal(store.weight, 3);
});

test('refuses negative weights', () => {
  const store = new LruStore({ maxWeight: 3, weigh: () => -1 });
  assert.throws(() => store.set('a', 1), TypeError);
});

test('resize evicts the oldest entries', () => {
  const store = new LruStore({ max: 4 });
  for (const key of 'abcd') store.set(key, key);
  assert.equal(store.resize(2), 2);
  assert.deepEqual(store.keys(), ['d', 'c']);
  assert.equal(store.stats().evictions, 2);
});

test('pinned entries survive', () => {
  const store = new LruStore({ max: 2 });
  store.set('a', 1).set('b', 2);
  assert.equal(store.pin('a'), true);
  store.set('c', 3);
  assert.deepEqual(store.keys(), ['c', 'a']);
  store.unpin('a');
  store.set('d', 4);
  assert.deepEqual(store.keys(), ['d', 'c']);
});

test('throws when everything is pinned', () => {
  const store = new LruStore({ max: 1 });
  store.set('a', 1);
  store.pin('a');
  assert.throws(() => store.set('b', 2), /every entry is pinned/);
  assert.deepEqual(store.keys(), ['a']);
});

test('pinning an unknown key is false', () => {
  assert.equal(new LruStore({ max: 1 }).pin('a'), false);
});

test('rejects bad limits', () => {
  assert.throws(() => new LruStore(), TypeError);
  assert.throws(() => new LruStore({ max: 0 }), RangeError);
  assert.throws(() => new LruStore({ max: 1.5 }), /max must be a positive integer, got 1.5/);
  assert.throws(() => new LruStore({ max: 1, weigh: 3 }), /weigh must be a function/);
});
