import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { ColorError, parseColor } from '../src/index.js';

describe('parseColor', () => {
  it('reads hex of four lengths', () => {
    assert.deepEqual(parseColor('#1e90ff'), { r: 30, g: 144, b: 255, a: 1 });
    assert.deepEqual(parseColor('#F80'), { r: 255, g: 136, b: 0, a: 1 });
    assert.deepEqual(parseColor('#0000'), { r: 0, g: 0, b: 0, a: 0 });
    assert.deepEqual(parseColor('#ff000033'), { r: 255, g: 0, b: 0, a: 0.2 });
  });

  it('reads rgb in both notations', () => {
    assert.deepEqual(parseColor('rgb(1, 2, 3)'), { r: 1, g: 2, b: 3, a: 1 });
    assert.deepEqual(parseColor('rgba( 1 2 3 / 50% )'), { r: 1, g: 2, b: 3, a: 0.5 });
    assert.deepEqual(parseColor('rgb(100%, 50%, 0%)'), { r: 255, g: 128, b: 0, a: 1 });
  });

  it('reads hsl', () => {
    assert.deepEqual(parseColor('hsl(120, 100%, 25%)'), { r: 0, g: 128, b: 0, a: 1 });
    assert.deepEqual(parseColor('hsl(0.5turn 100% 50%)'), { r: 0, g: 255, b: 255, a: 1 });
    assert.deepEqual(parseColor('hsla(-120deg, 100%, 50%, .5)'), { r: 0, g: 0, b: 255, a: 0.5 });
  });

  it('reads names', () => {
    assert.deepEqual(parseColor(' Teal '), { r: 0, g: 128, b: 128, a: 1 });
    assert.deepEqual(parseColor('transparent'), { r: 0, g: 0, b: 0, a: 0 });
  });

  it('clamps channels', () => {
    assert.deepEqual(parseColor('rgb(300, -5, 12.6, 2)'), { r: 255, g: 0, b: 13, a: 1 });
  });

  it('refuses what it cannot read', () => {
    for (const text of ['', '#12', '#ggg', '#12345', 'rgb(1,2)', 'rgb(1,2,3,4,5)', 'hsl(a,1%,1%)', 'toString', 'rgb(1,2,x)']) {
      assert.throws(() => parseColor(text), ColorError, text);
    }
    assert.throws(() => parseColor('nope'), /Cannot read the colour "nope"/);
  });
});
