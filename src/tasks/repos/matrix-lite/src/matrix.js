import { parseMatrix, formatMatrix } from './text.js';
import { checkRows, sameShape, shapeOf, square } from './shape.js';

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export class Matrix {
  #rows;

  constructor(rows) {
    checkRows(rows);
    this.#rows = rows.map((row) => [...row]);
  }

  static build(height, width, fn) {
    return new Matrix(Array.from({ length: height }, (_, r) => Array.from({ length: width }, (_, c) => fn(r, c))));
  }

  static zeros(height, width = height) {
    return Matrix.build(height, width, () => 0);
  }

  static identity(size) {
    return Matrix.build(size, size, (r, c) => (r === c ? 1 : 0));
  }

  static diagonal(values) {
    return Matrix.build(values.length, values.length, (r, c) => (r === c ? values[r] : 0));
  }

  static parse(text) {
    return new Matrix(parseMatrix(text));
  }

  get height() {
    return this.#rows.length;
  }

  get width() {
    return this.#rows[0].length;
  }

  at(r, c) {
    if (r < 0 || r >= this.height || c < 0 || c >= this.width) {
      throw new RangeError(`${r},${c} is outside of ${shapeOf(this)}`);
    }
    return this.#rows[r][c];
  }

  row(r) {
    this.at(r, 0);
    return [...this.#rows[r]];
  }

  column(c) {
    this.at(0, c);
    return this.#rows.map((row) => row[c]);
  }

  toRows() {
    return this.#rows.map((row) => [...row]);
  }

  map(fn) {
    return Matrix.build(this.height, this.width, (r, c) => fn(this.#rows[r][c], r, c));
  }

  plus(other) {
    sameShape(this, other, 'add');
    return this.map((value, r, c) => value + other.at(r, c));
  }

  minus(other) {
    sameShape(this, other, 'subtract');
    return this.map((value, r, c) => value - other.at(r, c));
  }

  times(factor) {
    if (typeof factor === 'number') return this.map((value) => value * factor);
    if (Array.isArray(factor)) {
      if (factor.length !== this.width) throw new RangeError(`vector of ${factor.length} does not fit ${shapeOf(this)}`);
      return this.#rows.map((row) => dot(row, factor));
    }
    if (this.width !== factor.height) {
      throw new RangeError(`cannot multiply ${shapeOf(this)} and ${shapeOf(factor)}`);
    }
    return Matrix.build(this.height, factor.width, (r, c) => dot(this.#rows[r], factor.column(c)));
  }

  power(exponent) {
    square(this, 'power');
    if (!Number.isInteger(exponent) || exponent < 0) throw new RangeError('power needs a whole number of at least 0');
    let result = Matrix.identity(this.height);
    let base = this;
    for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
      if (left % 2 === 1) result = result.times(base);
      base = base.times(base);
    }
    return result;
  }

  transpose() {
    return Matrix.build(this.width, this.height, (r, c) => this.#rows[c][r]);
  }

  trace() {
    square(this, 'trace');
    return this.#rows.reduce((sum, row, i) => sum + row[i], 0);
  }

  /** The matrix without row `r` and column `c`. */
  minor(r, c) {
    this.at(r, c);
    return new Matrix(this.#rows.filter((_, i) => i !== r).map((row) => row.filter((_, j) => j !== c)));
  }

  equals(other, tolerance = 1e-9) {
    if (this.height !== other.height || this.width !== other.width) return false;
    return this.#rows.every((row, r) => row.every((value, c) => Math.abs(value - other.at(r, c)) <= tolerance));
  }

  isSymmetric() {
    return this.height === this.width && this.equals(this.transpose());
  }

  toString() {
    return formatMatrix(this.#rows);
  }
}
