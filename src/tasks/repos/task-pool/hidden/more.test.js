import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Pool, createBucket, delays, firstOf, mapLimit, retry, settleAll } from '../../src/index.js';

describe('pool again', () => {
  it('a failing task frees its place', async () => {
    const pool = new Pool({ concurrency: 1 });
    const results = await Promise.allSettled([1, 2, 3].map((n) => pool.add(async () => {
      if (n % 2) throw new Error(`odd ${n}`);
      return n;
    })));
    assert.deepEqual(results.map((r) => r.value ?? r.reason.message), ['odd 1', 2, 'odd 3']);
    assert.deepEqual(pool.stats(), { waiting: 0, running: 0, done: 1, failed: 2 });
  });

  it('idle waits for tasks that tasks add', async () => {
    const pool = new Pool();
    const log = [];
    pool.add(async () => {
      log.push('outer');
      pool.add(() => log.push('inner'));
    });
    await pool.idle();
    assert.deepEqual(log, ['outer', 'inner']);
  });

  it('cancel of an empty pool is harmless', async () => {
    const pool = new Pool({ paused: true });
    assert.equal(pool.cancel(), 0);
    const job = pool.add(() => 1);
    const idle = pool.idle();
    pool.cancel();
    await assert.rejects(job, { message: 'cancelled' });
    await idle;
  });

  it('negative priorities come last', async () => {
    const pool = new Pool({ paused: true });
    const log = [];
    const jobs = [-1, 0, 1, 0].map((priority, i) => pool.add(() => log.push(i), { priority }));
    pool.resume();
    await Promise.all(jobs);
    assert.deepEqual(log, [2, 1, 3, 0]);
  });

  it('retries with capped delays', async () => {
    const pauses = [];
    await assert.rejects(retry(() => Promise.reject(new Error('no')), { attempts: 6, delay: 5, maxDelay: 25, sleep: async (ms) => pauses.push(ms) }), /after 6 attempts: no/);
    assert.deepEqual(pauses, [5, 10, 20, 25, 25]);
    assert.deepEqual(delays({ attempts: 3, delay: 7, factor: 1 }), [7, 7]);
  });

  it('retryIf sees the attempt', async () => {
    const seen = [];
    await assert.rejects(retry(() => { throw new Error('e'); }, { attempts: 9, sleep: async () => {}, retryIf: (error, attempt) => seen.push(attempt) < 3 }), /^Error: e$/);
    assert.deepEqual(seen, [1, 2, 3]);
  });

  it('maps nothing to nothing', async () => {
    assert.deepEqual(await mapLimit([], 3, () => 1), []);
    assert.deepEqual(await settleAll([]), { values: [], errors: [] });
    await assert.rejects(firstOf([]), /all 0 tasks failed/);
  });

  it('a bucket keeps the rest of an interval', () => {
    let time = 100;
    const bucket = createBucket({ capacity: 5, interval: 10, now: () => time });
    bucket.tryTake(5);
    time = 119;
    assert.equal(bucket.tokens, 1);
    time = 120;
    assert.equal(bucket.tokens, 2);
    assert.equal(bucket.tryTake(2), true);
    assert.equal(bucket.tryTake(), false);
  });
});
