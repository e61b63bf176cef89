import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createCache, memoize, parseTtl } from '../../src/index.js';

describe('further cache behaviour', () => {
  it('counts only living entries', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 5 });
    cache.put('a', 1);
    time = 3;
    cache.put('b', 2);
    time = 6;
    assert.equal(cache.size(), 1);
    assert.equal(cache.nextExpiry(), 8);
  });

  it('prefers dead entries when it needs room', () => {
    let time = 0;
    const cache = createCache({ now: () => time, capacity: 2 });
    cache.put('keep', 1, { ttl: 20 });
    cache.put('dead', 2, { ttl: 5 });
    time = 10;
    cache.put('new', 3, { ttl: 100 });
    assert.equal(cache.get('keep'), 1);
    assert.equal(cache.get('new'), 3);
  });

  it('next expiry of an empty cache is null', () => {
    assert.equal(createCache({ now: () => 0 }).nextExpiry(), null);
  });

  it('does not slide a stale entry', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 10, stale: '1s' });
    cache.put('a', 1, { sliding: true });
    time = 12;
    assert.equal(cache.lookup('a').state, 'stale');
    assert.equal(cache.lookup('a').state, 'stale');
    assert.equal(cache.remaining('a'), 0);
  });

  it('take of a stale value gives nothing and removes it', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 10, stale: 10 });
    cache.put('a', 1);
    time = 15;
    assert.equal(cache.take('a'), undefined);
    assert.equal(cache.lookup('a').state, 'missing');
  });

  it('memoize uses a key function and a time to live', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 1000 });
    let calls = 0;
    const f = memoize((user) => (calls += 1, user.name), { cache, key: (user) => user.id, ttl: '10ms' });
    assert.equal(f({ id: 1, name: 'A' }), 'A');
    assert.equal(f({ id: 1, name: 'B' }), 'A');
    time = 10;
    assert.equal(f({ id: 1, name: 'B' }), 'B');
    assert.equal(calls, 2);
    assert.throws(() => memoize(() => 1), TypeError);
  });

  it('reads days with hours', () => {
    assert.equal(parseTtl('2d 12h'), 216000000);
    assert.equal(parseTtl('0.5s'), 500);
  });

  it('expired tagged entries leave their tag', () => {
    let time = 0;
    const cache = createCache({ now: () => time, ttl: 10 });
    cache.put('a', 1, { tags: ['t'] });
    time = 20;
    cache.sweep();
    assert.deepEqual(cache.tags(), []);
  });
});
