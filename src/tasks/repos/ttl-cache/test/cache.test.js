import { describe, it, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { createCache } from '../src/index.js';

describe('cache', () => {
  let time;
  let now;

  beforeEach(() => {
    time = 1000;
    now = () => time;
  });

  it('returns a value before it expires', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    time += 99;
    assert.equal(cache.get('a'), 1);
    assert.equal(cache.has('a'), true);
  });

  it('forgets a value at its expiry', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    time += 100;
    assert.equal(cache.get('a'), undefined);
    assert.equal(cache.has('a'), false);
  });

  it('lets an entry have its own time to live', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('short', 1, { ttl: 10 });
    cache.put('long', 2, { ttl: '1s' });
    time += 500;
    assert.equal(cache.get('short'), undefined);
    assert.equal(cache.get('long'), 2);
  });

  it('never expires without a time to live', () => {
    const cache = createCache({ now });
    cache.put('a', 1);
    time += 1e12;
    assert.equal(cache.get('a'), 1);
  });

  it('slides when asked to', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('s', 1, { sliding: true });
    cache.put('f', 1);
    time += 80;
    cache.get('s');
    cache.get('f');
    time += 80;
    assert.equal(cache.get('s'), 1);
    assert.equal(cache.get('f'), undefined);
  });

  it('touch starts the time anew', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    time += 60;
    assert.equal(cache.touch('a'), true);
    assert.equal(cache.remaining('a'), 100);
    time += 100;
    assert.equal(cache.touch('a'), false);
  });

  it('take removes the value', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    assert.equal(cache.take('a'), 1);
    assert.equal(cache.take('a'), undefined);
  });

  it('tells the time left', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    time += 30;
    assert.equal(cache.remaining('a'), 70);
    assert.equal(cache.remaining('b'), 0);
  });

  it('sweep counts what it removed', () => {
    const cache = createCache({ now, ttl: 100 });
    cache.put('a', 1);
    cache.put('b', 2, { ttl: 200 });
    cache.put('c', 3);
    time += 150;
    assert.equal(cache.sweep(), 2);
    assert.equal(cache.size(), 1);
  });

  it('drops the soonest to expire when full', () => {
    const cache = createCache({ now, capacity: 2 });
    cache.put('a', 1, { ttl: 500 });
    cache.put('b', 2, { ttl: 50 });
    cache.put('c', 3, { ttl: 100 });
    assert.equal(cache.has('a'), true);
    assert.equal(cache.has('b'), false);
    assert.equal(cache.has('c'), true);
    assert.equal(cache.nextExpiry(), 1100);
  });

  it('overwriting does not need room', () => {
    const cache = createCache({ now, ttl: 10, capacity: 2 });
    cache.put('a', 1);
    cache.put('b', 2);
    cache.put('b', 3);
    assert.equal(cache.get('a'), 1);
    assert.equal(cache.get('b'), 3);
  });

  it('needs a clock', () => {
    assert.throws(() => createCache(), /needs a now\(\) function/);
    assert.throws(() => createCache({ now, capacity: 0 }), RangeError);
  });
});

describe('grace period', () => {
  it('marks a value as stale', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 10, stale: 5 });
    cache.put('a', 'x');
    assert.deepEqual(cache.lookup('a'), { state: 'fresh', value: 'x' });
    time = 10;
    assert.deepEqual(cache.lookup('a'), { state: 'stale', value: 'x' });
    assert.equal(cache.get('a'), undefined);
    assert.equal(cache.size(), 1);
  });

  it('ends', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 10, stale: 5 });
    cache.put('a', 'x');
    time = 15;
    assert.deepEqual(cache.lookup('a'), { state: 'missing', value: undefined });
    assert.equal(cache.size(), 0);
  });
});

describe('tags', () => {
  it('drop all entries of a tag', () => {
    const cache = createCache({ now: () => 0 });
    cache.put('a', 1, { tags: ['x', 'y'] });
    cache.put('b', 2, { tags: ['x'] });
    cache.put('c', 3, { tags: ['y'] });
    assert.equal(cache.dropTag('x'), 2);
    assert.equal(cache.get('c'), 3);
    assert.deepEqual(cache.tags(), ['y']);
    assert.equal(cache.dropTag('nope'), 0);
  });

  it('follow an overwritten entry', () => {
    const cache = createCache({ now: () => 0 });
    cache.put('a', 1, { tags: ['old'] });
    cache.put('a', 2, { tags: ['new'] });
    assert.deepEqual(cache.tags(), ['new']);
    assert.equal(cache.dropTag('old'), 0);
    assert.equal(cache.get('a'), 2);
  });
});
