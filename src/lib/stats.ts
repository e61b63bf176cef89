/** Small statistics: each figure with its interval, each draw seeded. */
import { rng } from './ids';

/** One value with its 95 % interval. */
export interface Figure {
  value: number;
  low: number;
  high: number;
}

export const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
/** 0 of nothing. */
export const mean = (xs: readonly number[]): number => (xs.length === 0 ? 0 : sum(xs) / xs.length);

/** `part` of `whole`, 0..1; 0 of nothing. */
export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The middle one, of an even number the higher of the two; 0 of none. */
export const median = (xs: readonly number[]): number => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? 0;

/** 95 % Wilson score interval for `k` of `n`; [0, 1] when n is 0. */
export function wilson(k: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.959963984540054;
  const p = k / n;
  const centre = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const clamp = (x: number) => Math.min(1, Math.max(0, x));
  return [
    k === 0 ? 0 : clamp((centre - spread) / (1 + (z * z) / n)),
    k === n ? 1 : clamp((centre + spread) / (1 + (z * z) / n)),
  ];
}

/** Two-sided exact sign test (McNemar): how likely so uneven a split is by chance. */
export function signTest(a: number, b: number): number {
  const n = a + b;
  let term = 0.5 ** n;
  let tail = 0;
  for (let k = 0; k <= Math.min(a, b); k++) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return n === 0 ? 1 : Math.min(1, 2 * tail);
}

const DRAWS = 1000;

/** Percentile bootstrap; the same items give the same interval. */
export function resampled<T>(items: readonly T[], of: (items: readonly T[]) => number): Figure {
  const value = of(items);
  if (items.length < 2) return { value, low: -Infinity, high: Infinity };
  const random = rng(items.length);
  const draws = Array.from({ length: DRAWS }, () =>
    of(Array.from(items, () => items[Math.floor(random() * items.length)]!)),
  ).sort((a, b) => a - b);
  return { value, low: draws[Math.floor(0.025 * DRAWS)]!, high: draws[Math.ceil(0.975 * DRAWS) - 1]! };
}

/** The mean with its standard error, by the plain deviation (no n - 1). */
export function meanError(xs: readonly number[]): { mean: number; error: number } {
  const middle = xs.reduce((a, b) => a + b, 0) / xs.length;
  return { mean: middle, error: Math.sqrt(xs.reduce((total, x) => total + (x - middle) ** 2, 0)) / xs.length };
}

/** `n` of the items at even distances; all where there are no more. */
export function evenly<T>(items: T[], n: number): T[] {
  if (n >= items.length) return items;
  return Array.from({ length: n }, (_, i) => items[Math.floor((i * items.length) / n)]!);
}
