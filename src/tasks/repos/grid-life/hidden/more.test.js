'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { Grid, areas, drop, fill, findPath, pathCost, perimeter, period, roundRobin, run, standings, winner } = require('../../src/index.js');

describe('more grids', () => {
  it('a glider comes back around', () => {
    const glider = Grid.parse('.#...\n..#..\n###..\n.....\n.....');
    assert.equal(run(glider, 4, { wrap: true }).toString(), '.....\n..#..\n...#.\n.###.\n.....');
    assert.deepEqual(period(glider, 50, { wrap: true }), { start: 0, length: 20 });
  });

  it('a glider ends as a block at the edge', () => {
    const glider = Grid.parse('.#...\n..#..\n###..\n.....\n.....');
    const end = run(glider, 30);
    assert.equal(end.count('#'), 4);
    assert.deepEqual(areas(end, '#'), [4]);
  });

  it('four turns are none', () => {
    const grid = Grid.parse('abcd\nefgh\nijkl');
    assert.equal(grid.rotate().rotate().rotate().rotate().equals(grid), true);
    assert.equal(grid.rotate().rotate().toString(), 'lkji\nhgfe\ndcba');
    assert.equal(grid.flip().flip().equals(grid), true);
  });

  it('fills around an island', () => {
    const sea = Grid.parse('~~~~\n~##~\n~##~\n~~~~');
    assert.equal(fill(sea, 3, 3, ' ').count(' '), 12);
    assert.equal(perimeter(sea, 1, 1), 8);
    assert.equal(perimeter(sea, 0, 0), 24);
  });

  it('a maze with two ways', () => {
    const maze = Grid.parse('S...#\n.##..\n.#.#.\n.....\n###.E');
    assert.equal(pathCost(maze), 8);
    assert.equal(findPath(maze).length, 9);
    assert.equal(pathCost(maze, { diagonal: true }), 6);
  });

  it('a game of falling stones', () => {
    let grid = Grid.make(4, 4);
    const moves = [0, 1, 1, 2, 2, 3, 2, 3, 3, 0, 3];
    moves.forEach((column, i) => {
      assert.equal(winner(grid), null);
      grid = drop(grid, column, i % 2 === 0 ? 'x' : 'o');
    });
    assert.deepEqual(winner(grid), { stone: 'x', from: [0, 3], direction: [1, -1] });
  });

  it('all pairs of a tournament are different', () => {
    const players = ['a', 'b', 'c', 'd', 'e'];
    const rounds = roundRobin(players);
    const pairs = rounds.flat().map((pair) => [...pair].sort().join(''));
    assert.equal(rounds.length, 5);
    assert.equal(new Set(pairs).size, 10);
    assert.equal(pairs.length, 10);
  });

  it('names may have spaces', () => {
    const table = standings(['Red Star 10:9 Blue Moon', 'Blue Moon 1:0 Red Star']);
    assert.deepEqual(table.map((row) => `${row.name} ${row.goals}:${row.against}`), ['Blue Moon 10:10', 'Red Star 10:10']);
  });
});
