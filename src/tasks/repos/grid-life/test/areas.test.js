'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { Grid, areas, drop, fill, findPath, pathCost, perimeter, roundRobin, standings, winner } = require('../src/index.js');

describe('areas', () => {
  const map = Grid.parse('aab\nabb\ncca');

  it('are filled', () => {
    assert.equal(fill(map, 0, 0, 'x').toString(), 'xxb\nxbb\ncca');
    assert.throws(() => fill(map, 3, 0, 'x'), /3,0 is outside/);
  });

  it('are measured', () => {
    assert.deepEqual(areas(map, 'a'), [3, 1]);
    assert.deepEqual(areas(map, 'z'), []);
  });

  it('have a perimeter', () => {
    assert.equal(perimeter(map, 0, 0), 8);
    assert.equal(perimeter(map, 2, 2), 4);
    assert.equal(perimeter(Grid.parse('bbb\nbab\nbbb'), 0, 0), 16);
  });
});

describe('ways', () => {
  it('lead around walls', () => {
    assert.deepEqual(findPath(Grid.parse('S.#\n.##\n..E')), [[0, 0], [0, 1], [0, 2], [1, 2], [2, 2]]);
  });

  it('may not exist', () => {
    const walled = Grid.parse('S#E');
    assert.equal(findPath(walled), null);
    assert.equal(pathCost(walled), Infinity);
  });

  it('avoid expensive places', () => {
    const grid = Grid.parse('S9E\n.1.');
    assert.equal(pathCost(grid), 4);
    assert.deepEqual(findPath(grid), [[0, 0], [0, 1], [1, 1], [2, 1], [2, 0]]);
    assert.equal(pathCost(Grid.parse('S2E\n.1.')), 3);
  });

  it('are shorter on the diagonal', () => {
    const open = Grid.parse('S..\n...\n..E');
    assert.equal(pathCost(open), 4);
    assert.equal(pathCost(open, { diagonal: true }), 2);
  });

  it('need both ends', () => {
    assert.throws(() => findPath(Grid.parse('S..')), /needs S and E/);
  });
});

describe('stones', () => {
  it('win in all directions', () => {
    assert.deepEqual(winner(Grid.parse('....\noooo')), { stone: 'o', from: [0, 1], direction: [1, 0] });
    assert.deepEqual(winner(Grid.parse('x.\nx.\nx.\nx.')), { stone: 'x', from: [0, 0], direction: [0, 1] });
    assert.deepEqual(winner(Grid.parse('x..\n.x.\n..x'), { length: 3 }), { stone: 'x', from: [0, 0], direction: [1, 1] });
    assert.deepEqual(winner(Grid.parse('..x\n.x.\nx..'), { length: 3 }), { stone: 'x', from: [0, 2], direction: [1, -1] });
  });

  it('three are not four', () => {
    assert.equal(winner(Grid.parse('ooo.\nxxx.')), null);
    assert.equal(winner(Grid.make(5, 5)), null);
  });

  it('fall down', () => {
    let grid = Grid.make(2, 2);
    grid = drop(grid, 0, 'x');
    grid = drop(grid, 0, 'o');
    assert.equal(grid.toString(), 'o.\nx.');
    assert.throws(() => drop(grid, 0, 'x'), /column 0 is full/);
    assert.throws(() => drop(grid, 2, 'x'), /no column 2/);
  });
});

describe('tournaments', () => {
  it('everybody meets everybody', () => {
    const rounds = roundRobin(['a', 'b', 'c', 'd']);
    assert.deepEqual(rounds, [[['a', 'd'], ['b', 'c']], [['a', 'c'], ['d', 'b']], [['a', 'b'], ['c', 'd']]]);
  });

  it('an odd player rests', () => {
    const rounds = roundRobin(['a', 'b', 'c']);
    assert.deepEqual(rounds, [[['b', 'c']], [['a', 'c']], [['a', 'b']]]);
    assert.throws(() => roundRobin(['a', 'a']), /different names/);
  });

  it('points decide first', () => {
    const table = standings(['Ada 3:1 Bob', 'Bob 2:2 Cy', 'Cy 0:1 Ada']);
    assert.deepEqual(table[0], { name: 'Ada', played: 2, won: 2, drawn: 0, lost: 0, goals: 4, against: 1, points: 6 });
    assert.deepEqual(table.map((row) => [row.name, row.points]), [['Ada', 6], ['Cy', 1], ['Bob', 1]]);
  });

  it('then goals, then names', () => {
    const table = standings(['B 1:1 A', 'D 2:2 C']);
    assert.deepEqual(table.map((row) => row.name), ['C', 'D', 'A', 'B']);
  });

  it('other points for wins', () => {
    const table = standings(['A 1:0 B', 'C 1:1 D'], { win: 2, draw: 0 });
    assert.deepEqual(table.map((row) => row.points), [2, 0, 0, 0]);
    assert.throws(() => standings(['A beats B']), /not a match: A beats B/);
  });
});
