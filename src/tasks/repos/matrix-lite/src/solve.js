import { Matrix } from './matrix.js';
import { square } from './shape.js';

const EPSILON = 1e-10;

function pivotRow(rows, from, column) {
  let best = from;
  for (let r = from + 1; r < rows.length; r++) {
    if (Math.abs(rows[r][column]) > Math.abs(rows[best][column])) best = r;
  }
  return Math.abs(rows[best][column]) > EPSILON ? best : -1;
}

/**
 * Gauss-Jordan elimination over the first `columns` columns.
 * Returns the reduced rows, the columns with a pivot, and the product of pivots with its sign.
 */
function eliminate(input, columns) {
  const rows = input.map((row) => [...row]);
  const pivots = [];
  let product = 1;
  for (let c = 0; c < columns && pivots.length < rows.length; c++) {
    const r = pivots.length;
    const best = pivotRow(rows, r, c);
    if (best === -1) continue;
    if (best !== r) {
      [rows[r], rows[best]] = [rows[best], rows[r]];
      product = -product;
    }
    const pivot = rows[r][c];
    product *= pivot;
    rows[r] = rows[r].map((value) => value / pivot);
    for (let i = 0; i < rows.length; i++) {
      const factor = rows[i][c];
      if (i === r || factor === 0) continue;
      rows[i] = rows[i].map((value, j) => value - factor * rows[r][j]);
    }
    pivots.push(c);
  }
  return { rows, pivots, product };
}

export function reduce(m) {
  return new Matrix(eliminate(m.toRows(), m.width).rows);
}

export function rank(m) {
  return eliminate(m.toRows(), m.width).pivots.length;
}

export function determinant(m) {
  square(m, 'determinant');
  const { pivots, product } = eliminate(m.toRows(), m.width);
  return pivots.length < m.height ? 0 : product;
}

function augment(m, extra) {
  return m.toRows().map((row, r) => [...row, ...extra[r]]);
}

function regular(m, extra) {
  const { rows, pivots } = eliminate(augment(m, extra), m.width);
  if (pivots.length < m.height) throw new Error('the matrix is singular');
  return rows.map((row) => row.slice(m.width));
}

export function inverse(m) {
  square(m, 'inverse');
  return new Matrix(regular(m, Matrix.identity(m.height).toRows()));
}

export function solve(m, target) {
  square(m, 'solve');
  if (target.length !== m.height) throw new RangeError(`expected ${m.height} values, got ${target.length}`);
  return regular(m, target.map((value) => [value])).map(([x]) => x);
}
