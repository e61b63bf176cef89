import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createCache, memoize, parseTtl } from '../src/index.js';

describe('parseTtl', () => {
  it('reads single units', () => {
    assert.equal(parseTtl('250ms'), 250);
    assert.equal(parseTtl('30s'), 30000);
    assert.equal(parseTtl('5m'), 300000);
    assert.equal(parseTtl('2h'), 7200000);
    assert.equal(parseTtl('1d'), 86400000);
  });

  it('adds up several units', () => {
    assert.equal(parseTtl('1h30m'), 5400000);
    assert.equal(parseTtl('1m 1.5s'), 61500);
  });

  it('takes numbers as milliseconds and nothing as forever', () => {
    assert.equal(parseTtl(12), 12);
    assert.equal(parseTtl(undefined), Infinity);
  });

  it('refuses nonsense', () => {
    assert.throws(() => parseTtl('soon'), /cannot read the duration "soon"/);
    assert.throws(() => parseTtl('5m!'), SyntaxError);
    assert.throws(() => parseTtl(''), SyntaxError);
    assert.throws(() => parseTtl(0), RangeError);
    assert.throws(() => parseTtl(-5), RangeError);
  });
});

describe('memoize', () => {
  const setup = (options) => {
    const clock = { time: 0 };
    return { clock, cache: createCache({ now: () => clock.time, ttl: 100, ...options }) };
  };

  it('calls the function once per argument list', () => {
    const { cache } = setup();
    const calls = [];
    const add = memoize((a, b) => (calls.push([a, b]), a + b), { cache });
    assert.equal(add(1, 2), 3);
    assert.equal(add(1, 2), 3);
    assert.equal(add(2, 1), 3);
    assert.deepEqual(calls, [[1, 2], [2, 1]]);
  });

  it('calls again after expiry', () => {
    const { cache, clock } = setup();
    let count = 0;
    const next = memoize(() => (count += 1), { cache });
    assert.equal(next(), 1);
    clock.time = 100;
    assert.equal(next(), 2);
  });

  it('does not remember failures', () => {
    const { cache } = setup();
    let fail = true;
    const flaky = memoize(() => {
      if (fail) throw new Error('down');
      return 'up';
    }, { cache });
    assert.throws(flaky, /down/);
    fail = false;
    assert.equal(flaky(), 'up');
  });

  it('falls back to a stale value', () => {
    const { cache, clock } = setup({ stale: 50 });
    let fail = false;
    const flaky = memoize(() => {
      if (fail) throw new Error('down');
      return 'old';
    }, { cache });
    flaky();
    fail = true;
    clock.time = 120;
    assert.equal(flaky(), 'old');
    clock.time = 151;
    assert.throws(flaky, /down/);
  });
});
