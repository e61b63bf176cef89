import test from 'ava';
import { asyncSeq, range, seq } from '../src/index.js';

test('reduce with and without an initial value', (t) => {
  t.is(range(1, 5).reduce((a, b) => a * b), 24);
  t.is(range(1, 5).reduce((a, b) => a + b, 100), 110);
  t.is(seq([]).reduce((a, b) => a + b, undefined), undefined);
  t.throws(() => seq([]).reduce((a, b) => a + b), { instanceOf: TypeError });
});

test('questions stop early', (t) => {
  t.true(range(Infinity).some((n) => n > 10));
  t.false(range(Infinity).every((n) => n < 10));
  t.true(seq([]).every(() => false));
  t.false(seq([]).some(() => true));
  t.is(range(Infinity).find((n) => n * n > 50), 8);
});

test('single items', (t) => {
  t.is(range(3, 9).first(), 3);
  t.is(range(3, 9).last(), 8);
  t.is(range(3, 9).at(2), 5);
  t.is(range(3).at(7), undefined);
  t.is(seq([]).last(), undefined);
  t.is(range(3, 9).count(), 6);
});

test('groups and counts', (t) => {
  t.deepEqual([...range(6).groupBy((n) => n % 3)], [[0, [0, 3]], [1, [1, 4]], [2, [2, 5]]]);
  t.is(seq('mississippi').countBy().get('s'), 4);
  t.deepEqual(range(5).partition((n) => n % 2), [[1, 3], [0, 2, 4]]);
  t.deepEqual(seq([]).partition(Boolean), [[], []]);
});

test('extremes prefer the first of equals', (t) => {
  const words = seq(['pear', 'fig', 'kiwi', 'nut']);
  t.is(words.min((w) => w.length), 'fig');
  t.is(words.max((w) => w.length), 'pear');
  t.is(seq([3, 1, 2]).min(), 1);
  t.is(seq([]).max(), undefined);
});

test('a sequence of a list can run again', (t) => {
  const doubled = seq([1, 2]).map((n) => n * 2);
  t.is(doubled.join('-'), '2-4');
  t.is(doubled.join(), '2,4');
});

async function* pages() {
  yield { items: [1, 2] };
  await null;
  yield { items: [3] };
  yield { items: [4, 5] };
}

test('async sequences map and filter', async (t) => {
  const result = await asyncSeq(pages()).flatMap(async (page) => page.items).filter(async (n) => n % 2).map((n, i) => `${i}:${n}`).toArray();
  t.deepEqual(result, ['0:1', '1:3', '2:5']);
});

test('async take closes the source', async (t) => {
  let closed = false;
  async function* source() {
    try {
      for (let i = 0; ; i += 1) yield i;
    } finally {
      closed = true;
    }
  }
  t.deepEqual(await asyncSeq(source()).take(3).toArray(), [0, 1, 2]);
  t.true(closed);
});

test('async chunks, sums and firsts', async (t) => {
  t.deepEqual(await asyncSeq([1, 2, 3]).chunk(2).toArray(), [[1, 2], [3]]);
  t.is(await asyncSeq(range(5)).reduce(async (a, b) => a + b, 0), 10);
  t.is(await asyncSeq(pages()).map((page) => page.items[0]).first(), 1);
  t.is(await asyncSeq([]).first(), undefined);
});

test('async errors reject', async (t) => {
  const failing = asyncSeq([1, 2]).map(async (n) => {
    if (n === 2) throw new Error('two');
    return n;
  });
  await t.throwsAsync(failing.toArray(), { message: 'two' });
});
