import { CancelledError, Pool } from './pool.js';

/** Maps in order of the items with at most `limit` calls at once; stops starting after a failure. */
export async function mapLimit(items, limit, fn) {
  const pool = new Pool({ concurrency: limit });
  let failed = false;
  const run = async (item, index) => {
    if (failed) throw new CancelledError();
    try {
      return await fn(item, index);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  const jobs = Array.from(items, (item, index) => pool.add(() => run(item, index)));
  return Promise.all(jobs);
}

export async function settleAll(tasks, limit = Infinity) {
  const pool = new Pool({ concurrency: limit });
  const outcomes = await Promise.allSettled(tasks.map((task) => pool.add(task)));
  return {
    values: outcomes.filter((outcome) => outcome.status === 'fulfilled').map((outcome) => outcome.value),
    errors: outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason),
  };
}

/** Runs one task after the other; each gets the result of the one before. */
export async function series(tasks, initial) {
  let value = initial;
  for (const task of tasks) value = await task(value);
  return value;
}

/** The result of the first task, in order, that does not fail. */
export async function firstOf(tasks) {
  const errors = [];
  for (const task of tasks) {
    try {
      return await task();
    } catch (error) {
      errors.push(error);
    }
  }
  throw new AggregateError(errors, `all ${errors.length} tasks failed`);
}
