'use strict';

/** The connected places with the same value as x,y, in the order in which they are found. */
function area(grid, x, y) {
  const value = grid.at(x, y);
  if (value === undefined) throw new RangeError(`${x},${y} is outside`);
  const seen = new Set([`${x},${y}`]);
  const queue = [[x, y]];
  for (const [cx, cy] of queue) {
    for (const [nx, ny] of grid.neighbours(cx, cy)) {
      const key = `${nx},${ny}`;
      if (grid.at(nx, ny) !== value || seen.has(key)) continue;
      seen.add(key);
      queue.push([nx, ny]);
    }
  }
  return queue;
}

function fill(grid, x, y, value) {
  const inside = new Set(area(grid, x, y).map(String));
  return grid.map((old, ox, oy) => (inside.has(String([ox, oy])) ? value : old));
}

/** Sizes of the connected areas of a value, biggest first. */
function areas(grid, value) {
  const seen = new Set();
  const sizes = [];
  for (const [x, y] of grid.places()) {
    if (grid.at(x, y) !== value || seen.has(String([x, y]))) continue;
    const places = area(grid, x, y);
    for (const place of places) seen.add(String(place));
    sizes.push(places.length);
  }
  return sizes.sort((a, b) => b - a);
}

function perimeter(grid, x, y) {
  const value = grid.at(x, y);
  return area(grid, x, y).reduce((total, [cx, cy]) => {
    const same = grid.neighbours(cx, cy).filter(([nx, ny]) => grid.at(nx, ny) === value).length;
    return total + 4 - same;
  }, 0);
}

module.exports = { area, areas, fill, perimeter };
