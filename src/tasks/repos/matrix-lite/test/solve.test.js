import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Matrix, determinant, inverse, rank, reduce, solve } from '../src/index.js';

const close = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

describe('determinant', () => {
  it('of small matrices', () => {
    close(determinant(Matrix.parse('3 1; 4 2')), 2);
    close(determinant(Matrix.parse('2 0 1; 1 3 2; 0 1 4')), 21);
    close(determinant(Matrix.parse('7')), 7);
  });

  it('changes its sign with a row swap', () => {
    close(determinant(Matrix.parse('0 1; 1 0')), -1);
    close(determinant(Matrix.parse('1 2; 3 4')), -2);
  });

  it('of a singular matrix is zero', () => {
    assert.equal(determinant(Matrix.parse('1 2; 2 4')), 0);
  });

  it('needs a square matrix', () => {
    assert.throws(() => determinant(Matrix.parse('1 2')), /determinant needs a square matrix, got 1x2/);
  });
});

describe('rank and reduction', () => {
  it('counts independent rows', () => {
    assert.equal(rank(Matrix.parse('1 2; 2 4')), 1);
    assert.equal(rank(Matrix.parse('1 0 2; 0 1 3')), 2);
    assert.equal(rank(Matrix.parse('1 1; 2 3; 4 5')), 2);
    assert.equal(rank(Matrix.zeros(3)), 0);
  });

  it('reduces to row echelon form', () => {
    assert.ok(reduce(Matrix.parse('2 4 6; 1 3 5')).equals(Matrix.parse('1 0 -1; 0 1 2')));
  });

  it('skips columns without a pivot', () => {
    assert.ok(reduce(Matrix.parse('0 0 2; 0 3 6')).equals(Matrix.parse('0 1 0; 0 0 1')));
  });
});

describe('inverse and solve', () => {
  it('inverts a matrix', () => {
    const m = Matrix.parse('4 7; 2 6');
    assert.ok(inverse(m).equals(Matrix.parse('0.6 -0.7; -0.2 0.4')));
    assert.ok(m.times(inverse(m)).equals(Matrix.identity(2)));
  });

  it('solves a system', () => {
    const [x, y] = solve(Matrix.parse('2 1; 1 3'), [3, 5]);
    close(x, 0.8);
    close(y, 1.4);
  });

  it('solves with a zero on the diagonal', () => {
    assert.deepEqual(solve(Matrix.parse('0 2; 5 0'), [4, 10]), [2, 2]);
  });

  it('says when a matrix is singular', () => {
    assert.throws(() => inverse(Matrix.parse('1 2; 2 4')), /singular/);
    assert.throws(() => solve(Matrix.parse('1 2; 2 4'), [1, 2]), /singular/);
  });

  it('needs square matrices', () => {
    assert.throws(() => inverse(Matrix.parse('1 2')), /inverse needs a square matrix, got 1x2/);
    assert.throws(() => solve(Matrix.parse('1 2'), [1]), /solve needs a square matrix, got 1x2/);
  });

  it('checks the target', () => {
    assert.throws(() => solve(Matrix.identity(2), [1]), /expected 2 values, got 1/);
  });
});
