import { deferred, wholeNumber } from './deferred.js';

export class CancelledError extends Error {
  constructor(reason = 'cancelled') {
    super(reason);
    this.name = 'CancelledError';
  }
}

export class Pool {
  #waiting = [];
  #idlers = [];
  #running = 0;
  #done = 0;
  #failed = 0;
  #paused;

  constructor({ concurrency = 1, limit = Infinity, paused = false } = {}) {
    this.concurrency = wholeNumber('concurrency', concurrency);
    this.limit = wholeNumber('limit', limit);
    this.#paused = paused;
  }

  add(task, { priority = 0, signal } = {}) {
    if (typeof task !== 'function') throw new TypeError('a task must be a function');
    if (signal?.aborted) return Promise.reject(new CancelledError());
    if (this.#waiting.length >= this.limit) return Promise.reject(new RangeError(`more than ${this.limit} tasks are waiting`));
    const job = { task, priority, ...deferred() };
    signal?.addEventListener('abort', () => this.#withdraw(job), { once: true });
    this.#insert(job);
    this.#advance();
    return job.promise;
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
    this.#advance();
  }

  /** Resolves when nothing runs and nothing waits. */
  idle() {
    if (this.#isIdle()) return Promise.resolve();
    const waiter = deferred();
    this.#idlers.push(waiter);
    return waiter.promise;
  }

  /** Rejects all waiting tasks and returns how many these were. */
  cancel(reason) {
    const jobs = this.#waiting.splice(0);
    for (const job of jobs) job.reject(new CancelledError(reason));
    this.#settle();
    return jobs.length;
  }

  stats() {
    return { waiting: this.#waiting.length, running: this.#running, done: this.#done, failed: this.#failed };
  }

  #insert(job) {
    const at = this.#waiting.findIndex((other) => other.priority < job.priority);
    if (at === -1) this.#waiting.push(job);
    else this.#waiting.splice(at, 0, job);
  }

  #withdraw(job) {
    const at = this.#waiting.indexOf(job);
    if (at === -1) return;
    this.#waiting.splice(at, 1);
    job.reject(new CancelledError());
    this.#settle();
  }

  #advance() {
    while (!this.#paused && this.#running < this.concurrency && this.#waiting.length > 0) {
      this.#start(this.#waiting.shift());
    }
    this.#settle();
  }

  async #start(job) {
    this.#running += 1;
    try {
      const value = await job.task();
      this.#done += 1;
      job.resolve(value);
    } catch (error) {
      this.#failed += 1;
      job.reject(error);
    }
    this.#running -= 1;
    this.#advance();
  }

  #isIdle() {
    return this.#running === 0 && this.#waiting.length === 0;
  }

  #settle() {
    if (!this.#isIdle()) return;
    for (const waiter of this.#idlers.splice(0)) waiter.resolve();
  }
}
