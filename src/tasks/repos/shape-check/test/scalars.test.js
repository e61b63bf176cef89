import test from 'node:test';
import assert from 'node:assert/strict';
import { accepts, any, boolean, check, date, literal, number, parse, string } from '../src/index.js';

const message = (part, value) => check(part, value).issues?.[0].message ?? null;

test('strings have a length', () => {
  const part = string({ min: 2, max: 4 });
  assert.equal(parse(part, 'ab'), 'ab');
  assert.equal(message(part, 'a'), 'must have at least 2 characters');
  assert.equal(message(part, 'abcde'), 'must have at most 4 characters');
  assert.equal(message(string({ min: 1 }), ''), 'must have at least 1 character');
});

test('strings are trimmed before they are measured', () => {
  assert.equal(parse(string({ trim: true, max: 2 }), '  ab '), 'ab');
  assert.equal(message(string({ trim: true, min: 1 }), '   '), 'must have at least 1 character');
  assert.equal(parse(string(), ' x '), ' x ');
});

test('strings match a pattern', () => {
  const part = string({ pattern: /^[a-z]+$/ });
  assert.equal(accepts(part, 'abc'), true);
  assert.equal(message(part, 'ABC'), 'must match /^[a-z]+$/');
});

test('other types are named', () => {
  assert.equal(message(string(), 5), 'must be a string, got number');
  assert.equal(message(string(), null), 'must be a string, got null');
  assert.equal(message(string(), []), 'must be a string, got list');
  assert.equal(message(string(), undefined), 'is required (a string)');
  assert.equal(message(number(), NaN), 'must be a number, got not a number');
});

test('numbers have bounds', () => {
  const part = number({ min: 0, max: 10 });
  assert.deepEqual([0, 10, 5.5].map((n) => accepts(part, n)), [true, true, true]);
  assert.equal(message(part, -1), 'must be at least 0');
  assert.equal(message(part, 11), 'must be at most 10');
  assert.equal(message(number({ integer: true }), 1.5), 'must be a whole number');
});

test('numbers are read from text only when asked', () => {
  assert.equal(parse(number({ coerce: true }), ' 42 '), 42);
  assert.equal(message(number({ coerce: true }), 'x'), 'must be a number, got string');
  assert.equal(message(number({ coerce: true }), ''), 'must be a number, got string');
  assert.equal(message(number(), '42'), 'must be a number, got string');
});

test('booleans are read from words', () => {
  const part = boolean({ coerce: true });
  assert.deepEqual(['yes', 'TRUE', '1', 'no', 'false', '0'].map((word) => parse(part, word)), [true, true, true, false, false, false]);
  assert.equal(message(part, 'maybe'), 'must be a boolean, got string');
  assert.equal(message(boolean(), 'true'), 'must be a boolean, got string');
  assert.equal(parse(boolean(), false), false);
});

test('literals list their values', () => {
  const part = literal('red', 'green', 3);
  assert.equal(parse(part, 'green'), 'green');
  assert.equal(message(part, 'blue'), 'must be "red" | "green" | 3, got "blue"');
  assert.equal(message(part, undefined), 'is required ("red" | "green" | 3)');
});

test('dates are read as UTC', () => {
  assert.equal(parse(date(), '2024-02-29').toISOString(), '2024-02-29T00:00:00.000Z');
  assert.equal(parse(date(), '2024-02-29T12:00:00Z').getUTCHours(), 12);
  assert.equal(message(date(), '2024-13-01'), 'is not a valid date');
  assert.equal(message(date(), 'today'), 'must be a date, got string');
  assert.equal(message(date(), new Date(NaN)), 'is not a valid date');
});

test('optional, nullable and default', () => {
  assert.equal(parse(string().optional(), undefined), undefined);
  assert.equal(message(string().optional(), null), 'must be a string, got null');
  assert.equal(parse(string().nullable(), null), null);
  assert.equal(message(string().nullable(), undefined), 'is required (a string)');
  assert.equal(parse(number().default(7), undefined), 7);
  assert.equal(parse(number().default(() => 8), undefined), 8);
});

test('defaults are not shared', () => {
  const part = any().default([]);
  parse(part, undefined).push(1);
  assert.deepEqual(parse(part, undefined), []);
});

test('refinements come after the type', () => {
  const even = number().refine((n) => n % 2 === 0, 'must be even');
  assert.equal(parse(even, 4), 4);
  assert.equal(message(even, 3), 'must be even');
  assert.deepEqual(check(even, 'x').issues, [{ path: '', message: 'must be a number, got string' }]);
});

test('transforms change the value and report errors', () => {
  const upper = string().transform((s) => s.toUpperCase());
  assert.equal(parse(upper, 'abc'), 'ABC');
  const json = string().transform((s) => {
    if (s === 'bad') throw new Error('cannot be read');
    return s.length;
  });
  assert.equal(message(json, 'bad'), 'cannot be read');
  assert.equal(parse(json.optional(), undefined), undefined);
});
