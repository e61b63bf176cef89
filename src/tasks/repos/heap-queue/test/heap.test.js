import test from 'node:test';
import assert from 'node:assert/strict';
import { Heap, by, reverse, ascending } from '../src/index.js';

test('pops items in ascending order', () => {
  const heap = new Heap();
  heap.push(5, 3, 8, 1, 9, 2);
  const out = [];
  while (heap.size) out.push(heap.pop());
  assert.deepEqual(out, [1, 2, 3, 5, 8, 9]);
});

test('builds a valid heap from items', () => {
  const heap = new Heap(undefined, [9, 8, 7, 6, 5, 4, 3]);
  assert.equal(heap.isValid(), true);
  assert.equal(heap.peek(), 3);
  assert.equal(heap.size, 7);
});

test('does not touch the given array', () => {
  const items = [3, 1, 2];
  new Heap(undefined, items).pop();
  assert.deepEqual(items, [3, 1, 2]);
});

test('pop and peek of an empty heap are undefined', () => {
  const heap = new Heap();
  assert.equal(heap.pop(), undefined);
  assert.equal(heap.peek(), undefined);
});

test('push returns the new size', () => {
  assert.equal(new Heap().push(1, 2, 3), 3);
});

test('replace returns the old top', () => {
  const heap = new Heap(ascending, [2, 4, 6]);
  assert.equal(heap.replace(5), 2);
  assert.deepEqual(heap.toSortedArray(), [4, 5, 6]);
});

test('pushPop returns the smaller of value and top', () => {
  const heap = new Heap(ascending, [4, 6]);
  assert.equal(heap.pushPop(1), 1);
  assert.equal(heap.pushPop(5), 4);
  assert.deepEqual(heap.toSortedArray(), [5, 6]);
});

test('removeAt keeps the heap valid', () => {
  const heap = new Heap(ascending, [1, 10, 2, 11, 12, 3, 4]);
  assert.equal(heap.removeAt(3), 11);
  assert.equal(heap.isValid(), true);
  assert.deepEqual(heap.toSortedArray(), [1, 2, 3, 4, 10, 12]);
});

test('removeAt refuses bad indexes', () => {
  const heap = new Heap(ascending, [1]);
  assert.throws(() => heap.removeAt(1), /no item at 1/);
  assert.throws(() => heap.removeAt(-1), RangeError);
});

test('toSortedArray leaves the heap as it was', () => {
  const heap = new Heap(ascending, [3, 1, 2]);
  assert.deepEqual(heap.toSortedArray(), [1, 2, 3]);
  assert.equal(heap.size, 3);
});

test('isValid notices a broken order', () => {
  const heap = new Heap(ascending, [1, 2, 3]);
  heap.items[0] = 9;
  assert.equal(heap.isValid(), false);
});

test('takes other comparisons', () => {
  const words = new Heap(by((w) => w.length), ['ccc', 'a', 'bb']);
  assert.equal(words.peek(), 'a');
  assert.equal(new Heap(reverse(ascending), [1, 3, 2]).peek(), 3);
});

test('by compares several selectors and directions', () => {
  const compare = by([(p) => p.x, (p) => p.y]);
  assert.equal(compare({ x: 1, y: 2 }, { x: 1, y: 3 }), -1);
  assert.equal(compare({ x: 2, y: 0 }, { x: 1, y: 3 }), 1);
  assert.equal(compare({ x: 1, y: 1 }, { x: 1, y: 1 }), 0);
  assert.equal(by((n) => n, 'desc')(1, 2), 1);
  assert.throws(() => by((n) => n, 'up'), /got up/);
});
