import test from 'node:test';
import assert from 'node:assert/strict';
import { parse, stringify, toTable } from '../../src/index.js';

test('empty quoted cell at the end of the text is kept', () => {
  assert.deepEqual(parse('a,""'), [['a', '']]);
  assert.deepEqual(parse('""'), []);
  assert.deepEqual(parse('""', { skipEmpty: false }), [['']]);
});

test('trailing delimiter without newline gives an empty cell', () => {
  assert.deepEqual(parse('1,2,'), [['1', '2', '']]);
});

test('given header names skip no row', () => {
  assert.deepEqual(parse('1,2\n3,4', { header: ['x', 'y'] }), [{ x: '1', y: '2' }, { x: '3', y: '4' }]);
});

test('given header names set the strict width', () => {
  assert.throws(() => parse('1,2', { header: ['x'], strict: true }), { line: 1 });
});

test('exponents and signs are cast', () => {
  assert.deepEqual(parse('1e3,+4,-.5,0,-0.25,1e,--1', { cast: true })[0], [1000, 4, -0.5, 0, -0.25, '1e', '--1']);
});

test('stringify with tab leaves commas alone', () => {
  assert.equal(stringify([['a,b', 'c\td']], { delimiter: '\t' }), 'a,b\t"c\td"\n');
});

test('unknown column in sum and sort throws', () => {
  const table = toTable('a\n1', { cast: true });
  assert.throws(() => table.sum('b'), RangeError);
  assert.throws(() => table.sortBy('b'), RangeError);
});

test('sorting leaves the table it came from alone', () => {
  const table = toTable('n\n3\n1\n2', { cast: true });
  assert.deepEqual(table.sortBy('n', { descending: true }).column('n'), [3, 2, 1]);
  assert.deepEqual(table.column('n'), [3, 1, 2]);
});
