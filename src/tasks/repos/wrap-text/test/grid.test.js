import { test, describe } from 'node:test';
import assert from 'node:assert/strict';
import { box, columns, table } from '../src/index.js';

describe('grid', () => {
  test('tables pad their cells', () => {
    assert.equal(table([['a', 1], ['bb', 22]], { align: ['left', 'right'] }), 'a    1\nbb  22');
  });

  test('tables have a header line', () => {
    assert.equal(table([['id', 'name'], [1, 'x']], { header: true, gap: 1 }), 'id name\n-- ----\n1  x');
  });

  test('tables fill ragged rows', () => {
    assert.equal(table([['a'], ['b', null, 'c']]), 'a\nb    c');
    assert.equal(table([]), '');
  });

  test('columns run from top to bottom', () => {
    assert.equal(columns(['a', 'b', 'c', 'd', 'e'], 7), 'a  c  e\nb  d');
    assert.equal(columns(['a', 'b', 'c'], 6), 'a  c\nb');
  });

  test('columns fall back to one', () => {
    assert.equal(columns(['long word', 'b'], 5), 'long word\nb');
    assert.equal(columns([], 5), '');
  });

  test('boxes surround text', () => {
    assert.equal(box('hi\nyou'), '+-----+\n| hi  |\n| you |\n+-----+');
  });

  test('boxes carry a title', () => {
    assert.equal(box('x', { title: 'Note' }), '+ Note +\n| x    |\n+------+');
    assert.equal(box('wider text', { title: 'T', padding: 0 }), '+ T -------+\n|wider text|\n+----------+');
  });
});
