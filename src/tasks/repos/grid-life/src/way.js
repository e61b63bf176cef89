'use strict';

const WALL = '#';

function costOf(value) {
  return /^\d$/.test(value) ? Number(value) : 1;
}

function cheapest(open) {
  let best = 0;
  for (let i = 1; i < open.length; i += 1) {
    if (open[i].cost < open[best].cost) best = i;
  }
  return open.splice(best, 1)[0];
}

function unwind(entry) {
  const path = [];
  for (let at = entry; at; at = at.parent) path.unshift(at.place);
  return path;
}

function search(grid, { diagonal = false } = {}) {
  const start = grid.find('S');
  const goal = grid.find('E');
  if (!start || !goal) throw new Error('the grid needs S and E');
  const costs = new Map([[String(start), 0]]);
  const open = [{ place: start, cost: 0, parent: null }];
  while (open.length > 0) {
    const entry = cheapest(open);
    const [x, y] = entry.place;
    if (x === goal[0] && y === goal[1]) return entry;
    for (const place of grid.neighbours(x, y, { diagonal })) {
      const value = grid.at(place[0], place[1]);
      if (value === WALL) continue;
      const cost = entry.cost + costOf(value);
      const known = costs.get(String(place));
      if (known !== undefined && known <= cost) continue;
      costs.set(String(place), cost);
      open.push({ place, cost, parent: entry });
    }
  }
  return null;
}

function findPath(grid, options) {
  const entry = search(grid, options);
  return entry && unwind(entry);
}

function pathCost(grid, options) {
  const entry = search(grid, options);
  return entry ? entry.cost : Infinity;
}

module.exports = { findPath, pathCost };
