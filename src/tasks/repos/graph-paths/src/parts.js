import { bfs } from './walk.js';

function requireUndirected(graph, what) {
  if (graph.directed) throw new TypeError(`${what} needs an undirected graph`);
}

export function components(graph) {
  requireUndirected(graph, 'components');
  const seen = new Set();
  const groups = [];
  for (const node of graph.nodes()) {
    if (seen.has(node)) continue;
    const group = bfs(graph, node);
    for (const member of group) seen.add(member);
    groups.push(group.sort());
  }
  return groups.sort((a, b) => b.length - a.length);
}

export function isConnected(graph) {
  return components(graph).length <= 1;
}

function disjointSets(items) {
  const parent = new Map(items.map((item) => [item, item]));
  const find = (item) => {
    let root = item;
    while (parent.get(root) !== root) root = parent.get(root);
    parent.set(item, root);
    return root;
  };
  const union = (a, b) => {
    const rootA = find(a);
    const rootB = find(b);
    if (rootA === rootB) return false;
    parent.set(rootB, rootA);
    return true;
  };
  return { find, union };
}

/** The cheapest set of edges that keeps every component connected. */
export function spanningTree(graph) {
  requireUndirected(graph, 'spanningTree');
  const sets = disjointSets(graph.nodes());
  const edges = graph
    .edges()
    .sort((a, b) => a.weight - b.weight)
    .filter(({ from, to }) => sets.union(from, to));
  return { edges, total: edges.reduce((sum, edge) => sum + edge.weight, 0) };
}
