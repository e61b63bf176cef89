import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Graph, bfs, components, dfs, distances, fewestHops, hasCycle, isConnected, pathCost, shortestPath, spanningTree } from '../src/index.js';

const town = Graph.parse('a-b:4, a-c:1, c-b:2, b-d:5, c-d:8, d-e:3');

describe('walks', () => {
  it('bfs goes level by level', () => {
    assert.deepEqual(bfs(Graph.parse('a-b, a-c, b-d, c-e'), 'a'), ['a', 'b', 'c', 'd', 'e']);
  });

  it('dfs goes deep first', () => {
    assert.deepEqual(dfs(Graph.parse('a-b, a-c, b-d, c-e'), 'a'), ['a', 'b', 'd', 'c', 'e']);
  });

  it('walks only what can be reached', () => {
    const graph = Graph.parse('a>b, c>a');
    assert.deepEqual(bfs(graph, 'a'), ['a', 'b']);
    assert.deepEqual(dfs(graph, 'c'), ['c', 'a', 'b']);
  });

  it('fewest hops ignores weights', () => {
    assert.deepEqual(fewestHops(town, 'a', 'd'), ['a', 'b', 'd']);
    assert.deepEqual(fewestHops(town, 'a', 'a'), ['a']);
    assert.equal(fewestHops(Graph.parse('a-b, c'), 'a', 'c'), null);
  });

  it('finds cycles in undirected graphs', () => {
    assert.equal(hasCycle(Graph.parse('a-b, b-c')), false);
    assert.equal(hasCycle(Graph.parse('a-b, b-c, c-a')), true);
  });

  it('finds cycles in directed graphs', () => {
    assert.equal(hasCycle(Graph.parse('a>b, a>c, b>d, c>d')), false);
    assert.equal(hasCycle(Graph.parse('a>b, b>c, c>b')), true);
    assert.equal(hasCycle(Graph.parse('a>b, b>a')), true);
  });
});

describe('routes', () => {
  it('finds the cheapest route', () => {
    assert.deepEqual(shortestPath(town, 'a', 'e'), { path: ['a', 'c', 'b', 'd', 'e'], cost: 11 });
  });

  it('a route to oneself costs nothing', () => {
    assert.deepEqual(shortestPath(town, 'c', 'c'), { path: ['c'], cost: 0 });
  });

  it('an unreachable node has no route', () => {
    assert.equal(shortestPath(Graph.parse('a>b, c>b'), 'a', 'c'), null);
  });

  it('distances cover all reachable nodes', () => {
    assert.deepEqual(distances(town, 'a'), { a: 0, b: 3, c: 1, d: 8, e: 11 });
  });

  it('refuses negative weights and unknown nodes', () => {
    assert.throws(() => shortestPath(Graph.parse('a>b:-1'), 'a', 'b'), /negative weight on a-b/);
    assert.throws(() => shortestPath(town, 'a', 'q'), /no node q/);
    assert.throws(() => shortestPath(town, 'q', 'a'), /no node q/);
  });

  it('adds up the cost of a path', () => {
    assert.equal(pathCost(town, ['a', 'b', 'd']), 9);
    assert.equal(pathCost(town, ['a']), 0);
    assert.equal(pathCost(town, ['a', 'e']), Infinity);
  });
});

describe('parts', () => {
  it('groups connected nodes, biggest group first', () => {
    assert.deepEqual(components(Graph.parse('z, d-b, c-b, x-y')), [['b', 'c', 'd'], ['x', 'y'], ['z']]);
  });

  it('tells whether all is connected', () => {
    assert.equal(isConnected(town), true);
    assert.equal(isConnected(Graph.parse('a-b, c')), false);
    assert.equal(isConnected(new Graph()), true);
  });

  it('builds a minimum spanning tree', () => {
    const { edges, total } = spanningTree(town);
    assert.equal(total, 11);
    assert.deepEqual(edges.map(({ from, to }) => from + to), ['ac', 'bc', 'de', 'bd']);
  });

  it('needs undirected graphs', () => {
    assert.throws(() => components(Graph.parse('a>b')), /components needs an undirected graph/);
    assert.throws(() => spanningTree(Graph.parse('a>b')), TypeError);
  });
});
