import test from 'node:test';
import assert from 'node:assert/strict';
import { LruStore } from '../src/index.js';

test('returns what was stored', () => {
  const store = new LruStore({ max: 2 });
  store.set('a', 1).set('b', 2);
  assert.equal(store.get('a'), 1);
  assert.equal(store.get('b'), 2);
  assert.equal(store.size, 2);
});

test('evicts the least recently used entry', () => {
  const store = new LruStore({ max: 2 });
  store.set('a', 1).set('b', 2);
  store.get('a');
  store.set('c', 3);
  assert.deepEqual(store.keys(), ['c', 'a']);
  assert.equal(store.has('b'), false);
});

test('peek does not refresh an entry', () => {
  const store = new LruStore({ max: 2 });
  store.set('a', 1).set('b', 2);
  assert.equal(store.peek('a'), 1);
  store.set('c', 3);
  assert.deepEqual(store.keys(), ['c', 'b']);
});

test('overwriting keeps the size and refreshes the entry', () => {
  const store = new LruStore({ max: 3 });
  store.set('a', 1).set('b', 2).set('a', 10);
  assert.equal(store.size, 2);
  assert.deepEqual(store.entries(), [['a', 10], ['b', 2]]);
});

test('delete tells whether the key was there', () => {
  const store = new LruStore({ max: 3 });
  store.set('a', 1).set('b', 2).set('c', 3);
  assert.equal(store.delete('b'), true);
  assert.equal(store.delete('b'), false);
  assert.deepEqual(store.keys(), ['c', 'a']);
});

test('deleting both ends leaves a usable list', () => {
  const store = new LruStore({ max: 3 });
  store.set('a', 1).set('b', 2).set('c', 3);
  store.delete('c');
  store.delete('a');
  store.set('d', 4);
  assert.deepEqual(store.keys(), ['d', 'b']);
});

test('reports evictions to onEvict', () => {
  const gone = [];
  const store = new LruStore({ max: 1, onEvict: (key, value) => gone.push(`${key}=${value}`) });
  store.set('a', 1).set('b', 2).set('c', 3);
  store.delete('c');
  assert.deepEqual(gone, ['a=1', 'b=2']);
});

test('getOrSet computes a missing value once', () => {
  const store = new LruStore({ max: 2 });
  let calls = 0;
  const make = (key) => {
    calls += 1;
    return key.toUpperCase();
  };
  assert.equal(store.getOrSet('x', make), 'X');
  assert.equal(store.getOrSet('x', make), 'X');
  assert.equal(calls, 1);
  assert.deepEqual(store.stats(), { hits: 1, misses: 1, writes: 1, evictions: 0, hitRate: 0.5 });
});

test('clear empties the store and its counters', () => {
  const store = new LruStore({ max: 2 });
  store.set('a', 1);
  store.get('a');
  store.clear();
  assert.equal(store.size, 0);
  assert.equal(store.weight, 0);
  assert.deepEqual(store.stats(), { hits: 0, misses: 0, writes: 0, evictions: 0, hitRate: 0 });
});
