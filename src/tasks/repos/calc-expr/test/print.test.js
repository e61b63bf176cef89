import test from 'node:test';
import assert from 'node:assert/strict';
import { format, simplify, variables } from '../src/index.js';

test('format drops needless parentheses', () => {
  assert.equal(format('((a+b))*c'), '(a + b) * c');
  assert.equal(format('a+(b*c)'), 'a + b * c');
  assert.equal(format('f( (x) ,(y) )'), 'f(x, y)');
});

test('format keeps the parentheses that matter', () => {
  assert.equal(format('a-(b-c)'), 'a - (b - c)');
  assert.equal(format('(a^b)^c'), '(a ^ b) ^ c');
  assert.equal(format('a^(b^c)'), 'a ^ b ^ c');
  assert.equal(format('-(a+b)!'), '-(a + b)!');
  assert.equal(format('(a?b:c)?d:e'), '(a ? b : c) ? d : e');
});

test('simplify folds constants', () => {
  assert.equal(simplify('2 * 3 + x'), '6 + x');
  assert.equal(simplify('1 > 2 ? a : b + 0'), 'b');
  assert.equal(simplify('max(1 + 1, y)'), 'max(2, y)');
});

test('simplify drops neutral operands', () => {
  assert.equal(simplify('0 + x * 1'), 'x');
  assert.equal(simplify('(x - 0) / 1 ^ 1'), 'x');
  assert.equal(simplify('1 * x + 0 - y'), 'x - y');
});

test('simplify leaves a division by zero alone', () => {
  assert.equal(simplify('1 / 0'), '1 / 0');
});

test('variables are sorted and unique', () => {
  assert.deepEqual(variables('b + max(a, b) * (c ? 1 : -d)'), ['a', 'b', 'c', 'd']);
});
