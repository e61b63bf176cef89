import { test, describe } from 'node:test';
import assert from 'node:assert/strict';
import { dedent, indent, textWidth, wrap } from '../src/index.js';

describe('wrap', () => {
  test('breaks between words', () => {
    assert.equal(wrap('the quick brown fox', { width: 10 }), 'the quick\nbrown fox');
  });

  test('fills a line exactly', () => {
    assert.equal(wrap('aaa bbb ccc', { width: 7 }), 'aaa bbb\nccc');
    assert.equal(wrap('aaa bbb ccc', { width: 6 }), 'aaa\nbbb\nccc');
  });

  test('keeps paragraphs and blank lines', () => {
    assert.equal(wrap('a b\n\nc   d', { width: 80 }), 'a b\n\nc d');
  });

  test('breaks long words', () => {
    assert.equal(wrap('ab cdefghij k', { width: 4 }), 'ab\ncdef\nghij\nk');
    assert.equal(wrap('abcdefg h', { width: 4 }), 'abcd\nefg\nh');
  });

  test('can leave long words whole', () => {
    assert.equal(wrap('a bcdefg h', { width: 3, breakWords: false }), 'a\nbcdefg\nh');
  });

  test('indents the first and the other lines', () => {
    assert.equal(wrap('one two three', { width: 9, indent: '- ', hanging: '  ' }), '- one two\n  three');
    assert.equal(wrap('one two', { width: 6, indent: '> ' }), '> one\n> two');
  });

  test('counts wide characters twice', () => {
    assert.equal(wrap('日本 語', { width: 5 }), '日本\n語');
    assert.equal(wrap('日本語', { width: 4 }), '日本\n語');
  });

  test('refuses a width without room', () => {
    assert.throws(() => wrap('a', { width: 2, indent: '  ' }), /Width 2 is too small/);
  });
});

describe('indentation', () => {
  test('indents lines that hold text', () => {
    assert.equal(indent('a\n\n b', 2), '  a\n\n   b');
    assert.equal(indent('a', '# '), '# a');
  });

  test('dedents by what is shared', () => {
    assert.equal(dedent('\n    a\n      b\n\n    c\n  '), 'a\n  b\n\nc');
    assert.equal(dedent('  \n \n'), '');
  });
});

test('width of text', () => {
  assert.equal(textWidth('abc'), 3);
  assert.equal(textWidth('日本'), 4);
  assert.equal(textWidth('e\u0301'), 1);
  assert.equal(textWidth('\u{1f600}\t'), 2);
});
