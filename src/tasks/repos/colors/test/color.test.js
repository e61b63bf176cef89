import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { color, mix, scale } from '../src/index.js';

describe('color', () => {
  it('converts to hex', () => {
    assert.equal(color('rgb(1, 20, 255)').toHex(), '#0114ff');
    assert.equal(color('rgba(255, 0, 0, 0.2)').toHex(), '#ff000033');
  });

  it('converts to hsl', () => {
    assert.deepEqual(color('#1e90ff').toHsl(), { h: 210, s: 100, l: 56, a: 1 });
    assert.deepEqual(color('#808080').toHsl(), { h: 0, s: 0, l: 50, a: 1 });
    assert.deepEqual(color('#ff0080').toHsl(), { h: 330, s: 100, l: 50, a: 1 });
    assert.deepEqual(color('#2e8b57').toHsl(), { h: 146, s: 50, l: 36, a: 1 });
  });

  it('prints rgb and rgba', () => {
    assert.equal(String(color('#0a0b0c')), 'rgb(10, 11, 12)');
    assert.equal(`${color('#0a0b0c80')}`, 'rgba(10, 11, 12, 0.502)');
  });

  it('lightens and darkens within limits', () => {
    assert.equal(color('#800000').lighten(25).toHex(), '#ff0000');
    assert.equal(color('red').darken(25).toHex(), '#800000');
    assert.equal(color('red').lighten(80).toHex(), '#ffffff');
  });

  it('changes saturation and hue', () => {
    assert.equal(color('red').gray().toHex(), '#808080');
    assert.equal(color('red').rotate(120).toHex(), '#00ff00');
    assert.equal(color('red').rotate(-60).toHex(), '#ff00ff');
    assert.equal(color('#bf4040').saturate(50).toHex(), '#ff0000');
  });

  it('changes alpha and inverts', () => {
    assert.equal(color('red').alpha(0.5).toRgb().a, 0.5);
    assert.equal(color('red').alpha(7).toRgb().a, 1);
    assert.deepEqual(color('#0a141e80').invert().toRgb(), { r: 245, g: 235, b: 225, a: 128 / 255 });
  });

  it('leaves the original alone', () => {
    const red = color('red');
    red.toRgb().r = 0;
    red.darken(50);
    assert.equal(red.toHex(), '#ff0000');
    assert.equal(color(red), red);
  });
});

describe('blending', () => {
  it('mixes by weight', () => {
    assert.equal(mix('#000', '#fff').toHex(), '#808080');
    assert.equal(mix('red', 'blue', 0.25).toHex(), '#bf0040');
    assert.equal(mix('#f000', '#f00f', 0.5).toRgb().a, 0.5);
  });

  it('builds scales with both ends', () => {
    assert.deepEqual(scale('#000', '#fff', 3), ['#000000', '#808080', '#ffffff']);
    assert.deepEqual(scale('red', 'blue', 2), ['#ff0000', '#0000ff']);
    assert.throws(() => scale('red', 'blue', 1), RangeError);
  });
});
