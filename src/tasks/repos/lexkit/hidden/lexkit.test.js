import test from 'node:test';
import assert from 'node:assert/strict';
import { advance, createLexer, excerpt, TokenStream } from '../../src/index.js';

test('values are transformed once per token', () => {
  const lexer = createLexer({ m: [{ type: 'n', match: /\d/, value: (text) => Number(text) * 10 }] });
  assert.deepEqual(lexer.lex('123').map(({ value }) => value), [10, 20, 30]);
});

test('a regex with its own flags keeps them', () => {
  const lexer = createLexer({ m: [{ type: 'w', match: /[a-z]+/gi }] });
  assert.equal(lexer.lex('aBc')[0].text, 'aBc');
});

test('pop and push together swap states', () => {
  const lexer = createLexer({
    m: [{ type: 'in', match: '<', push: 'a' }, { type: 'dot', match: '.' }],
    a: [{ type: 'swap', match: '|', pop: true, push: 'b' }],
    b: [{ type: 'out', match: '>', pop: true }],
  });
  assert.deepEqual(lexer.lex('<|>.').map(({ type }) => type), ['in', 'swap', 'out', 'dot']);
});

test('soft lexers forgive an open state', () => {
  const states = { m: [{ type: 'open', match: '(', push: 'n' }], n: [{ type: 'x', match: 'x' }] };
  const soft = createLexer(states, { onError: 'token' });
  assert.deepEqual(soft.lex('(xy').map(({ type, column }) => [type, column]), [['open', 1], ['x', 2], ['error', 3]]);
});

test('multi-line tokens move the line', () => {
  const lexer = createLexer({ m: [{ type: 'c', match: /\/\*[^]*?\*\// }, { type: 'w', match: /\w/ }] });
  const [, word] = lexer.lex('/* a\n b */x');
  assert.deepEqual([word.line, word.column, word.offset], [2, 6, 10]);
});

test('an unknown next state is refused', () => {
  assert.throws(() => createLexer({ a: [{ type: 't', match: 'x', next: 'z' }] }), /Rule "t" in state "a" goes to unknown state "z"/);
});

test('separated reads one item too', () => {
  const tokens = new TokenStream([{ type: 'n', text: '1', line: 1, column: 1, offset: 0 }]);
  assert.deepEqual(tokens.separated((inner) => inner.next().text, 'comma'), ['1']);
  assert.equal(tokens.peek().offset, 1);
});

test('advance over a trailing newline', () => {
  assert.deepEqual(advance({ line: 1, column: 1, offset: 0 }, 'a\n\n'), { line: 3, column: 1, offset: 3 });
});

test('excerpt of a line that is not there', () => {
  assert.equal(excerpt('x', { line: 5, column: 1 }), '5 | \n    ^');
});
