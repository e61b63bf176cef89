export function unwind(parents, end) {
  const path = [];
  let node = end;
  while (node !== null) {
    path.push(node);
    node = parents.get(node);
  }
  return path.reverse();
}

function nearest(open, costs) {
  let best = null;
  for (const node of open) {
    if (best === null || costs.get(node) < costs.get(best)) best = node;
  }
  return best;
}

function search(graph, start, goal) {
  const costs = new Map([[start, 0]]);
  const parents = new Map([[start, null]]);
  const open = new Set([start]);
  while (open.size > 0) {
    const node = nearest(open, costs);
    open.delete(node);
    if (node === goal) break;
    for (const [next, weight] of graph.neighbours(node)) {
      if (weight < 0) throw new RangeError(`negative weight on ${node}-${next}`);
      const cost = costs.get(node) + weight;
      if (costs.has(next) && costs.get(next) <= cost) continue;
      costs.set(next, cost);
      parents.set(next, node);
      open.add(next);
    }
  }
  return { costs, parents };
}

export function distances(graph, start) {
  return Object.fromEntries(search(graph, start).costs);
}

export function shortestPath(graph, from, to) {
  if (!graph.has(to)) throw new Error(`no node ${to}`);
  const { costs, parents } = search(graph, from, to);
  if (!costs.has(to)) return null;
  return { path: unwind(parents, to), cost: costs.get(to) };
}

/** Cost of following the nodes of `path` one after the other; Infinity if an edge is missing. */
export function pathCost(graph, path) {
  let total = 0;
  for (let i = 1; i < path.length; i += 1) {
    total += graph.weight(path[i - 1], path[i]) ?? Infinity;
  }
  return total;
}
