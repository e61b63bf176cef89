/** Decoding with a key-value cache: what was read stays read; side branches are tried without being kept. */
import { angles, backend, jit, np, step, tensors, type Shape, type Tensor, type Tensors, type Weights } from './net';

/** Tokens fed at once: long for reading, short for writing. Shapes are static, so there are just these two. */
const SIZES = [64, 16] as const;

export interface NetDecoder {
  /** Reads on so that exactly `tokens` are read (a shared start is not read again). Logits after the last one. */
  read(tokens: readonly number[]): Promise<Float32Array>;
  /** Logits after each branch, [from the end of what was read] + the branch's tokens; all branches equally long. */
  branch(branches: readonly (readonly number[])[]): Promise<Float32Array[]>;
  close(): void;
}

type DecodedStep = (held: Tensors, ...rest: Tensor[]) => [Tensor, Tensor, Tensor];
const known = new Map<string, DecodedStep>();

/** One step, compiled once for all decoders of a shape: weights are arguments, so that new ones compile nothing. */
function compiled(shape: Shape, device: string): DecodedStep {
  const key = JSON.stringify([device, shape]);
  const run =
    known.get(key) ??
    (jit((held: Tensors, ...rest: Tensor[]) => {
      const out = step(held, shape, ...(rest as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]));
      for (const one of Object.values(held)) one.dispose();
      return out;
    }) as DecodedStep);
  known.set(key, run);
  return run;
}

export async function openDecoder(weights: Weights, shape: Shape, webgpu = false): Promise<NetDecoder> {
  const device = await backend(webgpu);
  const run = compiled(shape, device);
  const { context, vocab } = shape;
  const w = tensors(weights, shape, device);
  const d = shape.width / shape.heads;
  const empty = () => np.zeros([shape.layers, 1, shape.heads, context, d], { device });
  let keys = empty();
  let values = empty();
  let past: number[] = [];

  /** Feeds tokens at given cells and positions; `sees[i]` tells which cells the i-th sees besides the read ones. */
  async function feed(tokens: number[], cells: number[], positions: number[], sees: number[][], seen: number) {
    const c = SIZES.findLast((size) => tokens.length <= size) ?? SIZES[0];
    const ids = new Int32Array(c);
    const place = new Float32Array(c * context);
    const mask = new Float32Array(c * context).fill(-1e9);
    const at = new Float32Array(c);
    for (let i = 0; i < c; i++) {
      const real = i < tokens.length;
      ids[i] = real ? tokens[i]! : 0;
      at[i] = real ? positions[i]! : 0;
      if (real) place[i * context + cells[i]!] = 1;
      mask.fill(0, i * context, i * context + Math.max(seen, real ? 0 : 1));
      if (real) for (const cell of sees[i]!) mask[i * context + cell] = 0;
    }
    const { cos, sin } = angles(shape, at);
    const put = (data: Float32Array, columns: number) =>
      np.array(data as Float32Array<ArrayBuffer>, { device }).reshape([c, columns]);
    const held = Object.fromEntries(Object.entries(w).map(([name, one]) => [name, one.ref]));
    const [logits, k, v] = run(
      held,
      keys,
      values,
      np.array(ids, { dtype: np.int32, device }),
      put(place, context),
      put(mask, context),
      put(cos, d / 2),
      put(sin, d / 2),
    );
    keys = k;
    values = v;
    return (await logits.data()) as Float32Array;
  }

  return {
    async read(tokens) {
      if (tokens.length === 0 || tokens.length > context)
        throw new Error(`The tiny protégé reads 1 to ${context} tokens, not ${tokens.length}.`);
      let shared = 0;
      while (shared < past.length && shared < tokens.length - 1 && past[shared] === tokens[shared]) shared++;
      past = past.slice(0, shared);
      let last = new Float32Array();
      while (past.length < tokens.length) {
        const from = past.length;
        const part = tokens.slice(from, from + SIZES[0]);
        const cells = part.map((_, i) => from + i);
        const out = await feed(
          [...part],
          cells,
          cells,
          cells.map((_, i) => cells.slice(0, i + 1)),
          from,
        );
        past.push(...part);
        last = out.slice((part.length - 1) * vocab, part.length * vocab);
      }
      return last;
    },
    async branch(branches) {
      const length = branches[0]!.length;
      const from = past.length;
      const per = Math.max(1, Math.floor(SIZES[1] / length));
      const out: Float32Array[] = [];
      for (let b = 0; b < branches.length; b += per) {
        const some = branches.slice(b, b + per);
        if (from + some.length * length > context) throw new Error('The sequence leaves no room to write an action.');
        const cells = some.flat().map((_, i) => from + i);
        const positions = some.flatMap((one) => one.map((_, i) => from + i));
        const sees = some.flatMap((one, n) =>
          one.map((_, i) => one.slice(0, i + 1).map((_, j) => from + n * length + j)),
        );
        const logits = await feed(some.flat(), cells, positions, sees, from);
        for (let n = 0; n < some.length; n++)
          out.push(logits.slice(((n + 1) * length - 1) * vocab, (n + 1) * length * vocab));
      }
      return out;
    },
    close() {
      for (const one of [keys, values, ...Object.values(w)]) one.dispose();
    },
  };
}
