import test from 'tape';
import { contains, gaps, intersect, invert, merge, subtract, total, union } from '../src/index.js';

test('merge joins overlapping spans', (t) => {
  t.deepEqual(merge([[8, 9], [3, 6], [1, 4]]), [[1, 6], [8, 9]]);
  t.deepEqual(merge([[1, 9], [2, 3]]), [[1, 9]]);
  t.end();
});

test('merge joins spans that touch', (t) => {
  t.deepEqual(merge([[1, 2], [2, 3]]), [[1, 3]]);
  t.end();
});

test('merge bridges small gaps when told to', (t) => {
  t.deepEqual(merge([[1, 2], [4, 5], [9, 10]], { slack: 2 }), [[1, 5], [9, 10]]);
  t.end();
});

test('merge drops empty spans and keeps its input', (t) => {
  const input = [[5, 5], [1, 3], [2, 4]];
  t.deepEqual(merge(input), [[1, 4]]);
  t.deepEqual(input, [[5, 5], [1, 3], [2, 4]]);
  t.end();
});

test('union takes several lists', (t) => {
  t.deepEqual(union([[1, 2]], [[5, 6], [2, 3]], []), [[1, 3], [5, 6]]);
  t.end();
});

test('intersect keeps what both have', (t) => {
  t.deepEqual(intersect([[0, 5], [7, 10]], [[3, 8], [9, 12]]), [[3, 5], [7, 8], [9, 10]]);
  t.deepEqual(intersect([[0, 1]], [[1, 2]]), []);
  t.end();
});

test('subtract cuts holes', (t) => {
  t.deepEqual(subtract([[0, 10]], [[2, 3], [5, 7]]), [[0, 2], [3, 5], [7, 10]]);
  t.end();
});

test('subtract cuts off the ends', (t) => {
  t.deepEqual(subtract([[2, 8]], [[0, 3], [7, 9]]), [[3, 7]]);
  t.deepEqual(subtract([[2, 8]], [[0, 9]]), []);
  t.deepEqual(subtract([[2, 8]], [[8, 9]]), [[2, 8]]);
  t.end();
});

test('invert stays within its bounds', (t) => {
  t.deepEqual(invert([[1, 2], [8, 20]], [0, 10]), [[0, 1], [2, 8]]);
  t.end();
});

test('gaps lie between the spans', (t) => {
  t.deepEqual(gaps([[6, 8], [1, 3]]), [[3, 6]]);
  t.deepEqual(gaps([[1, 3], [6, 8]], [0, 10]), [[0, 1], [3, 6], [8, 10]]);
  t.deepEqual(gaps([]), []);
  t.end();
});

test('total counts overlaps once', (t) => {
  t.equal(total([[0, 5], [3, 8], [10, 11]]), 9);
  t.equal(total([]), 0);
  t.end();
});

test('contains includes the start and not the end', (t) => {
  const list = [[0, 2], [4, 6], [8, 10]];
  t.deepEqual([0, 1, 2, 3, 4, 5, 6, 9, 10, -1].map((x) => contains(list, x)),
    [true, true, false, false, true, true, false, true, false, false]);
  t.end();
});
