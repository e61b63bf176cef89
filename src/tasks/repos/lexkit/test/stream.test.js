import test from 'node:test';
import assert from 'node:assert/strict';
import { advance, createLexer, excerpt, TokenStream } from '../src/index.js';

const lexer = createLexer({
  main: [
    { type: 'space', match: ' ', skip: true },
    { type: 'name', match: /\w+/ },
    { type: 'punct', match: ['[', ']', ','] },
  ],
});
const stream = (text) => new TokenStream(lexer.tokens(text));

test('peek looks ahead without moving', () => {
  const tokens = stream('a b');
  assert.equal(tokens.peek(1).text, 'b');
  assert.equal(tokens.peek().text, 'a');
  assert.equal(tokens.peek(2).type, 'end');
  assert.equal(tokens.next().text, 'a');
});

test('next stays at the end', () => {
  const tokens = stream('a');
  assert.equal(tokens.done, false);
  tokens.next();
  assert.equal(tokens.next().type, 'end');
  assert.equal(tokens.next().type, 'end');
  assert.equal(tokens.done, true);
});

test('take is choosy', () => {
  const tokens = stream('a ,');
  assert.equal(tokens.take('punct'), null);
  assert.equal(tokens.take('name', 'b'), null);
  assert.equal(tokens.take('name', 'a').text, 'a');
  assert.equal(tokens.is('punct', ','), true);
});

test('expect says what is missing and where', () => {
  assert.throws(() => stream('a').expect('punct', '['), /Expected "\[" but found "a" at 1:1/);
  const tokens = stream('abc');
  tokens.next();
  assert.throws(() => tokens.expect('name'), /Expected name but found the end at 1:4/);
});

test('a list parser on top', () => {
  const list = (tokens) => {
    tokens.expect('punct', '[');
    const items = tokens.separated((inner) => (inner.is('punct', '[') ? list(inner) : inner.expect('name').text), 'punct', ',');
    tokens.expect('punct', ']');
    return items;
  };
  assert.deepEqual(list(stream('[a, [b, c], d]')), ['a', ['b', 'c'], 'd']);
});

test('many reads up to a closing token', () => {
  const tokens = stream('a b ] c');
  assert.deepEqual(tokens.many((inner) => inner.next().text, 'punct', ']'), ['a', 'b']);
  assert.equal(tokens.next().text, 'c');
  assert.throws(() => stream('a').many((inner) => inner.next(), 'punct', ']'), /found the end/);
});

test('advance moves over newlines', () => {
  assert.deepEqual(advance({ line: 1, column: 5, offset: 4 }, 'ab\ncde'), { line: 2, column: 4, offset: 10 });
  assert.deepEqual(advance({ line: 3, column: 2, offset: 9 }, 'xy'), { line: 3, column: 4, offset: 11 });
});

test('excerpt marks the column', () => {
  assert.equal(excerpt('one\ntwo', { line: 2, column: 3 }), '2 | two\n      ^');
});
