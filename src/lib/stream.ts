/** Helpers for Stream = AsyncGenerator<Event, Result>. No domain words besides Boundary. */
import type { Boundary, Stream } from '../types';
import { messageOf } from './text';

/** Run to the end, handing each event to `on`; returns the stream's result (a bare `for await` would lose it). */
export async function drain<E, R>(stream: Stream<E, R>, on?: (event: E) => void): Promise<R> {
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
    on?.(next.value);
  }
}

/** Same result, other events; `f` may drop an event by returning undefined, and take its time. */
export async function* map<E, F, R>(
  stream: Stream<E, R>,
  f: (event: E) => F | undefined | Promise<F | undefined>,
): Stream<F, R> {
  let done = false;
  try {
    for (;;) {
      const next = await stream.next();
      if (next.done) {
        done = true;
        return next.value;
      }
      const given = f(next.value);
      const mapped = given instanceof Promise ? await given : given;
      if (mapped !== undefined) yield mapped;
    }
  } finally {
    if (!done) await stream.return(undefined as never);
  }
}

/** A failure with the boundary it happened at. */
export class Failure extends Error {
  constructor(
    readonly boundary: Boundary,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
    this.name = 'Failure';
  }
}

/** Marks whatever the stream throws with its boundary; aborts (of `signal`, when given) pass through unmarked. */
export async function* blame<E, R>(boundary: Boundary, stream: Stream<E, R>, signal?: AbortSignal): Stream<E, R> {
  try {
    return yield* stream;
  } catch (error) {
    const aborted = signal ? signal.aborted : (error as Error)?.name === 'AbortError';
    if (error instanceof Failure || aborted) throw error;
    throw new Failure(boundary, error);
  }
}

/** Milliseconds left; only waiting for the stream counts, not a consumer that pauses. */
export interface Clock {
  left: number;
}

/**
 * Passes the stream through while `clock` has time and `signal` is quiet. Calls `expire` when the clock runs out. A
 * stream that ignores the abort is left behind after `grace` ms, so that it can never hold up its reader.
 */
export async function* within<E, R>(
  stream: Stream<E, R>,
  clock: Clock,
  expire: () => void,
  signal: AbortSignal,
  grace = 1000,
): Stream<E, R> {
  let settled = true;
  try {
    for (;;) {
      const started = performance.now();
      const timer = setTimeout(expire, Math.max(0, Math.min(clock.left, 2 ** 31 - 1)));
      const left = new AbortController();
      settled = false;
      try {
        const next = await Promise.race([stream.next(), abandoned(signal, grace, left.signal)]);
        settled = true;
        if (next.done) return next.value;
        clearTimeout(timer);
        clock.left -= performance.now() - started;
        yield next.value;
      } finally {
        clearTimeout(timer);
        left.abort();
        if (!settled) clock.left -= performance.now() - started;
      }
    }
  } finally {
    const closing = stream.return(undefined as never);
    if (settled) await closing;
    else closing.catch(() => {}); // still running; it ends on its own
  }
}

/** Rejects `grace` ms after `signal` aborts, unless `over` comes first. */
function abandoned(signal: AbortSignal, grace: number, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const start = () => (timer = setTimeout(() => reject(signal.reason), grace));
    if (signal.aborted) start();
    else signal.addEventListener('abort', start, { once: true, signal: over });
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
