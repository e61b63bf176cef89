/** Waits for one test or hook function: return value, promise, `done` callback, time limit, abort, uncaught error. */
import { ExitSignal } from '../builtins/process';
import { types } from '../builtins/types';
import type { Guest, GuestFunction } from '../guest';
import type { Loop } from '../loop';
import { apply, defineProperty, NativePromise, realClearTimeout, realSetTimeout, then } from '../primordials';
import type { TestNode } from './node';
import { testFailure } from './result';

const { isPromise } = types;

export interface TestFailure {
  error: Guest;
  type: string;
}
const failure = (message: string, type: string): TestFailure => ({ error: testFailure(message, type), type });

/**
 * Tells the failure, then resolves. The promise itself carries nothing: a guest's Object.prototype.then could take it.
 * Never rejects; never resolves when the function ended the process.
 */
export function runBody(
  loop: Loop,
  node: TestNode,
  run: GuestFunction,
  context: Guest,
  timeout: number | undefined,
  type: string,
  tell: (failed: TestFailure) => void,
): Promise<void> {
  const waiting = new NativePromise<void>((resolve) => {
    let over = false;
    let timer: Guest;
    const end = (failed?: TestFailure) => {
      if (over) return;
      over = true;
      if (timer !== undefined) realClearTimeout(timer);
      node.interrupt = undefined;
      if (failed) tell(failed);
      loop.check();
      resolve();
    };
    const bad = (error: Guest) => end({ error, type });
    node.interrupt = (error, kind) => end({ error, type: kind });
    if (timeout !== undefined && timeout !== null && timeout !== Infinity)
      timer = realSetTimeout(() => {
        node.abort.abort();
        end(failure(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
      }, timeout);
    const { signal } = node.options;
    if (signal) {
      const abort = () =>
        end({ error: signal.reason ?? testFailure('The test was aborted', 'testAborted'), type: 'testAborted' });
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
    }
    try {
      const callback = run.length >= 2;
      const done = (error?: Guest) => loop.setImmediate(() => (error ? bad(error) : end()), []);
      const result = apply(run, context, callback ? [context, done] : [context]);
      if (isPromise(result)) {
        if (callback) end(failure('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
        else then(result, () => end(), bad);
      } else if (callback) return;
      else if (typeof result?.then === 'function') result.then(() => end(), bad);
      else end();
    } catch (error) {
      if (!(error instanceof ExitSignal)) bad(error);
    }
  });
  // An own constructor: `await` then never asks the guest's Promise.prototype.
  void defineProperty(waiting, 'constructor', { value: NativePromise });
  return waiting;
}
