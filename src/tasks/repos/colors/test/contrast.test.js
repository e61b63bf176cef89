import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { contrast, level, luminance, readableOn } from '../src/index.js';

describe('contrast', () => {
  it('measures luminance', () => {
    assert.equal(luminance('white'), 1);
    assert.equal(luminance('black'), 0);
    assert.equal(luminance('red').toFixed(4), '0.2126');
    assert.equal(luminance('#080808').toFixed(5), '0.00243');
  });

  it('goes from 1 to 21 in either order', () => {
    assert.equal(contrast('#000', '#fff'), 21);
    assert.equal(contrast('#fff', '#000'), 21);
    assert.equal(contrast('#777', '#777'), 1);
    assert.equal(contrast('#777', '#fff'), 4.48);
  });

  it('names the level', () => {
    assert.deepEqual(['#000', '#767676', '#949494', '#ccc'].map((text) => level(text, '#fff')), ['AAA', 'AA', 'AA large', 'fail']);
  });

  it('picks readable text', () => {
    assert.equal(readableOn('#ffcc00'), '#000000');
    assert.equal(readableOn('navy'), '#ffffff');
    assert.equal(readableOn('white', '#333', '#eee'), '#333');
  });
});
