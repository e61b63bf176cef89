import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Pool } from '../src/index.js';

function gate() {
  let open;
  const promise = new Promise((resolve) => {
    open = resolve;
  });
  return { open, promise };
}

describe('Pool', () => {
  it('gives the result of a task', async () => {
    const pool = new Pool();
    assert.equal(await pool.add(() => 5), 5);
    assert.equal(await pool.add(async () => 6), 6);
  });

  it('passes errors on', async () => {
    const pool = new Pool();
    await assert.rejects(pool.add(() => { throw new Error('bad'); }), /bad/);
    assert.equal(await pool.add(() => 'next'), 'next');
    assert.deepEqual(pool.stats(), { waiting: 0, running: 0, done: 1, failed: 1 });
  });

  it('runs no more than its concurrency', async () => {
    const pool = new Pool({ concurrency: 2 });
    let now = 0;
    let most = 0;
    const task = async () => {
      now += 1;
      most = Math.max(most, now);
      await null;
      await null;
      now -= 1;
    };
    await Promise.all(Array.from({ length: 7 }, () => pool.add(task)));
    assert.equal(most, 2);
  });

  it('counts what runs and what waits', async () => {
    const pool = new Pool({ concurrency: 2 });
    const { open, promise } = gate();
    const all = [1, 2, 3, 4, 5].map(() => pool.add(() => promise));
    assert.deepEqual(pool.stats(), { waiting: 3, running: 2, done: 0, failed: 0 });
    open();
    await Promise.all(all);
    assert.deepEqual(pool.stats(), { waiting: 0, running: 0, done: 5, failed: 0 });
  });

  it('runs in the order of adding', async () => {
    const pool = new Pool();
    const log = [];
    await Promise.all([1, 2, 3].map((n) => pool.add(() => log.push(n))));
    assert.deepEqual(log, [1, 2, 3]);
  });

  it('prefers high priorities', async () => {
    const pool = new Pool({ paused: true });
    const log = [];
    const jobs = [['a', 0], ['b', 2], ['c', 1], ['d', 2]].map(([name, priority]) => pool.add(() => log.push(name), { priority }));
    pool.resume();
    await Promise.all(jobs);
    assert.equal(log.join(''), 'bdca');
  });

  it('pauses and resumes', async () => {
    const pool = new Pool();
    pool.pause();
    const job = pool.add(() => 'done');
    assert.equal(pool.stats().waiting, 1);
    pool.resume();
    assert.equal(await job, 'done');
  });

  it('becomes idle', async () => {
    const pool = new Pool();
    await pool.idle();
    let finished = false;
    pool.add(async () => {
      await null;
      finished = true;
    });
    await pool.idle();
    assert.equal(finished, true);
  });

  it('cancels waiting tasks only', async () => {
    const pool = new Pool();
    const { open, promise } = gate();
    const first = pool.add(() => promise);
    const second = pool.add(() => 2);
    assert.equal(pool.cancel('enough'), 1);
    await assert.rejects(second, { name: 'CancelledError', message: 'enough' });
    open('first');
    assert.equal(await first, 'first');
  });

  it('withdraws an aborted task', async () => {
    const pool = new Pool({ paused: true });
    const controller = new AbortController();
    const job = pool.add(() => 1, { signal: controller.signal });
    controller.abort();
    await assert.rejects(job, { name: 'CancelledError' });
    assert.equal(pool.stats().waiting, 0);
    await assert.rejects(pool.add(() => 1, { signal: controller.signal }), { name: 'CancelledError' });
  });

  it('becomes idle when the last waiting task is withdrawn', async () => {
    const pool = new Pool({ paused: true });
    const controller = new AbortController();
    const job = pool.add(() => 1, { signal: controller.signal });
    const idle = pool.idle();
    controller.abort();
    await assert.rejects(job, { name: 'CancelledError' });
    assert.equal(await idle, undefined);
  });

  it('refuses more than its limit', async () => {
    const pool = new Pool({ limit: 2, paused: true });
    const jobs = [pool.add(() => 1), pool.add(() => 2)];
    await assert.rejects(pool.add(() => 3), /more than 2 tasks are waiting/);
    pool.resume();
    assert.deepEqual(await Promise.all(jobs), [1, 2]);
  });

  it('checks its options', () => {
    assert.throws(() => new Pool({ concurrency: 0 }), /concurrency must be a whole number of at least 1, got 0/);
    assert.throws(() => new Pool({ concurrency: 1.5 }), RangeError);
    assert.throws(() => new Pool().add('task'), TypeError);
  });
});
