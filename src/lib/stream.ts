/** Helpers for Stream = AsyncGenerator<Event, Result>. No domain words besides Boundary. */
import type { Boundary, Stream } from '../types';

/** Run to the end, handing each event to `on`; returns the stream's result (a bare `for await` would lose it). */
export async function drain<E, R>(stream: Stream<E, R>, on?: (event: E) => void): Promise<R> {
  for (;;) {
    const next = await stream.next();
    if (next.done) return next.value;
    on?.(next.value);
  }
}

/** Same result, other events; `f` may drop an event by returning undefined. */
export async function* map<E, F, R>(stream: Stream<E, R>, f: (event: E) => F | undefined): Stream<F, R> {
  let done = false;
  try {
    for (;;) {
      const next = await stream.next();
      if (next.done) {
        done = true;
        return next.value;
      }
      const mapped = f(next.value);
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
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'Failure';
  }
}

/** Marks whatever the stream throws with its boundary; aborts pass through unmarked. */
export async function* blame<E, R>(boundary: Boundary, stream: Stream<E, R>): Stream<E, R> {
  try {
    return yield* stream;
  } catch (error) {
    if (error instanceof Failure || (error as Error)?.name === 'AbortError') throw error;
    throw new Failure(boundary, error);
  }
}
