import { unwind } from './route.js';

export function bfs(graph, start) {
  return [...bfsTree(graph, start).keys()];
}

function bfsTree(graph, start) {
  const parents = new Map([[start, null]]);
  const queue = [start];
  for (const node of queue) {
    for (const [next] of graph.neighbours(node)) {
      if (parents.has(next)) continue;
      parents.set(next, node);
      queue.push(next);
    }
  }
  return parents;
}

export function fewestHops(graph, from, to) {
  const parents = bfsTree(graph, from);
  if (!parents.has(to)) return null;
  return unwind(parents, to);
}

export function dfs(graph, start) {
  const order = [];
  const seen = new Set();
  const visit = (node) => {
    seen.add(node);
    order.push(node);
    for (const [next] of graph.neighbours(node)) {
      if (!seen.has(next)) visit(next);
    }
  };
  visit(start);
  return order;
}

export function hasCycle(graph) {
  const done = new Set();
  const active = new Set();

  const visit = (node, parent) => {
    if (active.has(node)) return true;
    if (done.has(node)) return false;
    active.add(node);
    for (const [next] of graph.neighbours(node)) {
      if (!graph.directed && next === parent) continue;
      if (visit(next, node)) return true;
    }
    active.delete(node);
    done.add(node);
    return false;
  };

  return graph.nodes().some((node) => visit(node, null));
}
