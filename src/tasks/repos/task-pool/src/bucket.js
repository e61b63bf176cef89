import { defaultSleep, wholeNumber } from './deferred.js';

/** A token bucket: `capacity` tokens, one new token every `interval` milliseconds. */
export function createBucket({ capacity, interval, now, sleep = defaultSleep }) {
  wholeNumber('capacity', capacity);
  let tokens = capacity;
  let filledAt = now();
  let turn = Promise.resolve();

  function refill() {
    const fresh = Math.floor((now() - filledAt) / interval);
    if (fresh <= 0) return;
    tokens = Math.min(capacity, tokens + fresh);
    filledAt += fresh * interval;
  }

  function tryTake(count = 1) {
    if (count > capacity) throw new RangeError(`cannot take ${count} of ${capacity} tokens`);
    refill();
    if (tokens < count) return false;
    tokens -= count;
    return true;
  }

  async function wait(count) {
    while (!tryTake(count)) {
      const missing = count - tokens;
      await sleep(filledAt + missing * interval - now());
    }
  }

  return {
    tryTake,
    /** Callers are served in the order of their calls. */
    take(count = 1) {
      const result = turn.then(() => wait(count));
      turn = result.catch(() => {});
      return result;
    },
    get tokens() {
      refill();
      return tokens;
    },
  };
}
