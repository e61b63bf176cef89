import test from 'node:test';
import assert from 'node:assert/strict';
import { ShapeError, accepts, boolean, check, describe, lazy, list, literal, number, object, parse, record, string, tuple, union } from '../src/index.js';

const user = object({
  name: string({ min: 1 }),
  age: number({ integer: true, min: 0 }).optional(),
  tags: list(string()).default([]),
});

test('objects are read field by field', () => {
  assert.deepEqual(parse(user, { name: 'Ada' }), { name: 'Ada', tags: [] });
  assert.deepEqual(parse(user, { name: 'Bob', age: 3, tags: ['x'] }), { name: 'Bob', age: 3, tags: ['x'] });
});

test('all issues are reported with their paths', () => {
  assert.deepEqual(check(user, { name: '', age: 1.5, tags: ['ok', 4] }), {
    ok: false,
    issues: [
      { path: 'name', message: 'must have at least 1 character' },
      { path: 'age', message: 'must be a whole number' },
      { path: 'tags[1]', message: 'must be a string, got number' },
    ],
  });
});

test('parse throws with all messages', () => {
  assert.throws(() => parse(user, { age: -1 }), (error) => {
    assert.ok(error instanceof ShapeError);
    assert.equal(error.message, 'name is required (a string); age must be at least 0');
    assert.equal(error.issues.length, 2);
    return true;
  });
  assert.throws(() => parse(user, []), { message: 'must be an object, got list' });
});

test('extra fields are stripped, kept or refused', () => {
  const value = { a: 1, b: 2 };
  assert.deepEqual(parse(object({ a: number() }), value), { a: 1 });
  assert.deepEqual(parse(object({ a: number() }, { extra: 'keep' }), value), { a: 1, b: 2 });
  assert.deepEqual(check(object({ a: number() }, { extra: 'refuse' }), value).issues, [{ path: 'b', message: 'is not a known field' }]);
  assert.throws(() => object({}, { extra: 'drop' }), /got drop/);
});

test('lists have a length and unique items', () => {
  const part = list(number(), { min: 1, max: 3, unique: true });
  assert.deepEqual(parse(part, [1, 2]), [1, 2]);
  assert.deepEqual(check(part, []).issues, [{ path: '', message: 'must have at least 1 item' }]);
  assert.deepEqual(check(part, [1, 2, 3, 4]).issues, [{ path: '', message: 'must have at most 3 items' }]);
  assert.deepEqual(check(part, [5, 6, 5]).issues, [{ path: '[2]', message: 'is the same as item 0' }]);
  assert.equal(accepts(part, 'abc'), false);
});

test('tuples have a place for each part', () => {
  const part = tuple([string(), number().optional()]);
  assert.deepEqual(parse(part, ['a', 1]), ['a', 1]);
  assert.deepEqual(parse(part, ['a']), ['a', undefined]);
  assert.deepEqual(check(part, ['a', 1, 2]).issues, [{ path: '', message: 'must have 2 items, got 3' }]);
  assert.deepEqual(check(part, [1]).issues, [{ path: '[0]', message: 'must be a string, got number' }]);
});

test('records have any keys', () => {
  assert.deepEqual(parse(record(number({ coerce: true })), { a: '1', b: 2 }), { a: 1, b: 2 });
  assert.deepEqual(check(record(number()), { 'odd key': 'x' }).issues, [{ path: "['odd key']", message: 'must be a number, got string' }]);
});

test('unions take the first part that fits', () => {
  const part = union([number({ coerce: true }), string()]);
  assert.equal(parse(part, '12'), 12);
  assert.equal(parse(part, 'ab'), 'ab');
  assert.deepEqual(check(part, true).issues, [{ path: '', message: 'must be number | string, got boolean' }]);
});

test('unions report the issues of the nearest part', () => {
  const shape = union([
    object({ kind: literal('circle'), radius: number() }),
    object({ kind: literal('box'), size: object({ width: number() }) }),
  ]);
  assert.deepEqual(check(shape, { kind: 'box', size: { width: 'x' } }).issues, [
    { path: 'size.width', message: 'must be a number, got string' },
  ]);
});

test('lazy parts may contain themselves', () => {
  const tree = object({ value: number(), children: list(lazy(() => tree)).default([]) });
  assert.deepEqual(parse(tree, { value: 1, children: [{ value: 2 }] }), { value: 1, children: [{ value: 2, children: [] }] });
  assert.equal(check(tree, { value: 1, children: [{ value: 2, children: [{ value: 'x' }] }] }).issues[0].path, 'children[0].children[0].value');
});

test('schemas describe themselves', () => {
  assert.equal(describe(user), '{ name: string, age?: integer, tags: string[] }');
  assert.equal(describe(list(union([number(), boolean()]))), '(number | boolean)[]');
  assert.equal(describe(tuple([string(), record(literal('a', 1))])), '[string, { [key]: "a" | 1 }]');
  assert.equal(describe(object({})), '{}');
});
