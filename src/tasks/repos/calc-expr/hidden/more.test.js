import test from 'node:test';
import assert from 'node:assert/strict';
import { evaluate, format, parse, simplify, tokenize, variables } from '../../src/index.js';

test('a long mixed expression', () => {
  assert.equal(evaluate('3 + 4 * 2 / (1 - 5) ^ 2'), 3.5);
  assert.equal(evaluate('100 - 10 * 3 % 4'), 98);
});

test('comparison binds tighter than equality and logic', () => {
  assert.equal(evaluate('1 < 2 == 2 > 1'), 1);
  assert.equal(evaluate('0 == 1 || 2 <= 2 && 3 != 4'), 1);
});

test('nested calls and factorials', () => {
  assert.equal(evaluate('max(3!, sum(1, 2, 3, 1))'), 7);
  assert.equal(evaluate('0! + 5!'), 121);
});

test('rounding goes away from zero', () => {
  assert.equal(evaluate('round(2.5)'), 3);
  assert.equal(evaluate('round(-1.5)'), -2);
  assert.equal(evaluate('floor(-1.5) + ceil(-1.5) + abs(-4)'), 1);
});

test('a scope function shadows a built-in', () => {
  assert.equal(evaluate('max(1, 2)', { max: () => 42 }), 42);
});

test('numbers with exponents and dots', () => {
  assert.deepEqual(tokenize('1.5E+3 2.').map((token) => token.value), [1500, 2, '']);
  assert.equal(evaluate('1e-2 * 100'), 1);
});

test('printing and parsing agree', () => {
  for (const text of ['a - b + c', 'a / (b * c)', '!(a && b) || c', 'a ? b : c ? d : e', '(-a) ^ b', '(a < b)!']) {
    assert.deepEqual(parse(format(text)), parse(text));
  }
});

test('printing a negated power', () => {
  assert.equal(format('-(a ^ 2)'), '-a ^ 2');
  assert.equal(format('(-a) ^ 2'), '(-a) ^ 2');
});

test('simplify works inside choices and unary operators', () => {
  assert.equal(simplify('x ? 1 + 1 : -(2 + 3)'), 'x ? 2 : -5');
  assert.equal(simplify('!(1 + 1) + y * (3 - 2)'), 'y');
});

test('function names are not variables', () => {
  assert.deepEqual(variables('f(1) + 2'), []);
});
