/** Callbacks as a stream: yields what `work` reports while it runs, and returns what it returns. */
import { Inbox } from '../lib/inbox';
import type { Stream } from '../types';

export async function* pump<E, R>(work: (report: (event: E) => void) => Promise<R>): Stream<E, R> {
  const events = new Inbox<E>();
  const working = work((event) => events.push(event)).finally(() => events.close());
  working.catch(() => {}); // thrown below, where it is awaited
  for await (const event of events) yield event;
  return working;
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
export const namedError = (name: string, message: string): Error => Object.assign(new Error(message), { name });
