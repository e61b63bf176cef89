/** Examples -> arrays of static shape. An example is a sequence with the tokens in it that the policy wrote. */
import type { Shape } from '../models/trained/net';

/** A token that the policy writes (or should): where, which, and what the harness would have let it write. */
export interface Written {
  /** Index in `tokens` of the written token; it is predicted from what stands before it. */
  at: number;
  token: number;
  allowed: number[];
  /** What the harness held likely beforehand: natural logarithms up to a constant, beside `allowed`. */
  prior?: number[];
  /** Weight in the loss; 0 = read, not learned (expert words, failed tries). */
  weight: number;
}

export interface Example {
  id: string;
  tokens: number[];
  written: Written[];
}

export interface Batch {
  tokens: Int32Array;
  select: Float32Array;
  target: Float32Array;
  /** Additive: the prior (or 0) where allowed, −1e9 elsewhere. */
  allow: Float32Array;
  weight: Float32Array;
  rows: number;
}

export interface Sizes {
  rows: number;
  length: number;
  /** Written tokens of a row. */
  written: number;
}

/** Rows beyond the examples are empty; examples are cut to the sizes. */
export function packBatch(examples: Example[], { rows, length, written }: Sizes, { vocab }: Shape): Batch {
  const batch: Batch = {
    tokens: new Int32Array(rows * length),
    select: new Float32Array(rows * written * length),
    target: new Float32Array(rows * written * vocab),
    allow: new Float32Array(rows * written * vocab),
    weight: new Float32Array(rows * written),
    rows: examples.length,
  };
  examples.forEach(({ tokens, written: all }, r) => {
    batch.tokens.set(tokens.slice(0, length), r * length);
    const kept = all.filter(({ at, weight }) => at < length && at > 0 && weight !== 0).slice(-written);
    kept.forEach(({ at, token, allowed, prior, weight }, i) => {
      const row = r * written + i;
      batch.select[row * length + at - 1] = 1;
      batch.target[row * vocab + token] = 1;
      batch.allow.fill(-1e9, row * vocab, (row + 1) * vocab);
      allowed.forEach((one, j) => (batch.allow[row * vocab + one] = prior?.[j] ?? 0));
      batch.weight[row] = weight;
    });
  });
  return batch;
}
