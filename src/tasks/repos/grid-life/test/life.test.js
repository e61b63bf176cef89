'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { Grid, period, run, step } = require('../src/index.js');

const text = (grid) => grid.toString();
const BLINKER = '.....\n..#..\n..#..\n..#..\n.....';

describe('Grid', () => {
  it('parses and prints', () => {
    const grid = Grid.parse('\n  ab\n  cd\n');
    assert.equal(text(grid), 'ab\ncd');
    assert.deepEqual([grid.width, grid.height, grid.at(1, 0), grid.at(0, 1)], [2, 2, 'b', 'c']);
    assert.equal(grid.at(2, 0), undefined);
    assert.equal(grid.at(0, -1), undefined);
  });

  it('refuses ragged and empty grids', () => {
    assert.throws(() => Grid.parse('ab\nc'), /row 1 has 1 places instead of 2/);
    assert.throws(() => new Grid([]), /at least one place/);
  });

  it('makes changed copies', () => {
    const grid = Grid.make(2, 2);
    assert.equal(text(grid.with(1, 0, 'x')), '.x\n..');
    assert.equal(text(grid), '..\n..');
    assert.throws(() => grid.with(2, 0, 'x'), /2,0 is outside/);
  });

  it('finds and counts', () => {
    const grid = Grid.parse('.x\nx.');
    assert.deepEqual(grid.find('x'), [1, 0]);
    assert.equal(grid.find('z'), null);
    assert.equal(grid.count('x'), 2);
  });

  it('turns and flips', () => {
    const grid = Grid.parse('abc\ndef');
    assert.equal(text(grid.rotate()), 'da\neb\nfc');
    assert.equal(text(grid.flip()), 'cba\nfed');
  });

  it('knows neighbours', () => {
    const grid = Grid.make(3, 3);
    assert.deepEqual(grid.neighbours(0, 0), [[1, 0], [0, 1]]);
    assert.equal(grid.neighbours(0, 0, { diagonal: true }).length, 3);
    assert.deepEqual(grid.neighbours(0, 0, { wrap: true }), [[0, 2], [1, 0], [0, 1], [2, 0]]);
    assert.equal(grid.neighbours(1, 1, { diagonal: true }).length, 8);
  });
});

describe('game of life', () => {
  it('a block stays', () => {
    const block = Grid.parse('....\n.##.\n.##.\n....');
    assert.equal(text(step(block)), text(block));
  });

  it('a blinker turns', () => {
    assert.equal(text(step(Grid.parse(BLINKER))), '.....\n.....\n.###.\n.....\n.....');
    assert.equal(text(run(Grid.parse(BLINKER), 2)), BLINKER);
  });

  it('lonely and crowded cells die', () => {
    assert.equal(step(Grid.parse('...\n.#.\n...')).count('#'), 0);
    assert.equal(text(step(Grid.parse('###\n###\n###'))), '#.#\n...\n#.#');
  });

  it('a wrapped world has no edge', () => {
    const line = Grid.parse('#....\n#....\n#....\n.....');
    assert.equal(text(step(line)), '.....\n##...\n.....\n.....');
    assert.equal(text(step(line, { wrap: true })), '.....\n##..#\n.....\n.....');
  });

  it('finds periods', () => {
    assert.deepEqual(period(Grid.parse(BLINKER)), { start: 0, length: 2 });
    assert.deepEqual(period(Grid.parse('...\n.#.\n...')), { start: 1, length: 1 });
    assert.equal(period(Grid.parse(BLINKER), 1), null);
  });

  it('zero steps change nothing', () => {
    assert.equal(text(run(Grid.parse(BLINKER), 0)), BLINKER);
    assert.throws(() => run(Grid.parse(BLINKER), -1), RangeError);
  });
});
