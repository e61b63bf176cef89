/** timers and timers/promises on the guest's loop. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { wrongType } from './invalid';

const check = (run: unknown) => {
  if (typeof run !== 'function') throw wrongType('callback', 'of type function', run);
};
const abortError = (signal: AbortSignal) =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });

export function createTimers(instance: Instance): Guest {
  const { loop } = instance;
  const timers: Guest = {
    setTimeout(run: Guest, delay?: Guest, ...args: Guest[]) {
      check(run);
      return loop.setTimeout(run, delay, args);
    },
    clearTimeout(handle?: Guest) {
      loop.cancel(handle);
    },
    setInterval(run: Guest, delay?: Guest, ...args: Guest[]) {
      check(run);
      return loop.setTimeout(run, delay, args, true);
    },
    clearInterval(handle?: Guest) {
      loop.cancel(handle);
    },
    setImmediate(run: Guest, ...args: Guest[]) {
      check(run);
      return loop.setImmediate(run, args);
    },
    clearImmediate(handle?: Guest) {
      loop.cancelImmediate(handle);
    },
  };
  const wait =
    (arm: (done: () => void) => Guest, cancel: (handle: Guest) => void) =>
    (value: Guest, options: Guest = {}) =>
      new Promise((resolve, reject) => {
        const signal: AbortSignal | undefined = options?.signal;
        if (signal?.aborted) return reject(abortError(signal));
        const handle = arm(() => {
          signal?.removeEventListener('abort', abort);
          resolve(value);
        });
        if (options?.ref === false) handle.unref();
        const abort = () => {
          cancel(handle);
          reject(abortError(signal!));
        };
        signal?.addEventListener('abort', abort, { once: true });
      });
  const after = (delay?: Guest, value?: Guest, options?: Guest) =>
    wait(
      (done) => loop.setTimeout(done, delay, []),
      (h) => loop.cancel(h),
    )(value, options);
  const soon = (value?: Guest, options?: Guest) =>
    wait(
      (done) => loop.setImmediate(done, []),
      (h) => loop.cancelImmediate(h),
    )(value, options);
  timers.promises = {
    setTimeout: after,
    setImmediate: soon,
    async *setInterval(delay?: Guest, value?: Guest, options: Guest = {}) {
      const signal: AbortSignal | undefined = options?.signal;
      if (signal?.aborted) throw abortError(signal);
      for (;;) {
        await after(delay, undefined, options);
        yield value;
      }
    },
    scheduler: { wait: (delay: number, options?: Guest) => after(delay, undefined, options), yield: () => soon() },
  };
  const custom = Symbol.for('nodejs.util.promisify.custom');
  Object.defineProperty(timers.setTimeout, custom, { get: () => after, enumerable: true, configurable: true });
  Object.defineProperty(timers.setImmediate, custom, { get: () => soon, enumerable: true, configurable: true });
  return timers;
}
