import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { createBucket, delays, firstOf, mapLimit, retry, series, settleAll } from '../src/index.js';

function recorder() {
  const pauses = [];
  return { pauses, sleep: async (ms) => void pauses.push(ms) };
}

describe('retry', () => {
  it('returns the first success', async () => {
    const { pauses, sleep } = recorder();
    const result = await retry((attempt) => {
      if (attempt < 3) throw new Error('not yet');
      return `attempt ${attempt}`;
    }, { attempts: 5, delay: 10, sleep });
    assert.equal(result, 'attempt 3');
    assert.deepEqual(pauses, [10, 20]);
  });

  it('does not wait when all goes well', async () => {
    const { pauses, sleep } = recorder();
    assert.equal(await retry(() => 1, { sleep }), 1);
    assert.deepEqual(pauses, []);
  });

  it('gives up and names the cause', async () => {
    const { pauses, sleep } = recorder();
    const cause = new Error('down');
    await assert.rejects(retry(() => { throw cause; }, { attempts: 3, delay: 1, sleep }), (error) => {
      assert.equal(error.name, 'RetryError');
      assert.equal(error.message, 'gave up after 3 attempts: down');
      assert.equal(error.attempts, 3);
      assert.equal(error.cause, cause);
      return true;
    });
    assert.equal(pauses.length, 2);
  });

  it('asks whether to go on', async () => {
    const { sleep } = recorder();
    let calls = 0;
    const task = () => {
      calls += 1;
      throw new TypeError('fatal');
    };
    await assert.rejects(retry(task, { sleep, retryIf: (error) => !(error instanceof TypeError) }), TypeError);
    assert.equal(calls, 1);
  });

  it('lists its delays', () => {
    assert.deepEqual(delays(), [100, 200]);
    assert.deepEqual(delays({ attempts: 5, delay: 10, factor: 3, maxDelay: 100 }), [10, 30, 90, 100]);
    assert.deepEqual(delays({ attempts: 1 }), []);
    assert.throws(() => delays({ attempts: 0 }), RangeError);
    assert.throws(() => delays({ delay: -1 }), /negative/);
  });
});

describe('collections', () => {
  it('mapLimit keeps the order', async () => {
    const order = [];
    const result = await mapLimit([3, 1, 2], 2, async (n, index) => {
      for (let i = 0; i < n; i += 1) await null;
      order.push(n);
      return n * 10 + index;
    });
    assert.deepEqual(result, [30, 11, 22]);
    assert.equal(order.length, 3);
  });

  it('mapLimit starts nothing after a failure', async () => {
    const started = [];
    await assert.rejects(mapLimit([1, 2, 3, 4], 1, async (n) => {
      started.push(n);
      if (n === 2) throw new Error('two');
    }), /two/);
    assert.deepEqual(started, [1, 2]);
  });

  it('settleAll separates values and errors', async () => {
    const { values, errors } = await settleAll([() => 1, () => { throw new Error('x'); }, async () => 3], 2);
    assert.deepEqual(values, [1, 3]);
    assert.deepEqual(errors.map((error) => error.message), ['x']);
  });

  it('series hands results on', async () => {
    assert.equal(await series([async (n) => n + 1, (n) => n * 10], 4), 50);
    assert.equal(await series([], 'same'), 'same');
  });

  it('firstOf skips failures', async () => {
    const calls = [];
    const bad = async () => { calls.push('bad'); throw new Error('bad'); };
    const good = async () => { calls.push('good'); return 'ok'; };
    assert.equal(await firstOf([bad, good, bad]), 'ok');
    assert.deepEqual(calls, ['bad', 'good']);
    await assert.rejects(firstOf([bad, bad]), { name: 'AggregateError', message: 'all 2 tasks failed' });
  });
});

describe('bucket', () => {
  function clock() {
    const state = { time: 0, pauses: [] };
    state.now = () => state.time;
    state.sleep = async (ms) => {
      state.pauses.push(ms);
      state.time += ms;
    };
    return state;
  }

  it('lets a burst through and then refuses', () => {
    const time = clock();
    const bucket = createBucket({ capacity: 3, interval: 10, ...time });
    assert.deepEqual([1, 2, 3, 4].map(() => bucket.tryTake()), [true, true, true, false]);
  });

  it('fills up over time, but not over the brim', () => {
    const time = clock();
    const bucket = createBucket({ capacity: 3, interval: 10, now: time.now });
    bucket.tryTake(3);
    time.time = 25;
    assert.equal(bucket.tokens, 2);
    time.time = 30;
    assert.equal(bucket.tokens, 3);
    time.time = 1000;
    assert.equal(bucket.tokens, 3);
  });

  it('take waits for the missing tokens', async () => {
    const time = clock();
    const bucket = createBucket({ capacity: 3, interval: 10, now: time.now, sleep: time.sleep });
    await bucket.take(2);
    await bucket.take(3);
    assert.deepEqual(time.pauses, [20]);
    assert.equal(time.time, 20);
  });

  it('serves in order', async () => {
    const time = clock();
    const bucket = createBucket({ capacity: 2, interval: 5, now: time.now, sleep: time.sleep });
    const log = [];
    await Promise.all([2, 2, 1].map((n, i) => bucket.take(n).then(() => log.push(`${i}@${time.time}`))));
    assert.deepEqual(log, ['0@0', '1@10', '2@15']);
  });

  it('cannot give more than it holds', async () => {
    const bucket = createBucket({ capacity: 2, interval: 5, now: () => 0 });
    assert.throws(() => bucket.tryTake(3), /cannot take 3 of 2 tokens/);
    await assert.rejects(bucket.take(3), RangeError);
    await bucket.take(2);
    assert.equal(bucket.tokens, 0);
  });
});
