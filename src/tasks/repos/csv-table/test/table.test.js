import test from 'node:test';
import assert from 'node:assert/strict';
import { toTable } from '../src/index.js';

const text = 'city,pop\nOslo,7\nRome,28\nBern,1\nNowhere,\n';
const table = () => toTable(text, { cast: true });

test('table knows its size and columns', () => {
  assert.equal(table().size, 4);
  assert.deepEqual(table().columns, ['city', 'pop']);
});

test('table sorts with blanks last', () => {
  assert.deepEqual(table().sortBy('pop').column('city'), ['Bern', 'Oslo', 'Rome', 'Nowhere']);
  assert.deepEqual(table().sortBy('pop', { descending: true }).column('city'), ['Rome', 'Oslo', 'Bern', 'Nowhere']);
});

test('table sorts text', () => {
  assert.deepEqual(table().sortBy('city').column('city'), ['Bern', 'Nowhere', 'Oslo', 'Rome']);
});

test('table filters by function and by example', () => {
  assert.deepEqual(table().where((row) => row.pop > 5).column('city'), ['Oslo', 'Rome']);
  assert.equal(table().where({ city: 'Bern', pop: 1 }).size, 1);
  assert.equal(table().where({ city: 'Bern', pop: 2 }).size, 0);
});

test('table sums numbers only', () => {
  assert.equal(table().sum('pop'), 36);
});

test('table writes itself back', () => {
  assert.equal(table().where({ city: 'Rome' }).toCsv(), 'city,pop\nRome,28\n');
});

test('table refuses an unknown column', () => {
  assert.throws(() => table().column('area'), /No column "area"/);
});
