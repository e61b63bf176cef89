import { test } from 'node:test';
import assert from 'node:assert/strict';
import { align, box, columns, dedent, indent, table, textWidth, truncate, wrap } from '../../src/index.js';

test('wrap breaks an endless word under a hanging indent', () => {
  assert.equal(wrap('abcdefgh', { width: 5, indent: '* ', hanging: '  ' }), '* abc\n  def\n  gh');
});

test('wrap of empty text is empty', () => {
  assert.equal(wrap('', { width: 5 }), '');
  assert.equal(wrap('   ', { width: 5 }), '');
});

test('wrap makes progress with a wide character in one column', () => {
  assert.equal(wrap('日本', { width: 1 }), '日\n本');
});

test('wrap continues a line after the rest of a broken word', () => {
  assert.equal(wrap('abcdef g h', { width: 4 }), 'abcd\nef g\nh');
});

test('dedent leaves text without shared space alone', () => {
  assert.equal(dedent('a\n  b'), 'a\n  b');
});

test('indent of zero changes nothing', () => {
  assert.equal(indent('a\nb', 0), 'a\nb');
});

test('justify with wide words', () => {
  assert.equal(align('日 本 x', 10, 'justify'), '日   本  x');
});

test('truncate with an odd middle', () => {
  assert.equal(truncate('0123456789', 4, { position: 'middle' }), '01…9');
  assert.equal(truncate('0123456789', 0), '');
});

test('a table of wide cells', () => {
  assert.equal(table([['日本', 1], ['a', 2]]), '日本  1\na     2');
  assert.equal(table([['ab', 'c']], { align: ['center', 'left'], gap: 3 }), 'ab   c');
});

test('columns use the whole width', () => {
  assert.equal(columns(['aa', 'b', 'c', 'd'], 10, 2), 'aa  c\nb   d');
  assert.equal(columns(['a', 'b'], 4, 2), 'a  b');
});

test('a box without padding around nothing', () => {
  assert.equal(box('', { padding: 0 }), '++\n||\n++');
  assert.equal(textWidth('\uff21'), 2);
});
