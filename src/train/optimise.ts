/** Gradients on @jax-js/jax, Adam on plain arrays. Weights live in Float32Arrays: easy to keep, to check, to send. */
import { lax, valueAndGrad } from '@jax-js/jax';
import {
  jit,
  np,
  nn,
  angles,
  backend,
  causal,
  forward,
  dimensions,
  type Shape,
  type Tensor,
  type Tensors,
  type Weights,
} from '../models/trained/net';
import type { Batch, Sizes } from './batch';

/** logp [rows, written] of the written tokens under the allowed ones -> scalar loss. Consumes its arguments. */
export type Loss = (logp: Tensor, inputs: Record<string, Tensor>) => Tensor;

export interface Gradient {
  loss: number;
  grads: Weights;
}

/** Minus the weighted mean log-probability. */
export const crossEntropy: Loss = (logp, { weight }) => {
  const total = np.sum(np.abs(weight!.ref)).add(1e-6);
  return np.sum(logp.mul(weight!)).div(total).neg();
};

export interface Grader {
  /** Loss and gradient at weights; `extra` inputs are [rows, written]. */
  grade(weights: Weights, batch: Batch, extra?: Record<string, Float32Array>): Promise<Gradient>;
  /** Log-probability of each written token, [rows × written]. */
  score(weights: Weights, batch: Batch): Promise<Float32Array>;
  /** The critic's value before each written token; only with a weight named `value`. */
  values(weights: Weights, batch: Batch): Promise<Float32Array>;
  close(): void;
}

/** Name of the looked-up tokens among the weights, so that they get a gradient. */
const EMBEDDED = 'embedded';

function lookUp(embed: Float32Array, tokens: Int32Array, width: number): Float32Array {
  const out = new Float32Array(tokens.length * width);
  tokens.forEach((token, i) => out.set(embed.subarray(token * width, (token + 1) * width), i * width));
  return out;
}

/** Adds row i to the row of token i. */
function addRows(embed: Float32Array, tokens: Int32Array, rows: Float32Array, width: number): void {
  tokens.forEach((token, i) => {
    for (let j = 0; j < width; j++) embed[token * width + j]! += rows[i * width + j]!;
  });
}

/** A critic is one more weight, `value` [width, 1]: linear in the hidden state, whose gradient it leaves alone. */
export interface GraderOptions {
  loss?: Loss;
  critic?: boolean;
  /** On the graphics card where there is one; train/card says when that is wise. */
  webgpu?: boolean;
}

