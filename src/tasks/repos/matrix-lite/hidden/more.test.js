import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Matrix, determinant, inverse, rank, reduce, solve } from '../../src/index.js';

describe('further matrices', () => {
  it('determinant of a four by four', () => {
    const m = Matrix.parse('1 0 2 -1; 3 0 0 5; 2 1 4 -3; 1 0 5 0');
    assert.ok(Math.abs(determinant(m) - 30) < 1e-9);
  });

  it('determinant of a product is the product', () => {
    const a = Matrix.parse('2 1 0; 1 3 1; 0 1 4');
    const b = Matrix.parse('1 2 3; 0 1 4; 5 6 0');
    assert.ok(Math.abs(determinant(a.times(b)) - determinant(a) * determinant(b)) < 1e-6);
  });

  it('solves three equations', () => {
    const x = solve(Matrix.parse('1 1 1; 0 2 5; 2 5 -1'), [6, -4, 27]);
    [5, 3, -2].forEach((value, i) => assert.ok(Math.abs(x[i] - value) < 1e-9));
  });

  it('inverts a permutation to its transpose', () => {
    const p = Matrix.parse('0 1 0; 0 0 1; 1 0 0');
    assert.ok(inverse(p).equals(p.transpose()));
    assert.deepEqual(p.power(3).toRows(), Matrix.identity(3).toRows());
  });

  it('rank of a tall matrix', () => {
    assert.equal(rank(Matrix.parse('1 2 3; 2 4 6; 1 1 1; 0 1 2')), 2);
  });

  it('reduction of a singular matrix leaves a zero row', () => {
    assert.ok(reduce(Matrix.parse('1 2; 3 6')).equals(Matrix.parse('1 2; 0 0')));
  });

  it('maps with positions', () => {
    assert.deepEqual(Matrix.parse('5 5; 5 5').map((v, r, c) => v + r - c).toRows(), [[5, 4], [6, 5]]);
  });

  it('prints fractions rounded to three digits', () => {
    assert.equal(Matrix.parse('1/3 2/3').toString(), '[0.333 0.667]');
  });
});
