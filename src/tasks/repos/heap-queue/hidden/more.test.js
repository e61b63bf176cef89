import test from 'node:test';
import assert from 'node:assert/strict';
import { Heap, PriorityQueue, bottomK, heapSort, mergeSorted, reverse, ascending, runningMedian, topK } from '../../src/index.js';

const numbers = Array.from({ length: 40 }, (_, i) => (i * 17) % 41);

test('heapSort agrees with sort on forty numbers', () => {
  assert.deepEqual(heapSort(numbers), [...numbers].sort((a, b) => a - b));
});

test('every prefix of pushes is a valid heap', () => {
  const heap = new Heap(reverse(ascending));
  for (const n of numbers) {
    heap.push(n);
    assert.equal(heap.isValid(), true);
  }
  assert.equal(heap.peek(), 40);
});

test('replace on an empty heap adds the value', () => {
  const heap = new Heap();
  assert.equal(heap.replace(4), undefined);
  assert.equal(heap.pop(), 4);
});

test('removeAt of the last item returns it', () => {
  const heap = new Heap(ascending, [1, 2, 3]);
  assert.equal(heap.removeAt(2), 3);
  assert.deepEqual(heap.toSortedArray(), [1, 2]);
});

test('removeAt lets a small item rise', () => {
  const heap = new Heap(ascending, [1, 20, 2, 21, 22, 3, 4]);
  assert.equal(heap.removeAt(4), 22);
  assert.equal(heap.isValid(), true);
});

test('topK and bottomK agree with sorting', () => {
  const sorted = [...numbers].sort((a, b) => a - b);
  assert.deepEqual(bottomK(numbers, 7), sorted.slice(0, 7));
  assert.deepEqual(topK(numbers, 7), sorted.slice(-7).reverse());
});

test('runningMedian of descending numbers', () => {
  const median = runningMedian();
  assert.deepEqual([10, 8, 6, 4, 2].map((x) => median.add(x).value), [10, 9, 8, 7, 6]);
});

test('mergeSorted takes a descending comparison', () => {
  assert.deepEqual(mergeSorted([[9, 3], [8, 1]], reverse(ascending)), [9, 8, 3, 1]);
  assert.deepEqual(mergeSorted([]), []);
});

test('reprioritized items keep their age', () => {
  const queue = new PriorityQueue().add('old', 5).add('new', 1);
  queue.reprioritize('old', 1);
  assert.deepEqual(queue.drain(), ['old', 'new']);
});
