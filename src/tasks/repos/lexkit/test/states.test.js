import test from 'node:test';
import assert from 'node:assert/strict';
import { createLexer } from '../src/index.js';

const strings = () =>
  createLexer({
    main: [
      { type: 'word', match: /\w+/ },
      { type: 'quote', match: '"', push: 'string' },
      { type: 'end', match: '}', pop: true },
    ],
    string: [
      { type: 'text', match: /[^"$]+/ },
      { type: 'begin', match: '${', push: 'main' },
      { type: 'quote', match: '"', pop: true },
    ],
  });

test('states can be pushed and popped', () => {
  const out = strings().lex('a"b c${d"e"}f"g').map(({ type, text }) => `${type}(${text})`);
  assert.equal(out.join(' '), 'word(a) quote(") text(b c) begin(${) word(d) quote(") text(e) quote(") end(}) text(f) quote(") word(g)');
});

test('an open state at the end is an error', () => {
  assert.throws(() => strings().lex('"abc'), /Unexpected end in state "string" at 1:5/);
});

test('popping the last state is an error', () => {
  assert.throws(() => strings().lex('a}'), /Nothing to close for "end" at 1:2/);
});

test('next replaces the state', () => {
  const flip = createLexer({ a: [{ type: 'x', match: '-', next: 'b' }], b: [{ type: 'y', match: '-', next: 'a' }] });
  assert.deepEqual(flip.lex('---').map(({ type }) => type), ['x', 'y', 'x']);
});

test('the start state can be chosen', () => {
  const states = { a: [{ type: 'x', match: '-' }], b: [{ type: 'y', match: '-' }] };
  assert.equal(createLexer(states, { start: 'b' }).lex('-')[0].type, 'y');
  assert.throws(() => createLexer(states, { start: 'c' }), /Unknown start state "c"/);
});

test('grammars are checked', () => {
  assert.throws(() => createLexer({}), /at least one state/);
  assert.throws(() => createLexer({ a: [] }), /State "a" has no rules/);
  assert.throws(() => createLexer({ a: [{ match: 'x' }] }), /has no type/);
  assert.throws(() => createLexer({ a: [{ type: 't', match: /x*/ }] }), /Rule "t" in state "a" matches the empty string/);
  assert.throws(() => createLexer({ a: [{ type: 't', match: '' }] }), /matches nothing/);
  assert.throws(() => createLexer({ a: [{ type: 't', match: 'x', push: 'b' }] }), /unknown state "b"/);
});
