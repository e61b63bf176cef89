import test from 'node:test';
import assert from 'node:assert/strict';
import { LruStore, dump, restore } from '../../src/index.js';

test('a long series of reads decides who stays', () => {
  const store = new LruStore({ max: 3 });
  for (const key of [1, 2, 3]) store.set(key, key * 10);
  store.get(1);
  store.get(2);
  store.set(4, 40);
  store.get(1);
  store.set(5, 50);
  assert.deepEqual(store.keys(), [5, 1, 4]);
});

test('shrinking an entry frees weight', () => {
  const store = new LruStore({ maxWeight: 8, weigh: (v) => v });
  store.set('a', 5).set('a', 2).set('b', 6);
  assert.equal(store.weight, 8);
  assert.deepEqual(store.keys(), ['b', 'a']);
});

test('deleting frees weight', () => {
  const store = new LruStore({ maxWeight: 8, weigh: (v) => v });
  store.set('a', 5).set('b', 3);
  store.delete('a');
  assert.equal(store.weight, 3);
});

test('both limits hold together', () => {
  const store = new LruStore({ max: 3, maxWeight: 10, weigh: (v) => v });
  store.set('a', 1).set('b', 1).set('c', 1).set('d', 1);
  assert.equal(store.size, 3);
  store.set('e', 9);
  assert.deepEqual(store.keys(), ['e', 'd']);
});

test('the weight function sees the key', () => {
  const store = new LruStore({ maxWeight: 9, weigh: (value, key) => key.length });
  store.set('four', 0).set('five!', 0);
  assert.equal(store.weight, 9);
});

test('undefined is a value like any other for has', () => {
  const store = new LruStore({ max: 1 });
  store.set('a', undefined);
  assert.equal(store.has('a'), true);
  assert.equal(store.get('a'), undefined);
  assert.equal(store.stats().hits, 1);
});

test('a dump survives a round trip', () => {
  const store = new LruStore({ max: 4 });
  for (const key of 'wxyz') store.set(key, key + key);
  store.get('w');
  assert.deepEqual(dump(restore(dump(store), { max: 4 })), dump(store));
});

test('resize can grow', () => {
  const store = new LruStore({ max: 1 });
  store.set('a', 1);
  assert.equal(store.resize(2), 0);
  store.set('b', 2);
  assert.equal(store.size, 2);
  assert.throws(() => store.resize(-1), RangeError);
});
