import test from 'tape';
import { assignRooms, busiest, firstFit, format, overlaps, parse, pickMost, relation, rooms } from '../src/index.js';

test('rooms counts the most at one time', (t) => {
  t.equal(rooms(parse('9-12 10-11 10-13 12-14')), 3);
  t.equal(rooms(parse('9-10 10-11')), 1);
  t.equal(rooms([]), 0);
  t.end();
});

test('busiest names the stretch', (t) => {
  t.deepEqual(busiest(parse('9-12 10-11 10-13 12-14')), { span: [10, 11], count: 3 });
  t.equal(busiest([]), null);
  t.end();
});

test('pickMost prefers early ends', (t) => {
  t.equal(format(pickMost(parse('0-10 1-3 2-5 3-6 6-8'))), '1-3 3-6 6-8');
  t.end();
});

test('assignRooms reuses the lowest free room', (t) => {
  const plan = assignRooms(parse('9-12 10-11 11-13 12-14'));
  t.deepEqual(plan.map((entry) => entry.room), [0, 1, 1, 0]);
  t.deepEqual(plan[2].span, [11, 13]);
  t.end();
});

test('firstFit finds the first gap that is long enough', (t) => {
  const booked = parse('9-10 11-12 14-15');
  t.deepEqual(firstFit(booked, 1, [9, 18]), [10, 11]);
  t.deepEqual(firstFit(booked, 2, [9, 18]), [12, 14]);
  t.equal(firstFit(booked, 5, [9, 18]), null);
  t.throws(() => firstFit(booked, 0, [9, 18]), /more than 0/);
  t.end();
});

test('overlaps is about half-open spans', (t) => {
  t.equal(overlaps([1, 3], [2, 4]), true);
  t.equal(overlaps([1, 3], [3, 4]), false);
  t.equal(overlaps([3, 4], [1, 3]), false);
  t.end();
});

test('relation names all cases', (t) => {
  const base = [4, 8];
  const names = [[1, 2], [1, 4], [1, 5], [5, 6], [4, 6], [4, 8], [3, 9], [6, 9], [8, 9], [9, 10]].map((a) => relation(a, base));
  t.deepEqual(names, ['before', 'meets', 'overlaps', 'inside', 'inside', 'equal', 'covers', 'overlapped-by', 'met-by', 'after']);
  t.end();
});

test('parse reads both notations', (t) => {
  t.deepEqual(parse(' 1-4, 8..9  -3..-1 '), [[1, 4], [8, 9], [-3, -1]]);
  t.deepEqual(parse(''), []);
  t.end();
});

test('parse refuses nonsense', (t) => {
  t.throws(() => parse('1-4 x'), /not a span: x/);
  t.throws(() => parse('4-1'), /span 4-1 ends before it starts/);
  t.end();
});

test('format uses dots for negative numbers', (t) => {
  t.equal(format([[1, 4], [-2, 3]]), '1-4 -2..3');
  t.end();
});

test('bad spans are refused', (t) => {
  t.throws(() => relation([1], [1, 2]), /pair of numbers/);
  t.throws(() => relation([1, NaN], [1, 2]), /finite/);
  t.throws(() => rooms([[3, 1]]), /ends before/);
  t.end();
});
