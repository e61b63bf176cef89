/**
 * Phase I (paper §3): next-token cross-entropy on what the policy should write, under the harness's masks. Seeded: the
 * same examples, options and seed give the same curve. Stops at the first number that is none and keeps the last good.
 */
import { rng } from '../lib/ids';
import type { Shape, Weights } from '../models/trained/net';
import type { Stream } from '../types';
import { turned } from './augment';
import { packBatch, type Example, type Sizes } from './batch';
import { newAdam, update, type Adam, type Grader } from './optimise';
import { openRowwise } from './shards';

export interface SftOptions {
  steps: number;
  rows: number;
  /** Longest sequence; longer ones are cut. */
  length: number;
  /** Sequences up to this length go in batches of their own. */
  short: number;
  rate: number;
  warmup: number;
  seed: number;
  /** Held-out loss every so many steps. */
  every: number;
}

export const sftDefaults: SftOptions = {
  steps: 800,
  rows: 8,
  length: 256,
  short: 96,
  rate: 3e-3,
  warmup: 30,
  seed: 0,
  every: 100,
};

export interface SftProgress {
  step: number;
  steps: number;
  /** Running mean over the last 20 batches. */
  loss: number;
  /** Mean loss on the held-out examples, when it was just measured. */
  heldOut?: number;
  ms: number;
}

export interface Learner {
  weights: Weights;
  adam: Adam;
  /** Steps done, to go on from. */
  step: number;
}

export const newLearner = (weights: Weights): Learner => ({ weights, adam: newAdam(weights), step: 0 });

/**
 * Trained in place; the result says why it ended. Abort between steps through `signal`; `open`: who takes gradients.
 */
export async function* trainSft(
  shape: Shape,
  learner: Learner,
  examples: Example[],
  heldOut: Example[],
  options: SftOptions,
  signal?: AbortSignal,
  open: (sizes: Sizes) => Promise<Grader> = (sizes) => openRowwise(shape, sizes),
): Stream<SftProgress, 'done' | 'aborted' | 'not a number'> {
  const { steps, rows, rate, warmup, seed, every } = options;
  if (examples.length === 0) throw new Error('There is nothing to learn from: no example. Generate data first.');
  const sizes = (length: number): Sizes => ({ rows, length, written: 12 });
  const wide = sizes(options.length);
  const narrow = sizes(options.short);
  const graders = { wide: await open(wide), narrow: await open(narrow) };
  const isShort = ({ tokens }: Example) => tokens.length <= options.short;
  const [shorts, longs] = [examples.filter(isShort), examples.filter((one) => !isShort(one))];
  const recent: number[] = [];
  try {
    for (; learner.step < steps; learner.step++) {
      if (signal?.aborted) return 'aborted';
      const started = performance.now();
      const random = rng(seed * 100_003 + learner.step);
      const few = longs.length === 0 || (shorts.length > 0 && learner.step % 8 === 7);
      const from = few ? shorts : longs;
      const batch = Array.from({ length: rows }, (_, i) =>
        turned(nth(from, learner.step * rows + i, seed), Math.floor(random() * 64)),
      );
      const { loss, grads } = await (few ? graders.narrow : graders.wide).grade(
        learner.weights,
        packBatch(batch, few ? narrow : wide, shape),
      );
      const done = learner.step / steps;
      const now =
        rate * Math.min(1, (learner.step + 1) / warmup) * (0.05 + 0.95 * 0.5 * (1 + Math.cos(Math.PI * done)));
      const norm = Number.isFinite(loss) ? update(learner.weights, grads, learner.adam, { rate: now }) : NaN;
      if (!Number.isFinite(norm)) return 'not a number';
      if (!few) recent.push(loss);
      const measured = heldOut.length > 0 && ((learner.step + 1) % every === 0 || learner.step + 1 === steps);
      const held = measured ? await meanLoss(graders.wide, wide, shape, learner.weights, heldOut) : undefined;
      const tail = recent.slice(-20);
      yield {
        step: learner.step + 1,
        steps,
        loss: tail.reduce((a, b) => a + b, 0) / Math.max(1, tail.length),
        ...(held === undefined ? {} : { heldOut: held }),
        ms: performance.now() - started,
      };
    }
    return 'done';
  } finally {
    graders.wide.close();
    graders.narrow.close();
  }
}

/** The i-th of an endless shuffled deal of the items: every item once a round. */
function nth<T>(items: T[], i: number, seed: number): T {
  const round = Math.floor(i / items.length);
  const key = `${items.length}:${round}:${seed}`;
  if (dealt.key !== key) {
    const random = rng(seed + round * 7919 + items.length);
    dealt.order = items
      .map((_, j) => [random(), j] as const)
      .sort((a, b) => a[0] - b[0])
      .map(([, j]) => j);
    dealt.key = key;
  }
  return items[dealt.order[i % items.length]!]!;
}

const dealt: { key: string; order: number[] } = { key: '', order: [] };

/** Weighted mean of minus the log-probability of what should be written. */
async function meanLoss(
  grader: Grader,
  sizes: Sizes,
  shape: Shape,
  weights: Weights,
  examples: Example[],
): Promise<number> {
  let [sum, total] = [0, 0];
  for (let i = 0; i < examples.length; i += sizes.rows) {
    const batch = packBatch(examples.slice(i, i + sizes.rows), sizes, shape);
    const logp = await grader.score(weights, batch);
    batch.weight.forEach((weight, j) => {
      sum -= weight * logp[j]!;
      total += weight;
    });
  }
  return total > 0 ? sum / total : 0;
}
