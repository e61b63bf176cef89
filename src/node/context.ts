/**
 * What AsyncLocalStorage carries, and how it crosses an `await` in rewritten guest code: `suspend` remembers the frame
 * with the promise's outcome, `resume` puts it back and hands the outcome on.
 */
import type { Guest } from './guest';
import { NativePromise, resolved, then } from './primordials';

export type AsyncFrame = ReadonlyMap<object, Guest>;
const none: AsyncFrame = new Map();

type Settled = { frame: AsyncFrame; value?: Guest; error?: unknown; failed: boolean };

export const asyncContext = {
  frame: none,
  suspend(value: Guest): Promise<Settled> {
    const { frame } = asyncContext;
    // As `await` does it: what only inherits from Promise is asked through its own `then`.
    return then(
      resolved(NativePromise, value),
      (result: Guest): Settled => ({ frame, value: result, failed: false }),
      (error: unknown): Settled => ({ frame, error, failed: true }),
    );
  },
  resume({ frame, value, error, failed }: Settled): Guest {
    asyncContext.frame = frame;
    if (failed) throw error;
    return value;
  },
  /** After `yield*`: the frame from before it, and its outcome. */
  back(frame: AsyncFrame, value: Guest): Guest {
    asyncContext.frame = frame;
    return value;
  },
  /** What a `for await` goes over, as outcomes that know the frame of the loop; the end is one of them. */
  all(source: Guest): Guest {
    let iterator: Guest;
    let over = false;
    return {
      [Symbol.asyncIterator]() {
        if (source?.[Symbol.asyncIterator] != null) iterator = source[Symbol.asyncIterator]();
        else {
          const inner = source[Symbol.iterator]();
          const step = async (result: Guest) => ({ done: result.done, value: await result.value });
          iterator = {
            next: () => step(inner.next()),
            ...(inner.return ? { return: async () => inner.return() } : {}),
          };
        }
        return this;
      },
      async next() {
        const { frame } = asyncContext;
        try {
          const result = await iterator.next();
          if (typeof result !== 'object' || result === null)
            throw new TypeError(`Iterator result ${String(result)} is not an object`);
          over = Boolean(result.done);
          return { done: false, value: { frame, value: result.value, failed: false, last: over } };
        } catch (error) {
          over = true;
          return { done: false, value: { frame, error, failed: true } };
        }
      },
      async return() {
        if (!over) await iterator.return?.();
        return { done: true, value: undefined };
      },
    };
  },
  /** Is that outcome the end of the loop? The frame is then put back. */
  last(outcome: Settled & { last?: boolean }): boolean {
    if (outcome.last) asyncContext.frame = outcome.frame;
    return outcome.last === true;
  },
  /** A new macrotask starts without a frame; its callback brings its own. */
  clear(): void {
    asyncContext.frame = none;
  },
};
