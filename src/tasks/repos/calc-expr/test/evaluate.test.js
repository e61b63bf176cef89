import test from 'node:test';
import assert from 'node:assert/strict';
import { compile, evaluate } from '../src/index.js';

test('multiplication binds tighter than addition', () => {
  assert.equal(evaluate('2 + 3 * 4'), 14);
  assert.equal(evaluate('(2 + 3) * 4'), 20);
});

test('subtraction and division go left to right', () => {
  assert.equal(evaluate('10 - 4 - 3'), 3);
  assert.equal(evaluate('24 / 4 / 2'), 3);
});

test('powers go right to left and beat the minus sign', () => {
  assert.equal(evaluate('2 ^ 3 ^ 2'), 512);
  assert.equal(evaluate('-2 ^ 2'), -4);
  assert.equal(evaluate('2 ^ -1'), 0.5);
});

test('modulo follows the sign of the divisor', () => {
  assert.equal(evaluate('7 % 3'), 1);
  assert.equal(evaluate('-7 % 3'), 2);
});

test('factorial comes after its operand', () => {
  assert.equal(evaluate('3! + 1'), 7);
  assert.equal(evaluate('-3!'), -6);
  assert.throws(() => evaluate('(-1)!'), /No factorial of -1/);
});

test('comparisons give one or zero', () => {
  assert.equal(evaluate('1 < 2'), 1);
  assert.equal(evaluate('2 <= 1'), 0);
  assert.equal(evaluate('3 >= 3'), 1);
  assert.equal(evaluate('3 > 3'), 0);
  assert.equal(evaluate('1 + 1 == 2'), 1);
  assert.equal(evaluate('1 != 1'), 0);
});

test('logic stops early', () => {
  assert.equal(evaluate('0 && missing'), 0);
  assert.equal(evaluate('5 || missing'), 1);
  assert.equal(evaluate('5 && 2'), 1);
  assert.equal(evaluate('0 || 0'), 0);
  assert.equal(evaluate('!0 + !7'), 1);
});

test('choices nest to the right', () => {
  assert.equal(evaluate('0 ? 1 : 0 ? 2 : 3'), 3);
  assert.equal(evaluate('x > 1 ? x : -x', { x: 2 }), 2);
});

test('functions take any number of values', () => {
  assert.equal(evaluate('max(1, 5, 3) - min(4, 2)'), 3);
  assert.equal(evaluate('sum() + avg(2, 4) + sqrt(9)'), 6);
  assert.equal(evaluate('round(-2.5) + round(1.257, 2)'), -1.74);
});

test('a scope brings variables and functions', () => {
  assert.equal(evaluate('twice(x) + x', { x: '4', twice: (n) => n * 2 }), 12);
});

test('a compiled expression runs again and again', () => {
  const area = compile('w * h');
  assert.deepEqual([area({ w: 2, h: 3 }), area({ w: 4, h: 5 })], [6, 20]);
});

test('unknown names are errors', () => {
  assert.throws(() => evaluate('x'), /Unknown variable "x"/);
  assert.throws(() => evaluate('toString()'), /Unknown function "toString"/);
});

test('division by zero is an error', () => {
  assert.throws(() => evaluate('1 / 0'), { name: 'RangeError', message: 'Division by zero' });
  assert.throws(() => evaluate('1 % 0'), RangeError);
});
