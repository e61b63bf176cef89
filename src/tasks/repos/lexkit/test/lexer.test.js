import test from 'node:test';
import assert from 'node:assert/strict';
import { createLexer, LexError } from '../src/index.js';

const main = [
  { type: 'space', match: /\s+/, skip: true },
  { type: 'number', match: /\d+(\.\d+)?/, value: Number },
  { type: 'word', match: /[a-z]+/i, keywords: { if: 'keyword', else: 'keyword' } },
  { type: 'op', match: ['+', '++', '=', '=='] },
];
const lexer = createLexer({ main });
const types = (text) => lexer.lex(text).map((token) => `${token.type}:${token.text}`);

test('tokens have type, text, value and place', () => {
  assert.deepEqual(lexer.lex('a 1.5'), [
    { type: 'word', text: 'a', value: 'a', line: 1, column: 1, offset: 0 },
    { type: 'number', text: '1.5', value: 1.5, line: 1, column: 3, offset: 2 },
  ]);
});

test('lines and columns count from one', () => {
  const [, second, third] = lexer.lex('a\n  b\n\nc');
  assert.deepEqual([second.line, second.column, second.offset], [2, 3, 4]);
  assert.deepEqual([third.line, third.column], [4, 1]);
});

test('the longest match wins', () => {
  assert.deepEqual(types('a+++b == c'), ['word:a', 'op:++', 'op:+', 'word:b', 'op:==', 'word:c']);
});

test('the earlier rule wins a tie', () => {
  const tie = createLexer({ main: [{ type: 'first', match: /[ab]+/ }, { type: 'second', match: 'ab' }] });
  assert.equal(tie.lex('ab')[0].type, 'first');
});

test('keywords rename whole words only', () => {
  assert.deepEqual(types('if iff'), ['keyword:if', 'word:iff']);
});

test('empty text has no tokens', () => {
  assert.deepEqual(lexer.lex(''), []);
});

test('an unknown character throws with its place', () => {
  assert.throws(() => lexer.lex('a\n b ?'), (error) => {
    assert.ok(error instanceof LexError);
    assert.deepEqual([error.line, error.column, error.offset], [2, 4, 5]);
    assert.equal(error.message, 'Unexpected "?" in state "main" at 2:4');
    return true;
  });
});

test('errors can be tokens', () => {
  const soft = createLexer({ main }, { onError: 'token' });
  assert.deepEqual(soft.lex('a ??! b').map(({ type, text }) => [type, text]), [['word', 'a'], ['error', '??!'], ['word', 'b']]);
});

test('tokens are made on demand', () => {
  const iterator = lexer.tokens('a ?');
  assert.equal(iterator.next().value.text, 'a');
  assert.throws(() => iterator.next(), LexError);
});
