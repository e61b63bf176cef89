/** Gradients on @jax-js/jax, Adam on plain arrays. Weights live in Float32Arrays: easy to keep, to check, to send. */
import { jit, np, nn, angles, backend, causal, forward, dimensions, type Shape, type Tensor, type Tensors, type Weights } from '../models/trained/net'; // prettier-ignore
import { valueAndGrad } from '@jax-js/jax';
import type { Batch, Sizes } from './batch';

/** Inputs of a batch as the loss gets them; all are consumed. */
export interface Inputs {
  tokens: Tensor;
  select: Tensor;
  target: Tensor;
  allow: Tensor;
  weight: Tensor;
  [extra: string]: Tensor;
}

/** logp [rows, written] of the written tokens under the allowed ones -> scalar loss. Consumes its arguments. */
export type Loss = (logp: Tensor, all: Tensor, inputs: Record<string, Tensor>) => Tensor;

export interface Gradient {
  loss: number;
  grads: Weights;
}

/** Minus the weighted mean log-probability. */
export const crossEntropy: Loss = (logp, all, { weight }) => {
  all.dispose();
  const total = np.sum(np.abs(weight!.ref)).add(1e-6);
  return np.sum(logp.mul(weight!)).div(total).neg();
};

export interface Grader {
  /** Loss and gradient at weights; `extra` inputs are [rows, written]. */
  grade(weights: Weights, batch: Batch, extra?: Record<string, Float32Array>): Promise<Gradient>;
  /** Log-probability of each written token, [rows × written]. */
  score(weights: Weights, batch: Batch): Promise<Float32Array>;
  close(): void;
}

export async function openGrader(
  shape: Shape,
  sizes: Sizes,
  loss: Loss = crossEntropy,
  webgpu = false,
): Promise<Grader> {
  await backend(webgpu);
  const names = Object.keys(dimensions(shape));
  const dims = dimensions(shape);
  const { rows, length, written } = sizes;
  const { cos, sin } = angles(
    shape,
    Array.from({ length }, (_, i) => i),
  );
  const half = shape.width / shape.heads / 2;
  const fixed = () => [
    np.array(cos).reshape([length, half]),
    np.array(sin).reshape([length, half]),
    np.array(causal(length)).reshape([length, length]),
  ];
  const logps = (w: Tensors, inputs: Record<string, Tensor>, rest: Tensor[]): [Tensor, Tensor] => {
    const hidden = forward(w, shape, inputs.tokens!, rest[0]!, rest[1]!, rest[2]!);
    const picked = np.einsum('bat,btd->bad', inputs.select!, hidden);
    const logits = np.matmul(picked, np.transpose(w.embed!.ref, [1, 0])).add(inputs.allow!);
    const all = nn.logSoftmax(logits, -1);
    return [np.sum(all.ref.mul(inputs.target!), -1), all];
  };
  const free = (w: Tensors) => Object.values(w).forEach((one) => one.dispose());
  const graded = jit((w: Tensors, inputs: Record<string, Tensor>, ...rest: Tensor[]) =>
    valueAndGrad((v: Tensors) => {
      const { tokens, select, target, allow, ...other } = inputs;
      const [logp, all] = logps(v, { tokens: tokens!, select: select!, target: target!, allow: allow! }, rest);
      const value = loss(logp, all, other);
      free(v);
      return value;
    })(w as never),
  );
  const scored = jit((w: Tensors, inputs: Record<string, Tensor>, ...rest: Tensor[]) => {
    const [logp, all] = logps(w, inputs, rest);
    all.dispose();
    free(w);
    return logp;
  });
  const load = (weights: Weights) =>
    Object.fromEntries(
      names.map((name) => [name, np.array(weights[name]! as Float32Array<ArrayBuffer>).reshape(dims[name]!)]),
    );
  const f32 = (data: Float32Array, shapeOf: number[]) => np.array(data as Float32Array<ArrayBuffer>).reshape(shapeOf);
  const feed = (batch: Batch): Record<string, Tensor> => ({
    tokens: np.array(batch.tokens as Int32Array<ArrayBuffer>, { dtype: np.int32 }).reshape([rows, length]),
    select: f32(batch.select, [rows, written, length]),
    target: f32(batch.target, [rows, written, shape.vocab]),
    allow: f32(batch.allow, [rows, written, shape.vocab]),
  });
  return {
    async grade(weights, batch, extra = {}) {
      const more = Object.fromEntries(Object.entries({ weight: batch.weight, ...extra }).map(([name, data]) => [name, f32(data, [rows, written])])); // prettier-ignore
      const [value, grads] = graded(load(weights), { ...feed(batch), ...more }, ...fixed()) as unknown as [
        Tensor,
        Tensors,
      ];
      const out: Weights = {};
      for (const name of names) out[name] = (await grads[name]!.data()) as Float32Array;
      return { loss: ((await value.data()) as Float32Array)[0]!, grads: out };
    },
    async score(weights, batch) {
      const logp = scored(load(weights), feed(batch), ...fixed()) as unknown as Tensor;
      return (await logp.data()) as Float32Array;
    },
    close() {
      graded.dispose();
      scored.dispose();
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
