import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { color, contrast, level, luminance, mix, parseColor, readableOn, scale } from '../../src/index.js';

describe('colors, more', () => {
  it('reads short hex with alpha', () => {
    assert.deepEqual(parseColor('#f00c'), { r: 255, g: 0, b: 0, a: 0.8 });
  });

  it('reads every sixth of the hue circle', () => {
    const found = [0, 60, 120, 180, 240, 300, 360].map((hue) => color(`hsl(${hue}, 100%, 50%)`).toHex());
    assert.deepEqual(found, ['#ff0000', '#ffff00', '#00ff00', '#00ffff', '#0000ff', '#ff00ff', '#ff0000']);
  });

  it('reads muted hsl colours', () => {
    assert.equal(color('hsl(30, 40%, 60%)').toHex(), '#c29970');
    assert.equal(color('hsl(200 20 30)').toHex(), '#3d525c');
    assert.equal(color('hsl(10, 300%, -5%)').toHex(), '#000000');
  });

  it('goes from rgb to hsl and back', () => {
    for (const hex of ['#123456', '#fedcba', '#7f7f00', '#00ff7f', '#4b0082']) {
      const { h, s, l } = color(hex).toHsl();
      const back = color(`hsl(${h}, ${s}%, ${l}%)`).toRgb();
      const there = color(hex).toRgb();
      for (const name of ['r', 'g', 'b']) assert.ok(Math.abs(back[name] - there[name]) <= 3, `${hex} ${name}`);
    }
  });

  it('keeps alpha through changes', () => {
    assert.equal(color('rgba(255, 0, 0, 0.4)').lighten(10).rotate(10).gray().toRgb().a, 0.4);
    assert.equal(color('red').alpha(-1).toHex(), '#ff000000');
  });

  it('reads signs and dots', () => {
    assert.deepEqual(parseColor('rgb(+10 1.4 .6)'), { r: 10, g: 1, b: 1, a: 1 });
  });

  it('takes channel objects', () => {
    assert.equal(color({ r: 1, g: 2, b: 3 }).toString(), 'rgb(1, 2, 3)');
  });

  it('weighs green most', () => {
    assert.ok(luminance('lime') > luminance('red') && luminance('red') > luminance('blue'));
    assert.equal(contrast('blue', 'white'), 8.59);
    assert.equal(level('red', 'white'), 'AA large');
    assert.equal(readableOn('red'), '#000000');
  });

  it('mixes nothing and everything', () => {
    assert.equal(mix('#123456', '#abcdef', 0).toHex(), '#123456');
    assert.equal(mix('#123456', '#abcdef', 1).toHex(), '#abcdef');
    assert.deepEqual(scale('#000', '#00f', 5), ['#000000', '#000040', '#000080', '#0000bf', '#0000ff']);
  });
});
