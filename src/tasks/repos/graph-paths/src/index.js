export { Graph } from './graph.js';
export { bfs, dfs, fewestHops, hasCycle } from './walk.js';
export { distances, pathCost, shortestPath } from './route.js';
export { components, isConnected, spanningTree } from './parts.js';
