import { defaultSleep, wholeNumber } from './deferred.js';

export class RetryError extends Error {
  constructor(attempts, cause) {
    super(`gave up after ${attempts} attempts: ${cause?.message ?? cause}`, { cause });
    this.name = 'RetryError';
    this.attempts = attempts;
  }
}

/** Waiting times before the second, third … attempt. */
export function delays({ attempts = 3, delay = 100, factor = 2, maxDelay = Infinity } = {}) {
  wholeNumber('attempts', attempts);
  if (delay < 0) throw new RangeError('delay must not be negative');
  return Array.from({ length: attempts - 1 }, (_, n) => Math.min(maxDelay, delay * factor ** n));
}

export async function retry(task, options = {}) {
  const { retryIf = () => true, sleep = defaultSleep } = options;
  const pauses = delays(options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task(attempt);
    } catch (error) {
      if (!retryIf(error, attempt)) throw error;
      if (attempt > pauses.length) throw new RetryError(attempt, error);
      await sleep(pauses[attempt - 1]);
    }
  }
}
