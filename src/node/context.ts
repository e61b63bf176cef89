/**
 * What AsyncLocalStorage carries, and how it crosses an `await` in rewritten guest code: `suspend` remembers the frame
 * with the promise's outcome, `resume` puts it back and hands the outcome on.
 */
import type { Guest } from './guest';
import { NativePromise, then } from './primordials';

export type Frame = ReadonlyMap<object, Guest>;
const none: Frame = new Map();

type Outcome = { frame: Frame; value?: Guest; error?: unknown; failed: boolean };

export const asyncContext = {
  frame: none,
  suspend(value: Guest): Promise<Outcome> {
    const { frame } = asyncContext;
    const promise = value instanceof NativePromise ? value : NativePromise.resolve(value);
    return then(
      promise,
      (result: Guest): Outcome => ({ frame, value: result, failed: false }),
      (error: unknown): Outcome => ({ frame, error, failed: true }),
    );
  },
  resume({ frame, value, error, failed }: Outcome): Guest {
    asyncContext.frame = frame;
    if (failed) throw error;
    return value;
  },
  /** A new macrotask starts without a frame; its callback brings its own. */
  clear(): void {
    asyncContext.frame = none;
  },
};
