import test from 'node:test';
import assert from 'node:assert/strict';
import { parse, stringify } from '../src/index.js';

test('stringify joins arrays', () => {
  assert.equal(stringify([[1, 'a'], [2, 'b']]), '1,a\n2,b\n');
});

test('stringify quotes only what needs it', () => {
  assert.equal(stringify([['plain', 'a,b', 'q"q', ' pad', 'n\nl']]), 'plain,"a,b","q""q"," pad","n\nl"\n');
});

test('stringify writes a header for records', () => {
  assert.equal(stringify([{ a: 1 }, { a: 2, b: null }]), 'a,b\n1,\n2,\n');
});

test('stringify picks columns and line ends', () => {
  assert.equal(stringify([{ a: 1, b: 2 }], { columns: ['b'], eol: '\r\n' }), 'b\r\n2\r\n');
});

test('stringify of nothing is empty', () => {
  assert.equal(stringify([]), '');
});

test('stringify writes dates as ISO text', () => {
  assert.equal(stringify([[new Date(0), true]]), '1970-01-01T00:00:00.000Z,true\n');
});

test('stringify and parse agree', () => {
  const rows = [['a"', 'b\n'], ['', 'c,c']];
  assert.deepEqual(parse(stringify(rows)), rows);
});
