'use strict';

const ALIVE = '#';
const DEAD = '.';

function livingAround(grid, x, y, wrap) {
  return grid.neighbours(x, y, { diagonal: true, wrap }).filter(([nx, ny]) => grid.at(nx, ny) === ALIVE).length;
}

function step(grid, { wrap = false } = {}) {
  return grid.map((value, x, y) => {
    const count = livingAround(grid, x, y, wrap);
    if (value === ALIVE) return count === 2 || count === 3 ? ALIVE : DEAD;
    return count === 3 ? ALIVE : DEAD;
  });
}

function run(grid, steps, options) {
  if (steps < 0) throw new RangeError('steps must not be negative');
  let current = grid;
  for (let i = 0; i < steps; i += 1) current = step(current, options);
  return current;
}

/** After `start` steps the grid repeats every `length` steps; null when that takes more than `limit`. */
function period(grid, limit = 100, options = {}) {
  const seen = new Map();
  let current = grid;
  for (let i = 0; i <= limit; i += 1) {
    const key = current.toString();
    if (seen.has(key)) return { start: seen.get(key), length: i - seen.get(key) };
    seen.set(key, i);
    current = step(current, options);
  }
  return null;
}

module.exports = { period, run, step };
