import test from 'node:test';
import assert from 'node:assert/strict';
import { accepts, any, boolean, check, date, describe, list, literal, number, object, parse, record, string, tuple, union } from '../../src/index.js';

const order = object({
  id: string({ pattern: /^[A-Z]{2}-\d+$/ }),
  placed: date(),
  status: literal('open', 'paid', 'sent').default('open'),
  lines: list(object({ sku: string({ trim: true, min: 3 }), count: number({ integer: true, min: 1, max: 99, coerce: true }) }), { min: 1 }),
  gift: boolean({ coerce: true }).default(false),
  note: string({ max: 5 }).nullable().optional(),
}, { extra: 'refuse' });

test('a whole order is read and converted', () => {
  const value = parse(order, { id: 'AB-12', placed: '2024-05-01', lines: [{ sku: ' abc ', count: '3' }], gift: 'Yes', note: null });
  assert.deepEqual({ ...value, placed: value.placed.toISOString() }, {
    id: 'AB-12', placed: '2024-05-01T00:00:00.000Z', status: 'open', lines: [{ sku: 'abc', count: 3 }], gift: true, note: null,
  });
});

test('a broken order lists its issues in order', () => {
  const { issues } = check(order, { id: 'ab', placed: 5, status: 'lost', lines: [{ sku: 'ab ', count: 100 }, null], note: 'too long', bonus: 1 });
  assert.deepEqual(issues.map(({ path, message }) => `${path}: ${message}`), [
    'id: must match /^[A-Z]{2}-\\d+$/',
    'placed: must be a date, got number',
    'status: must be "open" | "paid" | "sent", got "lost"',
    'lines[0].sku: must have at least 3 characters',
    'lines[0].count: must be at most 99',
    'lines[1]: must be an object, got null',
    'note: must have at most 5 characters',
    'bonus: is not a known field',
  ]);
});

test('refine and transform chain in order', () => {
  const part = string().transform((s) => s.split(',')).refine((items) => items.length > 1, 'needs a comma').transform((items) => items.length);
  assert.equal(parse(part, 'a,b,c'), 3);
  assert.deepEqual(check(part, 'abc').issues, [{ path: '', message: 'needs a comma' }]);
});

test('flags do not change the part they are made of', () => {
  const base = number();
  base.optional();
  base.nullable();
  assert.equal(accepts(base, undefined), false);
  assert.equal(accepts(base, null), false);
});

test('paths quote odd keys', () => {
  const { issues } = check(object({ a: record(list(number())) }), { a: { "it's": [1, 'x'] } });
  assert.equal(issues[0].path, "a['it\\'s'][1]");
});

test('nothing is required of any', () => {
  assert.equal(accepts(any(), undefined), true);
  assert.deepEqual(parse(tuple([any(), any()]), [null]), [null, undefined]);
});

test('a union inside of an object reports its path', () => {
  const part = object({ size: union([literal('auto'), number({ min: 0 })]) });
  assert.deepEqual(check(part, { size: 'x' }).issues, [{ path: 'size', message: 'must be "auto" | number, got string' }]);
  assert.deepEqual(parse(part, { size: 0 }), { size: 0 });
});

test('numbers at their bounds after coercion', () => {
  const part = number({ coerce: true, min: 1, max: 2 });
  assert.deepEqual(['1', '2', '2.01', '0.99'].map((text) => accepts(part, text)), [true, true, false, false]);
});

test('nested lists describe themselves', () => {
  assert.equal(describe(list(list(object({ a: number().optional() })))), '{ a?: number }[][]');
});
