import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Graph } from '../src/index.js';

describe('Graph', () => {
  it('knows its nodes and neighbours', () => {
    const graph = new Graph().addEdge('a', 'b', 2).addEdge('a', 'c').addNode('d');
    assert.deepEqual(graph.nodes(), ['a', 'b', 'c', 'd']);
    assert.deepEqual(graph.neighbours('a'), [['b', 2], ['c', 1]]);
    assert.deepEqual(graph.neighbours('b'), [['a', 2]]);
    assert.equal(graph.has('d'), true);
    assert.equal(graph.has('e'), false);
  });

  it('directed edges go one way', () => {
    const graph = new Graph({ directed: true }).addEdge('a', 'b', 3);
    assert.equal(graph.weight('a', 'b'), 3);
    assert.equal(graph.weight('b', 'a'), undefined);
  });

  it('lists each undirected edge once', () => {
    const graph = Graph.parse('a-b, b-c:2, c-a:3');
    assert.deepEqual(graph.edges(), [
      { from: 'a', to: 'b', weight: 1 },
      { from: 'a', to: 'c', weight: 3 },
      { from: 'b', to: 'c', weight: 2 },
    ]);
  });

  it('lists both ways of a directed graph', () => {
    const graph = Graph.parse('a>b, b>a:2');
    assert.equal(graph.directed, true);
    assert.deepEqual(graph.edges(), [
      { from: 'a', to: 'b', weight: 1 },
      { from: 'b', to: 'a', weight: 2 },
    ]);
  });

  it('removes edges in both directions', () => {
    const graph = Graph.parse('a-b, b-c');
    assert.equal(graph.removeEdge('b', 'a'), true);
    assert.equal(graph.removeEdge('b', 'a'), false);
    assert.deepEqual(graph.neighbours('a'), []);
  });

  it('parses single nodes and weights', () => {
    const graph = Graph.parse(' x , a-b:2.5 ,');
    assert.deepEqual(graph.nodes(), ['x', 'a', 'b']);
    assert.equal(graph.weight('b', 'a'), 2.5);
    assert.equal(graph.directed, false);
  });

  it('refuses unreadable edges', () => {
    assert.throws(() => Graph.parse('a--b'), /cannot read the edge "a--b"/);
    assert.throws(() => Graph.parse('a>b, c-d'), /mixed/);
    assert.throws(() => new Graph().addEdge('a', 'b', NaN), TypeError);
  });

  it('complains about unknown nodes', () => {
    assert.throws(() => new Graph().neighbours('q'), /no node q/);
  });
});
