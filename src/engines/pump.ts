/** Callbacks as a stream: yields what `work` reports while it runs, and returns what it returns. */
import type { Stream } from '../types';

export async function* pump<E, R>(work: (report: (event: E) => void) => Promise<R>): Stream<E, R> {
  const queue: E[] = [];
  let wake = () => {};
  let end: { value: R } | { error: unknown } | undefined;
  void work((event) => {
    queue.push(event);
    wake();
  })
    .then(
      (value) => (end = { value }),
      (error: unknown) => (end = { error }),
    )
    .finally(() => wake());
  for (;;) {
    const event = queue.shift();
    if (event !== undefined) yield event;
    else if (!end) await new Promise<void>((resolve) => (wake = resolve));
    else if ('value' in end) return end.value;
    else throw end.error;
  }
}

/** Rejects as soon as the signal aborts, even when the work goes on. */
export function abortable<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) {
      work.catch(() => undefined); // nobody else hears of it
      return stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** An error whose class the other side of the worker boundary can still tell. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
