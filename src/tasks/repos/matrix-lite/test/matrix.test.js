import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Matrix } from '../src/index.js';

const rows = (m) => m.toRows();

describe('Matrix', () => {
  it('parses rows and fractions', () => {
    assert.deepEqual(rows(Matrix.parse('1 2; -3 1/4')), [[1, 2], [-3, 0.25]]);
    assert.deepEqual(rows(Matrix.parse('1, 2\n3, 4\n')), [[1, 2], [3, 4]]);
  });

  it('refuses ragged and broken input', () => {
    assert.throws(() => Matrix.parse('1 2; 3'), /row 1 has 1 values instead of 2/);
    assert.throws(() => Matrix.parse('1 x'), /not a number: x/);
    assert.throws(() => new Matrix([]), TypeError);
    assert.throws(() => new Matrix([[1, NaN]]), /no number at 0,1/);
  });

  it('builds special matrices', () => {
    assert.deepEqual(rows(Matrix.identity(2)), [[1, 0], [0, 1]]);
    assert.deepEqual(rows(Matrix.zeros(1, 3)), [[0, 0, 0]]);
    assert.equal(Matrix.zeros(2).width, 2);
    assert.deepEqual(rows(Matrix.diagonal([4, 5])), [[4, 0], [0, 5]]);
    assert.deepEqual(rows(Matrix.build(2, 2, (r, c) => r * 10 + c)), [[0, 1], [10, 11]]);
  });

  it('is not changed from outside', () => {
    const source = [[1, 2]];
    const m = new Matrix(source);
    source[0][0] = 9;
    m.row(0)[0] = 9;
    assert.equal(m.at(0, 0), 1);
  });

  it('reads rows and columns', () => {
    const m = Matrix.parse('1 2 3; 4 5 6');
    assert.deepEqual(m.row(1), [4, 5, 6]);
    assert.deepEqual(m.column(2), [3, 6]);
    assert.throws(() => m.at(2, 0), /2,0 is outside of 2x3/);
    assert.throws(() => m.at(0, 3), RangeError);
    assert.throws(() => m.column(-1), RangeError);
  });

  it('adds and subtracts', () => {
    const a = Matrix.parse('1 2; 3 4');
    const b = Matrix.parse('5 6; 7 9');
    assert.deepEqual(rows(a.plus(b)), [[6, 8], [10, 13]]);
    assert.deepEqual(rows(b.minus(a)), [[4, 4], [4, 5]]);
    assert.throws(() => a.plus(Matrix.identity(3)), /cannot add 2x2 and 3x3/);
    assert.throws(() => a.minus(Matrix.zeros(2, 1)), /cannot subtract 2x2 and 2x1/);
  });

  it('multiplies with a number, a vector and a matrix', () => {
    const a = Matrix.parse('1 2; 3 4');
    assert.deepEqual(rows(a.times(3)), [[3, 6], [9, 12]]);
    assert.deepEqual(a.times([5, 6]), [17, 39]);
    assert.deepEqual(rows(a.times(Matrix.parse('0 1 2; 1 0 3'))), [[2, 1, 8], [4, 3, 18]]);
  });

  it('refuses products that do not fit', () => {
    const a = Matrix.parse('1 2 3');
    assert.throws(() => a.times(a), /cannot multiply 1x3 and 1x3/);
    assert.throws(() => a.times([1]), /vector of 1 does not fit 1x3/);
  });

  it('raises to a power', () => {
    const fib = Matrix.parse('1 1; 1 0');
    assert.deepEqual(rows(fib.power(10)), [[89, 55], [55, 34]]);
    assert.deepEqual(rows(fib.power(0)), [[1, 0], [0, 1]]);
    assert.throws(() => fib.power(-1), RangeError);
    assert.throws(() => Matrix.zeros(1, 2).power(2), /power needs a square matrix, got 1x2/);
  });

  it('transposes', () => {
    assert.deepEqual(rows(Matrix.parse('1 2 3; 4 5 6').transpose()), [[1, 4], [2, 5], [3, 6]]);
  });

  it('sums the diagonal', () => {
    assert.equal(Matrix.parse('1 2; 3 4').trace(), 5);
  });

  it('cuts out a minor', () => {
    assert.deepEqual(rows(Matrix.parse('1 2 3; 4 5 6; 7 8 9').minor(1, 0)), [[2, 3], [8, 9]]);
  });

  it('compares with a tolerance', () => {
    const a = Matrix.parse('0.3 1');
    assert.equal(a.equals(new Matrix([[0.1 + 0.2, 1]])), true);
    assert.equal(a.equals(Matrix.parse('0.3 2')), false);
    assert.equal(a.equals(a.transpose()), false);
    assert.equal(a.equals(Matrix.parse('0 1'), 0.5), true);
  });

  it('knows symmetry', () => {
    assert.equal(Matrix.parse('1 2; 2 3').isSymmetric(), true);
    assert.equal(Matrix.parse('1 2; 3 1').isSymmetric(), false);
    assert.equal(Matrix.parse('1 2').isSymmetric(), false);
  });

  it('prints aligned columns', () => {
    assert.equal(Matrix.parse('1 -20; 3.14159 4').toString(), '[    1 -20]\n[3.142   4]');
    assert.equal(new Matrix([[-0.00001]]).toString(), '[0]');
  });
});
