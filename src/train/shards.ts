/** One batch over several graders: its parts are dealt out and added up in their order, whoever did them. */
import type { Shape, Weights } from '../models/trained/net';
import type { Batch, Sizes } from './batch';
import { inOrder } from '../lib/pool';
import { openGrader, type Gradient, type Grader, type GraderOptions } from './optimise';

/** What a grader of parts can be asked; a part has `rows` rows of the batch. */
export interface Sharding {
  sizes: Sizes;
  shape: Shape;
  /** Rows of a part; divides the rows of a batch. */
  rows: number;
}

/** `hands` grade parts. The result differs from that of one grader of the whole by rounding alone (about 1e-6). */
export function sharded(hands: readonly Grader[], { sizes, shape, rows }: Sharding): Grader {
  const { length, written } = sizes;
  const n = sizes.rows / rows;
  if (!Number.isInteger(n)) throw new Error(`A batch of ${sizes.rows} rows cannot be dealt out by ${rows}.`);
  const cut = <T extends Float32Array | Int32Array>(data: T, i: number, each: number) =>
    data.slice(i * rows * each, (i + 1) * rows * each) as T;
  const part = (batch: Batch, i: number): Batch => ({
    tokens: cut(batch.tokens, i, length),
    select: cut(batch.select, i, written * length),
    target: cut(batch.target, i, written * shape.vocab),
    allow: cut(batch.allow, i, written * shape.vocab),
    weight: cut(batch.weight, i, written),
    rows: Math.max(0, Math.min(rows, batch.rows - i * rows)),
  });
  const parts = (batch: Batch, all = false) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => all || cut(batch.weight, i, written).some((w) => w !== 0));
  const each = async (batch: Batch, ask: (hand: Grader, part: Batch) => Promise<Float32Array>) => {
    const out = new Float32Array(sizes.rows * written);
    let at = 0;
    for await (const some of inOrder(hands, parts(batch, true), (hand, i) => ask(hand, part(batch, i)))) {
      out.set(some, at);
      at += some.length;
    }
    return out;
  };
  return {
    async grade(weights, batch, extra = {}) {
      const work = parts(batch);
      const shares = work.map((i) => cut(batch.weight, i, written).reduce((sum, w) => sum + Math.abs(w), 0));
      const total = shares.reduce((a, b) => a + b, 0);
      const sum: Gradient = { loss: 0, grads: zeros(weights) };
      const own = (i: number) =>
        Object.fromEntries(Object.entries(extra).map(([name, data]) => [name, cut(data, i, written)]));
      let at = 0;
      for await (const { loss, grads } of inOrder(hands, work, (hand, i) =>
        hand.grade(weights, part(batch, i), own(i)),
      ))
        add(sum, loss, grads, shares[at++]! / total);
      return sum;
    },
    score: (weights, batch) => each(batch, (hand, one) => hand.score(weights, one)),
    values: (weights, batch) => each(batch, (hand, one) => hand.values(weights, one)),
    close: () => hands.forEach((hand) => hand.close()),
  };
}

/** A grader of this thread that takes a batch row by row: a fraction of the memory, sooner, and the same as on workers. */
export async function openRowwise(shape: Shape, sizes: Sizes, options: GraderOptions = {}): Promise<Grader> {
  return sharded([await openGrader(shape, { ...sizes, rows: 1 }, options)], { sizes, shape, rows: 1 });
}

function add(sum: Gradient, loss: number, grads: Weights, share: number): void {
  sum.loss += loss * share;
  for (const [name, data] of Object.entries(sum.grads)) {
    const more = grads[name]!;
    for (let i = 0; i < data.length; i++) data[i]! += more[i]! * share;
  }
}

const zeros = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, new Float32Array(data.length)]));
