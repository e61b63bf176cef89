/**
 * The net: a decoder-only transformer of the llama family (RMS norm, rotary positions, SwiGLU, tied embedding) on
 * @jax-js/jax. Tokens in, logits out; nothing else is fed to it. Arrays are counted references: every use but the last
 * takes `.ref`.
 */
import './iterators';
import { defaultDevice, getWebGPUDevice, init, jit, nn, numpy as np, type Array as Tensor } from '@jax-js/jax';

export interface Shape {
  vocab: number;
  width: number;
  layers: number;
  heads: number;
  hidden: number;
  /** Longest sequence. */
  context: number;
}

export type Weights = Record<string, Float32Array>;
export type Tensors = Record<string, Tensor>;

/** Dimensions of every weight, in the order of the checkpoint. */
export function dimensions({ vocab, width, layers, hidden }: Shape): Record<string, number[]> {
  const out: Record<string, number[]> = { embed: [vocab, width] };
  for (let i = 0; i < layers; i++) {
    out[`${i}.norm1`] = [width];
    for (const name of ['q', 'k', 'v', 'o']) out[`${i}.${name}`] = [width, width];
    out[`${i}.norm2`] = [width];
    for (const name of ['gate', 'up']) out[`${i}.${name}`] = [width, hidden];
    out[`${i}.down`] = [hidden, width];
  }
  return { ...out, norm: [width] };
}

export const size = (dims: number[]) => dims.reduce((a, b) => a * b, 1);

/** Cosines and sines for positions: [n, heads dimension / 2] each. */
export function angles(
  { width, heads }: Shape,
  positions: ArrayLike<number>,
): { cos: Float32Array; sin: Float32Array } {
  const half = width / heads / 2;
  const cos = new Float32Array(positions.length * half);
  const sin = new Float32Array(positions.length * half);
  for (let i = 0; i < positions.length; i++)
    for (let j = 0; j < half; j++) {
      const angle = positions[i]! * 10_000 ** (-j / half);
      cos[i * half + j] = Math.cos(angle);
      sin[i * half + j] = Math.sin(angle);
    }
  return { cos, sin };
}

function norm(x: Tensor, gain: Tensor): Tensor {
  const square = np.mean(np.square(x.ref), -1, { keepdims: true });
  return x.mul(np.reciprocal(np.sqrt(square.add(1e-5)))).mul(gain);
}

/** x [b, h, t, d]; halves of a head are rotated against each other. */
function rotate(x: Tensor, cos: Tensor, sin: Tensor): Tensor {
  const half = x.shape[3]! / 2;
  const a = x.ref.slice([], [], [], [0, half]);
  const b = x.slice([], [], [], [half, half * 2]);
  return np.concatenate([a.ref.mul(cos.ref).sub(b.ref.mul(sin.ref)), a.mul(sin).add(b.mul(cos))], 3);
}

const heads = (x: Tensor, b: number, t: number, h: number) =>
  np.transpose(x.reshape([b, t, h, x.shape.at(-1)! / h]), [0, 2, 1, 3]);

/** Attention over given keys and values; `mask` is added to the scores. */
function attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor): Tensor {
  const scale = 1 / Math.sqrt(q.shape[3]!);
  const scores = np
    .matmul(q, np.transpose(k, [0, 1, 3, 2]))
    .mul(scale)
    .add(mask);
  const [b, h, t, d] = [v.shape[0]!, v.shape[1]!, scores.shape[2]!, v.shape[3]!];
  return np.transpose(np.matmul(nn.softmax(scores, -1), v), [0, 2, 1, 3]).reshape([b, t, h * d]);
}

function feed(w: Tensors, i: number, x: Tensor): Tensor {
  const y = norm(x.ref, w[`${i}.norm2`]!.ref);
  const gate = nn.silu(np.matmul(y.ref, w[`${i}.gate`]!.ref));
  return x.add(np.matmul(gate.mul(np.matmul(y, w[`${i}.up`]!.ref)), w[`${i}.down`]!.ref));
}

const embed = (w: Tensors, tokens: Tensor, shape: Shape) => np.matmul(nn.oneHot(tokens, shape.vocab), w.embed!.ref);

/**
 * Hidden states [b, t, width] of whole sequences, from their embedded tokens [b, t, width]. `mask` [t, t], `cos` and
 * `sin` [t, d/2] are consumed as well.
 */
