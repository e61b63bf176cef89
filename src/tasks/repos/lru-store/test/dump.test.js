import test from 'node:test';
import assert from 'node:assert/strict';
import { LruStore, dump, restore } from '../src/index.js';

test('dump lists the most recent entry first', () => {
  const store = new LruStore({ max: 3 });
  store.set('a', 1).set('b', 2);
  assert.deepEqual(dump(store), { version: 1, entries: [['b', 2], ['a', 1]] });
});

test('restore keeps the order', () => {
  const store = restore({ version: 1, entries: [['c', 3], ['b', 2], ['a', 1]] }, { max: 3 });
  assert.deepEqual(store.keys(), ['c', 'b', 'a']);
});

test('restore into a smaller store keeps the most recent', () => {
  const store = restore({ version: 1, entries: [['c', 3], ['b', 2], ['a', 1]] }, { max: 2 });
  assert.deepEqual(store.keys(), ['c', 'b']);
});

test('restore refuses other data', () => {
  assert.throws(() => restore({ version: 2, entries: [] }, { max: 1 }), /not a dump/);
  assert.throws(() => restore({ version: 1 }, { max: 1 }), TypeError);
  assert.throws(() => restore(null, { max: 1 }), TypeError);
});

test('stats round the hit rate to three digits', () => {
  const store = new LruStore({ max: 3 });
  store.set('a', 1);
  store.get('a');
  store.get('a');
  store.get('nope');
  assert.equal(store.stats().hitRate, 0.667);
});
