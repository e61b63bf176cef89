'use strict';

const AROUND = [
  [0, -1], [1, 0], [0, 1], [-1, 0],
  [1, -1], [1, 1], [-1, 1], [-1, -1],
];

class Grid {
  constructor(rows) {
    const width = rows.length === 0 ? 0 : rows[0].length;
    if (width === 0) throw new RangeError('a grid needs at least one place');
    rows.forEach((row, y) => {
      if (row.length !== width) throw new RangeError(`row ${y} has ${row.length} places instead of ${width}`);
    });
    this.rows = rows;
    this.width = width;
    this.height = rows.length;
  }

  static parse(text) {
    return new Grid(text.trim().split('\n').map((line) => [...line.trim()]));
  }

  static make(width, height, fill = '.') {
    return new Grid(Array.from({ length: height }, () => new Array(width).fill(fill)));
  }

  inside(x, y) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  at(x, y) {
    return this.inside(x, y) ? this.rows[y][x] : undefined;
  }

  with(x, y, value) {
    if (!this.inside(x, y)) throw new RangeError(`${x},${y} is outside`);
    return this.map((old, ox, oy) => (ox === x && oy === y ? value : old));
  }

  map(fn) {
    return new Grid(this.rows.map((row, y) => row.map((value, x) => fn(value, x, y))));
  }

  places() {
    return this.rows.flatMap((row, y) => row.map((value, x) => [x, y]));
  }

  find(value) {
    return this.places().find(([x, y]) => this.at(x, y) === value) || null;
  }

  count(value) {
    return this.places().filter(([x, y]) => this.at(x, y) === value).length;
  }

  /** Places next to x,y that lie inside; the four straight ones first. */
  neighbours(x, y, { diagonal = false, wrap = false } = {}) {
    const steps = diagonal ? AROUND : AROUND.slice(0, 4);
    const all = steps.map(([dx, dy]) => [x + dx, y + dy]);
    if (!wrap) return all.filter(([nx, ny]) => this.inside(nx, ny));
    return all.map(([nx, ny]) => [(nx + this.width) % this.width, (ny + this.height) % this.height]);
  }

  /** A quarter turn clockwise. */
  rotate() {
    const rows = Array.from({ length: this.width }, (_, y) =>
      Array.from({ length: this.height }, (_, x) => this.rows[this.height - 1 - x][y]));
    return new Grid(rows);
  }

  flip() {
    return new Grid(this.rows.map((row) => [...row].reverse()));
  }

  equals(other) {
    return this.toString() === other.toString();
  }

  toString() {
    return this.rows.map((row) => row.join('')).join('\n');
  }
}

module.exports = { Grid };
