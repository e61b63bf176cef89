import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Graph, bfs, components, dfs, distances, fewestHops, hasCycle, shortestPath, spanningTree } from '../../src/index.js';

describe('bigger graphs', () => {
  const grid = new Graph();
  for (let y = 0; y < 4; y += 1) {
    for (let x = 0; x < 4; x += 1) {
      if (x < 3) grid.addEdge(`${x}${y}`, `${x + 1}${y}`, y === 0 ? 1 : 5);
      if (y < 3) grid.addEdge(`${x}${y}`, `${x}${y + 1}`, 2);
    }
  }

  it('routes along the cheap row', () => {
    assert.deepEqual(shortestPath(grid, '00', '33'), { path: ['00', '10', '20', '30', '31', '32', '33'], cost: 9 });
  });

  it('takes a detour when it is cheaper', () => {
    assert.equal(shortestPath(grid, '01', '31').cost, 7);
    assert.equal(fewestHops(grid, '01', '31').length, 4);
  });

  it('visits every node once', () => {
    assert.equal(bfs(grid, '22').length, 16);
    assert.equal(new Set(dfs(grid, '22')).size, 16);
    assert.equal(hasCycle(grid), true);
  });

  it('spans the grid with fifteen edges', () => {
    const tree = spanningTree(grid);
    assert.equal(tree.edges.length, 15);
    assert.equal(tree.total, 27);
  });

  it('prefers a later cheaper edge', () => {
    const graph = Graph.parse('s>a:10, s>b:1, b>c:1, c>a:1, a>t:1');
    assert.deepEqual(distances(graph, 's'), { s: 0, a: 3, b: 1, c: 2, t: 4 });
    assert.deepEqual(shortestPath(graph, 's', 't').path, ['s', 'b', 'c', 'a', 't']);
  });

  it('keeps the last weight of a repeated edge', () => {
    const graph = Graph.parse('a-b:3, b-a:7');
    assert.equal(graph.weight('a', 'b'), 7);
    assert.equal(graph.edges().length, 1);
  });

  it('components of isolated nodes', () => {
    assert.deepEqual(components(Graph.parse('p, q')), [['p'], ['q']]);
  });

  it('a self loop is a cycle in a directed graph', () => {
    assert.equal(hasCycle(new Graph({ directed: true }).addEdge('a', 'a')), true);
  });

  it('a forest spans each component', () => {
    const { edges, total } = spanningTree(Graph.parse('a-b:1, c-d:2, d-e:9, c-e:4'));
    assert.equal(edges.length, 3);
    assert.equal(total, 7);
  });
});
