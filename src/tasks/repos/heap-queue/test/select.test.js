import test from 'node:test';
import assert from 'node:assert/strict';
import { bottomK, by, heapSort, mergeSorted, runningMedian, topK } from '../src/index.js';

test('topK gives the greatest first', () => {
  assert.deepEqual(topK([5, 1, 9, 7, 3], 3), [9, 7, 5]);
});

test('topK of few items gives all of them', () => {
  assert.deepEqual(topK([2, 3], 5), [3, 2]);
  assert.deepEqual(topK([2, 3], 0), []);
});

test('topK refuses odd counts', () => {
  assert.throws(() => topK([1], -1), RangeError);
  assert.throws(() => topK([1], 1.5), /got 1.5/);
});

test('bottomK gives the least first', () => {
  assert.deepEqual(bottomK([5, 1, 9, 7, 3], 2), [1, 3]);
});

test('heapSort sorts by any comparison', () => {
  assert.deepEqual(heapSort([3, 1, 2]), [1, 2, 3]);
  assert.deepEqual(heapSort(['bb', 'a', 'ccc'], by((w) => w.length, 'desc')), ['ccc', 'bb', 'a']);
});

test('mergeSorted merges uneven lists', () => {
  assert.deepEqual(mergeSorted([[1, 4, 9], [], [2], [3, 5]]), [1, 2, 3, 4, 5, 9]);
});

test('mergeSorted is stable across lists', () => {
  const a = [{ k: 1, from: 'a' }, { k: 2, from: 'a' }];
  const b = [{ k: 1, from: 'b' }, { k: 2, from: 'b' }];
  const merged = mergeSorted([a, b], (x, y) => x.k - y.k);
  assert.equal(merged.map((x) => x.from).join(''), 'abab');
});

test('runningMedian follows the stream', () => {
  const median = runningMedian();
  assert.equal(median.value, null);
  const seen = [5, 1, 9, 2].map((x) => median.add(x).value);
  assert.deepEqual(seen, [5, 3, 5, 3.5]);
});
