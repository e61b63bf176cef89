import test from 'node:test';
import assert from 'node:assert/strict';
import { parse, tokenize, ExprError } from '../src/index.js';

test('tokens know their places', () => {
  assert.deepEqual(tokenize('a1 <= .5e2'), [
    { type: 'name', value: 'a1', position: 0 },
    { type: 'symbol', value: '<=', position: 3 },
    { type: 'number', value: 50, position: 6 },
    { type: 'end', value: '', position: 10 },
  ]);
});

test('an e without digits is a name', () => {
  assert.deepEqual(tokenize('2e').map((token) => token.value), [2, 'e', '']);
});

test('a tree shows the structure', () => {
  assert.deepEqual(parse('-a(1)'), {
    type: 'unary', operator: '-', operand: { type: 'call', name: 'a', args: [{ type: 'number', value: 1 }] },
  });
});

test('bad characters are reported', () => {
  assert.throws(() => parse('1 # 2'), (error) => error instanceof ExprError && error.position === 2);
});

test('missing parts are reported', () => {
  assert.throws(() => parse('(1 + 2'), /Expected "\)" at 6/);
  assert.throws(() => parse('1 +'), /Unexpected end at 3/);
  assert.throws(() => parse(''), /Unexpected end at 0/);
  assert.throws(() => parse('f(1,)'), /Unexpected "\)" at 4/);
  assert.throws(() => parse('1 ? 2'), /Expected ":" at 5/);
  assert.throws(() => parse('1 2'), /Unexpected "2" at 2/);
});
