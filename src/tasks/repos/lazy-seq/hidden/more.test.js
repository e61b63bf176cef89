import test from 'ava';
import { asyncSeq, generate, iterate, range, repeat, seq } from '../../src/index.js';

test('primes by a chain', (t) => {
  const primes = range(2, Infinity).filter((n) => range(2, n).every((d) => n % d !== 0));
  t.deepEqual(primes.take(8).toArray(), [2, 3, 5, 7, 11, 13, 17, 19]);
});

test('fibonacci by iterate', (t) => {
  const fib = iterate([0, 1], ([a, b]) => [b, a + b]).map(([a]) => a);
  t.is(fib.at(20), 6765);
  t.deepEqual(fib.takeWhile((n) => n < 20).toArray(), [0, 1, 1, 2, 3, 5, 8, 13]);
});

test('zip closes its sources', (t) => {
  let closed = 0;
  function* endless() {
    try {
      for (;;) yield 1;
    } finally {
      closed += 1;
    }
  }
  t.is(seq([1, 2]).zip(endless()).count(), 2);
  t.is(closed, 1);
});

test('range with fractions does not drift', (t) => {
  t.deepEqual(range(0, 0.3, 0.1).toArray().length, 3);
  t.is(range(0, 1, 0.1).count(), 10);
});

test('windows larger steps and chunks agree', (t) => {
  t.deepEqual(range(9).window(3, 3).toArray(), range(9).chunk(3).toArray());
  t.deepEqual(range(7).window(1, 3).toArray(), [[0], [3], [6]]);
});

test('dropWhile keeps later matches', (t) => {
  t.deepEqual(seq([0, 0, 1, 0, 2]).dropWhile((n) => n === 0).toArray(), [1, 0, 2]);
});

test('interleave of uneven sources', (t) => {
  t.deepEqual(seq([1, 4, 6, 7]).interleave([2], [3, 5]).toArray(), [1, 2, 3, 4, 5, 6, 7]);
  t.deepEqual(repeat('-', 2).interleave([]).toArray(), ['-', '-']);
});

test('scan of a generated sequence', (t) => {
  t.is(generate((i) => (i < 4 ? i + 1 : undefined)).scan((a, b) => a * b, 1).last(), 24);
});

test('async chunks of exact size', async (t) => {
  t.deepEqual(await asyncSeq(range(4)).chunk(2).toArray(), [[0, 1], [2, 3]]);
  t.deepEqual(await asyncSeq(range(4)).take(0).toArray(), []);
});
