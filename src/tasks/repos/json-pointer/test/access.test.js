import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPointer, get, has, parsePointer, remove, set } from '../src/index.js';

const doc = () => ({ a: { b: [10, { c: null }] }, 'x/y': 1, 'm~n': 2, '': 3 });

test('parsePointer splits and unescapes', () => {
  assert.equal(parsePointer(''), []);
  assert.equal(parsePointer('/'), ['']);
  assert.equal(parsePointer('/a/0/x~1y/m~0n/~01'), ['a', '0', 'x/y', 'm~n', '~1']);
});

test('parsePointer rejects bad text', () => {
  assert.throws(() => parsePointer('a'), /must start with/);
  assert.throws(() => parsePointer('/a~2'), /Bad escape/);
  assert.throws(() => parsePointer('/a~'), /Bad escape/);
});

test('formatPointer escapes', () => {
  assert.is(formatPointer(['a', 0, 'x/y', '~1']), '/a/0/x~1y/~01');
  assert.is(formatPointer([]), '');
});

test('get follows objects and lists', () => {
  assert.is(get(doc(), '/a/b/0'), 10);
  assert.is(get(doc(), '/a/b/1/c'), null);
  assert.is(get(doc(), '/x~1y'), 1);
  assert.is(get(doc(), '/'), 3);
  assert.equal(get(doc(), ''), doc());
});

test('get falls back', () => {
  assert.is(get(doc(), '/a/b/2', 'none'), 'none');
  assert.is(get(doc(), '/a/b/01', 'none'), 'none');
  assert.is(get(doc(), '/a/b/-', 'none'), 'none');
  assert.is(get(doc(), '/a/toString'), undefined);
});

test('has tells null from nothing', () => {
  assert.is(has(doc(), '/a/b/1/c'), true);
  assert.is(has(doc(), '/a/b/1/d'), false);
  assert.is(has(doc(), '/a/b/1/c/d'), false);
});

test('set copies along the way only', () => {
  const before = { a: { x: 1 }, b: { y: 1 } };
  const after = set(before, '/a/x', 2);
  assert.equal(after, { a: { x: 2 }, b: { y: 1 } });
  assert.equal(before.a, { x: 1 });
  assert.is(after.b, before.b);
});

test('set makes missing parents', () => {
  assert.equal(set({}, '/list/0/name', 'n'), { list: [{ name: 'n' }] });
  assert.equal(set({ l: [1] }, '/l/-', 2), { l: [1, 2] });
  assert.is(set({ a: 1 }, '', 5), 5);
});

test('set refuses bad places', () => {
  assert.throws(() => set({ l: [] }, '/l/1', 0), /Bad index "1" at "\/l"/);
  assert.throws(() => set({ l: 5 }, '/l/x', 0), /No container at "\/l"/);
  assert.throws(() => set({}, '/__proto__/x', 0), /not allowed/);
});

test('remove cuts keys and items', () => {
  assert.equal(remove({ a: 1, b: 2 }, '/a'), { b: 2 });
  assert.equal(remove({ l: [1, 2, 3] }, '/l/1'), { l: [1, 3] });
  assert.equal(remove({ l: [{ x: 1, y: 2 }] }, '/l/0/x'), { l: [{ y: 2 }] });
});

test('remove of nothing is the same document', () => {
  const before = { a: 1 };
  assert.is(remove(before, '/b'), before);
  assert.is(remove(before, ''), undefined);
});

test.run();
