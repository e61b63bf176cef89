'use strict';

const DIRECTIONS = [[1, 0], [0, 1], [1, 1], [1, -1]];

function runFrom(grid, x, y, [dx, dy]) {
  const stone = grid.at(x, y);
  let length = 1;
  while (grid.at(x + dx * length, y + dy * length) === stone) length += 1;
  return length;
}

/** The stone that has `length` in a row, with where the row starts, or null. */
function winner(grid, { length = 4, empty = '.' } = {}) {
  for (const [x, y] of grid.places()) {
    const stone = grid.at(x, y);
    if (stone === empty) continue;
    const direction = DIRECTIONS.find((step) => runFrom(grid, x, y, step) >= length);
    if (direction) return { stone, from: [x, y], direction };
  }
  return null;
}

/** Lets a stone fall down a column. */
function drop(grid, column, stone, { empty = '.' } = {}) {
  if (!grid.inside(column, 0)) throw new RangeError(`no column ${column}`);
  for (let y = grid.height - 1; y >= 0; y -= 1) {
    if (grid.at(column, y) === empty) return grid.with(column, y, stone);
  }
  throw new Error(`column ${column} is full`);
}

module.exports = { drop, winner };