export async function openGrader(shape: Shape, sizes: Sizes, options: GraderOptions = {}): Promise<Grader> {
  const { loss = crossEntropy, critic = false, webgpu = false } = options;
  const device = await backend(webgpu);
  const dims: Record<string, number[]> = { ...dimensions(shape), ...(critic ? { value: [shape.width, 1] } : {}) };
  const names = Object.keys(dims);
  const { rows, length, written } = sizes;
  const { cos, sin } = angles(
    shape,
    Array.from({ length }, (_, i) => i),
  );
  const half = shape.width / shape.heads / 2;
  const f32 = (data: Float32Array, shapeOf: number[]) =>
    np.array(data as Float32Array<ArrayBuffer>, { device }).reshape(shapeOf);
  const fixed = () => [f32(cos, [length, half]), f32(sin, [length, half]), f32(causal(length), [length, length])];

  /** Hidden states before the written tokens, [rows, written, width]. */
  const states = (w: Tensors, select: Tensor, rest: Tensor[]) =>
    np.einsum('bat,btd->bad', select, forward(w, shape, w[EMBEDDED]!.ref, rest[0]!, rest[1]!, rest[2]!));
  const logps = (w: Tensors, hidden: Tensor, { target, allow }: Record<string, Tensor>): Tensor => {
    const logits = np.matmul(hidden, np.transpose(w.embed!.ref, [1, 0])).add(allow!);
    return np.sum(nn.logSoftmax(logits, -1).mul(target!), -1);
  };
  const valueOf = (w: Tensors, hidden: Tensor) =>
    np.matmul(lax.stopGradient(hidden), w.value!.ref).reshape([rows, written]);
  const free = (held: Tensors) => Object.values(held).forEach((one) => one.dispose());

  const graded = jit((w: Tensors, inputs: Record<string, Tensor>, ...rest: Tensor[]) =>
    valueAndGrad((v: Tensors) => {
      const { select, target, allow, ...other } = inputs;
      const hidden = states(v, select!, rest);
      const value: Record<string, Tensor> = critic ? { value: valueOf(v, hidden.ref) } : {};
      const out = loss(logps(v, hidden, { target: target!, allow: allow! }), { ...other, ...value });
      free(v);
      return out;
    })(w as never),
  );
  const scored = jit((w: Tensors, inputs: Record<string, Tensor>, ...rest: Tensor[]) => {
    const out = logps(w, states(w, inputs.select!, rest), inputs);
    free(w);
    return out;
  });
  const valued = jit((w: Tensors, inputs: Record<string, Tensor>, ...rest: Tensor[]) => {
    const out = valueOf(w, states(w, inputs.select!, rest));
    free(w);
    return out;
  });
  // tokens are looked up here, not by a product with their one-hot: its gradient took longer than all the rest
  const load = (weights: Weights, { tokens }: Batch) => ({
    ...Object.fromEntries(names.map((name) => [name, f32(weights[name]!, dims[name]!)])),
    [EMBEDDED]: f32(lookUp(weights.embed!, tokens, shape.width), [rows, length, shape.width]),
  });
  const read = (batch: Batch) => ({ select: f32(batch.select, [rows, written, length]) });
  const asked = (batch: Batch) => ({
    target: f32(batch.target, [rows, written, shape.vocab]),
    allow: f32(batch.allow, [rows, written, shape.vocab]),
  });
  const flat = async (tensor: unknown) => (await (tensor as Tensor).data()) as Float32Array;
  return {
    async grade(weights, batch, extra = {}) {
      const more = Object.entries({ weight: batch.weight, ...extra }).map(([name, data]) => [
        name,
        f32(data, [rows, written]),
      ]);
      const inputs = { ...read(batch), ...asked(batch), ...Object.fromEntries(more) };
      const [value, grads] = graded(load(weights, batch), inputs, ...fixed()) as unknown as [Tensor, Tensors];
      const all = [...names.map((name) => grads[name]), grads[EMBEDDED], value];
      // a card is waited for once, not once for each weight
      const got: Float32Array[] = device === 'webgpu' ? await Promise.all(all.map(flat)) : [];
      for (const one of all.slice(got.length)) got.push(await flat(one));
      const out: Weights = Object.fromEntries(names.map((name, i) => [name, got[i]!]));
      addRows(out.embed!, batch.tokens, got.at(-2)!, shape.width);
      return { loss: got.at(-1)![0]!, grads: out };
    },
    score: (weights, batch) => flat(scored(load(weights, batch), { ...read(batch), ...asked(batch) }, ...fixed())),
    values: (weights, batch) => flat(valued(load(weights, batch), read(batch), ...fixed())),
    close() {
      for (const one of [graded, scored, valued]) one.dispose();
    },
  };
}

export interface Adam {
  step: number;
  first: Weights;
  second: Weights;
}

const zerosLike = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, new Float32Array(data.length)]));

export const newAdam = (weights: Weights): Adam => ({ step: 0, first: zerosLike(weights), second: zerosLike(weights) });

export interface AdamOptions {
  rate: number;
  /** Decoupled weight decay of matrices. */
  decay?: number;
  /** Greatest norm of the gradient. */
  clip?: number;
}

/** Changes weights and state in place. Returns the gradient's norm before clipping; not finite = nothing was changed. */
export function update(
  weights: Weights,
  grads: Weights,
  adam: Adam,
  { rate, decay = 0.01, clip = 1 }: AdamOptions,
): number {
  let square = 0;
  for (const data of Object.values(grads)) for (const g of data) square += g * g;
  const norm = Math.sqrt(square);
  if (!Number.isFinite(norm)) return norm;
  adam.step++;
  const scale = norm > clip ? clip / norm : 1;
  const [b1, b2] = [0.9, 0.98];
  const [c1, c2] = [1 - b1 ** adam.step, 1 - b2 ** adam.step];
  for (const [name, w] of Object.entries(weights)) {
    const [g, m, v] = [grads[name]!, adam.first[name]!, adam.second[name]!];
    const shrink = /norm/.test(name) ? 0 : rate * decay;
    for (let i = 0; i < w.length; i++) {
      const d = g[i]! * scale;
      m[i] = b1 * m[i]! + (1 - b1) * d;
      v[i] = b2 * v[i]! + (1 - b2) * d * d;
      w[i] = w[i]! * (1 - shrink) - (rate * (m[i]! / c1)) / (Math.sqrt(v[i]! / c2) + 1e-8);
    }
  }
  return norm;
}
