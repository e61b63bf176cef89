import { test, describe } from 'node:test';
import assert from 'node:assert/strict';
import { align, truncate } from '../src/index.js';

describe('align', () => {
  test('left, right and center', () => {
    assert.equal(align('ab', 5), 'ab   ');
    assert.equal(align('ab', 5, 'right'), '   ab');
    assert.equal(align('ab', 5, 'center'), ' ab  ');
  });

  test('leaves long lines alone', () => {
    assert.equal(align('abc', 3, 'right'), 'abc');
    assert.equal(align('abcd', 3, 'center'), 'abcd');
  });

  test('justifies from the left', () => {
    assert.equal(align('a b c', 8, 'justify'), 'a   b  c');
    assert.equal(align('a b', 6, 'justify'), 'a    b');
    assert.equal(align('one', 5, 'justify'), 'one  ');
  });

  test('refuses an unknown mode', () => {
    assert.throws(() => align('a', 3, 'top'), /Unknown alignment "top"/);
  });
});

describe('truncate', () => {
  test('keeps what fits', () => {
    assert.equal(truncate('abc', 3), 'abc');
  });

  test('cuts at the end, the start or the middle', () => {
    assert.equal(truncate('abcdefgh', 5), 'abcd…');
    assert.equal(truncate('abcdefgh', 5, { position: 'start' }), '…efgh');
    assert.equal(truncate('abcdefgh', 6, { position: 'middle' }), 'abc…gh');
  });

  test('uses another mark', () => {
    assert.equal(truncate('abcdefgh', 5, { mark: '...' }), 'ab...');
    assert.equal(truncate('abcdefgh', 2, { mark: '...' }), '..');
  });

  test('does not cut wide characters in half', () => {
    assert.equal(truncate('日本語', 4), '日…');
  });
});