export function forward(w: Tensors, shape: Shape, embedded: Tensor, cos: Tensor, sin: Tensor, mask: Tensor): Tensor {
  const [b, t] = embedded.shape as [number, number, number];
  let x = embedded;
  for (let i = 0; i < shape.layers; i++) {
    const y = norm(x.ref, w[`${i}.norm1`]!.ref);
    const part = (name: string, from: Tensor) => heads(np.matmul(from, w[`${i}.${name}`]!.ref), b, t, shape.heads);
    const q = rotate(part('q', y.ref), cos.ref, sin.ref);
    const k = rotate(part('k', y.ref), cos.ref, sin.ref);
    x = x.add(np.matmul(attend(q, k, part('v', y), mask.ref), w[`${i}.o`]!.ref));
    x = feed(w, i, x);
  }
  for (const used of [cos, sin, mask]) used.dispose();
  return norm(x, w.norm!.ref);
}

/** Additive causal mask [t, t]. */
export function causal(t: number): Float32Array {
  const out = new Float32Array(t * t);
  for (let i = 0; i < t; i++) for (let j = i + 1; j < t; j++) out[i * t + j] = -1e9;
  return out;
}

/**
 * One decoding step for `c` tokens at once. keys, values [layers, 1, h, context, d]; `place` [c, context] is one-hot:
 * where each token's keys go; `mask` [c, context] is added to the scores. Returns logits [c, vocab], keys, values.
 */
export function step(
  w: Tensors,
  shape: Shape,
  keys: Tensor,
  values: Tensor,
  tokens: Tensor,
  place: Tensor,
  mask: Tensor,
  cos: Tensor,
  sin: Tensor,
): [Tensor, Tensor, Tensor] {
  const c = tokens.shape[0]!;
  let x = embed(w, tokens, shape).reshape([1, c, shape.width]);
  const kept = np.subtract(1, np.sum(place.ref, 0)).reshape([1, 1, shape.context, 1]);
  const scatter = np.transpose(place, [1, 0]);
  const [ks, vs]: [Tensor[], Tensor[]] = [[], []];
  for (let i = 0; i < shape.layers; i++) {
    const y = norm(x.ref, w[`${i}.norm1`]!.ref);
    const part = (name: string, from: Tensor) => heads(np.matmul(from, w[`${i}.${name}`]!.ref), 1, c, shape.heads);
    const q = rotate(part('q', y.ref), cos.ref, sin.ref);
    const put = (old: Tensor, now: Tensor) => old.mul(kept.ref).add(np.einsum('tc,bhcd->bhtd', scatter.ref, now));
    const k = put(keys.ref.slice(i), rotate(part('k', y.ref), cos.ref, sin.ref));
    const v = put(values.ref.slice(i), part('v', y));
    ks.push(k.ref);
    vs.push(v.ref);
    x = x.add(np.matmul(attend(q, k, v, mask.ref), w[`${i}.o`]!.ref));
    x = feed(w, i, x);
  }
  for (const used of [keys, values, kept, scatter, mask, cos, sin]) used.dispose();
  const hidden = norm(x, w.norm!.ref).reshape([c, shape.width]);
  return [np.matmul(hidden, np.transpose(w.embed!.ref, [1, 0])), np.stack(ks, 0), np.stack(vs, 0)];
}

export const tensors = (weights: Weights, shape: Shape, device: Backend): Tensors =>
  Object.fromEntries(
    Object.entries(dimensions(shape)).map(([name, dims]) => [
      name,
      np.array(weights[name]! as Float32Array<ArrayBuffer>, { device }).reshape(dims),
    ]),
  );

export type Backend = 'wasm' | 'webgpu';

/**
 * Wasm on the CPU everywhere; WebGPU where it is asked for and there is one. Arrays lie on wasm unless they are put
 * elsewhere by name, and what is computed from them stays with them: nets on both can be used side by side.
 */
export async function backend(webgpu = false): Promise<Backend> {
  const asked = webgpu && Boolean((globalThis.navigator as { gpu?: unknown } | undefined)?.gpu);
  const there = await init(...(asked ? (['webgpu', 'wasm'] as const) : (['wasm'] as const)));
  defaultDevice('wasm');
  return asked && there.includes('webgpu') ? 'webgpu' : 'wasm';
}

export { getWebGPUDevice, jit, np, nn };
export type { Tensor };
