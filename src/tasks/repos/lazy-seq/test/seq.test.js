import test from 'ava';
import { generate, iterate, range, repeat, seq } from '../src/index.js';

test('range counts up and down', (t) => {
  t.deepEqual(range(3).toArray(), [0, 1, 2]);
  t.deepEqual(range(1, 4).toArray(), [1, 2, 3]);
  t.deepEqual(range(5, 0, -2).toArray(), [5, 3, 1]);
  t.deepEqual(range(2, 2).toArray(), []);
  t.throws(() => range(0, 1, 0).toArray(), { message: 'step must not be 0' });
});

test('infinite sources are cut by take', (t) => {
  t.deepEqual(iterate(1, (n) => n * 2).take(5).toArray(), [1, 2, 4, 8, 16]);
  t.deepEqual(repeat('x').take(2).toArray(), ['x', 'x']);
  t.deepEqual(repeat(0, 3).toArray(), [0, 0, 0]);
});

test('generate ends at undefined', (t) => {
  t.deepEqual(generate((i) => (i < 3 ? i * i : undefined)).toArray(), [0, 1, 4]);
});

test('map and filter see the index', (t) => {
  t.deepEqual(seq('abc').map((c, i) => c + i).toArray(), ['a0', 'b1', 'c2']);
  t.deepEqual(seq('abcd').filter((c, i) => i % 2 === 1).toArray(), ['b', 'd']);
});

test('nothing runs before it is asked for', (t) => {
  const log = [];
  const lazy = seq([1, 2, 3]).tap((n) => log.push(n)).map((n) => n * 10);
  t.deepEqual(log, []);
  t.is(lazy.first(), 10);
  t.deepEqual(log, [1]);
});

test('take does not read one item too many', (t) => {
  const log = [];
  seq([1, 2, 3]).tap((n) => log.push(n)).take(2).toArray();
  t.deepEqual(log, [1, 2]);
});

test('flatMap flattens one level', (t) => {
  t.deepEqual(seq([1, 2]).flatMap((n) => [n, [n]]).toArray(), [1, [1], 2, [2]]);
  t.deepEqual(seq(['ab', 'c']).flatMap((s) => s).toArray(), ['ab', 'c']);
});

test('take and drop split a sequence', (t) => {
  const five = range(5);
  t.deepEqual(five.take(2).toArray(), [0, 1]);
  t.deepEqual(five.drop(2).toArray(), [2, 3, 4]);
  t.deepEqual(five.take(0).toArray(), []);
  t.deepEqual(five.drop(9).toArray(), []);
  t.throws(() => five.take(-1), { instanceOf: RangeError, message: /take needs a whole number of at least 0, got -1/ });
});

test('takeWhile and dropWhile stop at the first miss', (t) => {
  const list = seq([1, 2, 9, 1]);
  t.deepEqual(list.takeWhile((n) => n < 5).toArray(), [1, 2]);
  t.deepEqual(list.dropWhile((n) => n < 5).toArray(), [9, 1]);
});

test('chunk keeps the rest', (t) => {
  t.deepEqual(range(5).chunk(2).toArray(), [[0, 1], [2, 3], [4]]);
  t.deepEqual(range(4).chunk(2).toArray(), [[0, 1], [2, 3]]);
  t.throws(() => range(5).chunk(0), { instanceOf: RangeError });
});

test('window slides', (t) => {
  t.deepEqual(range(4).window(3).toArray(), [[0, 1, 2], [1, 2, 3]]);
  t.deepEqual(range(2).window(3).toArray(), []);
  t.deepEqual(range(6).window(2, 2).toArray(), [[0, 1], [2, 3], [4, 5]]);
  t.deepEqual(range(8).window(2, 3).toArray(), [[0, 1], [3, 4], [6, 7]]);
  t.deepEqual(seq('abc').pairwise().toArray(), [['a', 'b'], ['b', 'c']]);
});

test('zip ends with the shortest', (t) => {
  t.deepEqual(seq('ab').zip(range(Infinity), [9, 8, 7]).toArray(), [['a', 0, 9], ['b', 1, 8]]);
});

test('interleave goes round', (t) => {
  t.is(seq('abc').interleave('1', 'xy').join(''), 'a1xbyc');
});

test('concat and enumerate', (t) => {
  t.deepEqual(seq([1]).concat([2], new Set([3])).toArray(), [1, 2, 3]);
  t.deepEqual(seq('ab').enumerate(1).toArray(), [[1, 'a'], [2, 'b']]);
});

test('unique by key', (t) => {
  t.is(seq('mississippi').unique().join(''), 'misp');
  t.deepEqual(seq([1, 11, 2, 21]).unique((n) => n % 10).toArray(), [1, 2]);
});

test('scan yields running values', (t) => {
  t.deepEqual(range(1, 5).scan((a, b) => a + b, 0).toArray(), [1, 3, 6, 10]);
});

test('cycle repeats', (t) => {
  t.is(seq('ab').cycle().take(5).join(''), 'ababa');
  t.deepEqual(seq([]).cycle().toArray(), []);
});

test('seq needs an iterable', (t) => {
  t.throws(() => seq(5), { instanceOf: TypeError });
  t.throws(() => seq(null), { message: 'seq needs something iterable' });
});
