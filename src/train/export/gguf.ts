/**
 * The tiny protégé as a GGUF file (version 3, llama architecture, 32-bit), for llama.cpp, Ollama and wllama. Its words
 * are not text: each token of the closed vocabulary is one user-defined token, written in brackets: `⟨RUN⟩⟨EDIT⟩`. What
 * reads an episode into tokens and tokens into actions stays in models/trained.
 */
import { concat } from '../../lib/bytes';
import { size, dimensions, type Shape, type Weights } from '../../models/trained/net';
import { TOKENS } from '../../models/trained/vocab';

/** Tokens as the text that llama.cpp reads back into exactly these tokens. */
export const ggufText = (tokens: readonly number[]): string => tokens.map((token) => written(TOKENS[token]!)).join('');

/** The tokens of a text that llama.cpp wrote. @throws when it holds anything else. */
export function ggufTokens(text: string): number[] {
  const ids = new Map(TOKENS.map((token, i) => [written(token), i]));
  const parts = text.match(/⟨[\s\S]*?⟩(?!⟩)/g) ?? [];
  if (parts.join('') !== text || parts.some((part) => !ids.has(part)))
    throw new Error(`This is no text of the tiny protégé's vocabulary: ${JSON.stringify(text.slice(0, 60))}.`);
  return parts.map((part) => ids.get(part)!);
}

const written = (token: string) => `⟨${token}⟩`;

const MAGIC = 0x46554747;
const ALIGNMENT = 32;
const USER_DEFINED = 4;

/** A weight as GGUF wants it: dimensions innermost first. */
interface Tensor {
  name: string;
  dims: number[];
  data: Float32Array;
}

/** @throws when a weight is missing or has another size than the shape says. */
export function toGguf(shape: Shape, weights: Weights, name = 'tiny-protege'): Uint8Array<ArrayBuffer> {
  const tensors = tensorsOf(shape, weights);
  const file = new Bytes();
  file.u32(MAGIC);
  file.u32(3);
  const values = metadata(shape, name);
  file.u64(tensors.length);
  file.u64(Object.keys(values).length);
  for (const [key, value] of Object.entries(values)) {
    file.text(key);
    file.value(value);
  }
  let offset = 0;
  for (const { name: of, dims, data } of tensors) {
    file.text(of);
    file.u32(dims.length);
    dims.forEach((n) => file.u64(n));
    file.u32(0); // F32
    file.u64(offset);
    offset += Math.ceil(data.byteLength / ALIGNMENT) * ALIGNMENT;
  }
  for (const { data } of tensors) {
    file.pad(ALIGNMENT);
    file.raw(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  file.pad(ALIGNMENT);
  return file.done();
}

function metadata({ width, layers, heads, hidden, context, vocab }: Shape, name: string): Record<string, Value> {
  const token = (text: string) => ({ u32: TOKENS.indexOf(text) });
  return {
    'general.architecture': 'llama',
    'general.name': name,
    'general.alignment': { u32: ALIGNMENT },
    'general.file_type': { u32: 0 },
    'llama.context_length': { u32: context },
    'llama.embedding_length': { u32: width },
    'llama.block_count': { u32: layers },
    'llama.feed_forward_length': { u32: hidden },
    'llama.attention.head_count': { u32: heads },
    'llama.attention.head_count_kv': { u32: heads },
    'llama.attention.layer_norm_rms_epsilon': { f32: 1e-5 },
    'llama.rope.dimension_count': { u32: width / heads },
    'llama.rope.freq_base': { f32: 10_000 },
    'llama.vocab_size': { u32: vocab },
    'tokenizer.ggml.model': 'llama',
    'tokenizer.ggml.tokens': TOKENS.map(written),
    'tokenizer.ggml.scores': new Float32Array(vocab),
    'tokenizer.ggml.token_type': new Int32Array(vocab).fill(USER_DEFINED),
    'tokenizer.ggml.bos_token_id': token('<start>'),
    'tokenizer.ggml.eos_token_id': token('<pad>'),
    'tokenizer.ggml.unknown_token_id': token('<none>'),
    'tokenizer.ggml.padding_token_id': token('<pad>'),
    'tokenizer.ggml.add_bos_token': false,
    'tokenizer.ggml.add_eos_token': false,
    'tokenizer.ggml.add_space_prefix': false,
  };
}

function tensorsOf(shape: Shape, weights: Weights): Tensor[] {
  const dims = dimensions(shape);
  for (const [name, of] of Object.entries(dims)) {
    if (weights[name]?.length !== size(of))
      throw new Error(`These weights do not fit their shape: ${name} should hold ${size(of)} numbers.`);
  }
  const gain = (name: string, from: string): Tensor => ({ name, dims: [shape.width], data: weights[from]! });
  const matrix = (name: string, from: string, rows?: (out: number) => number): Tensor => {
    const [inner, outer] = dims[from] as [number, number];
    return { name, dims: [inner, outer], data: turned(weights[from]!, inner, outer, rows) };
  };
  const half = shape.width / shape.heads / 2;
  /** llama.cpp rotates neighbours against each other, the net the halves of a head: its rows are dealt out in turn. */
  const dealt = (out: number) => {
    const [head, within] = [Math.floor(out / (2 * half)), out % (2 * half)];
    return head * 2 * half + (within % 2) * half + Math.floor(within / 2);
  };
  const blocks = Array.from({ length: shape.layers }, (_, i) => [
    gain(`blk.${i}.attn_norm.weight`, `${i}.norm1`),
    matrix(`blk.${i}.attn_q.weight`, `${i}.q`, dealt),
    matrix(`blk.${i}.attn_k.weight`, `${i}.k`, dealt),
    matrix(`blk.${i}.attn_v.weight`, `${i}.v`),
    matrix(`blk.${i}.attn_output.weight`, `${i}.o`),
    gain(`blk.${i}.ffn_norm.weight`, `${i}.norm2`),
    matrix(`blk.${i}.ffn_gate.weight`, `${i}.gate`),
    matrix(`blk.${i}.ffn_up.weight`, `${i}.up`),
    matrix(`blk.${i}.ffn_down.weight`, `${i}.down`),
  ]);
  const embed: Tensor = { name: 'token_embd.weight', dims: [shape.width, shape.vocab], data: weights.embed! };
  return [embed, ...blocks.flat(), gain('output_norm.weight', 'norm')]; // the output matrix is the embedding
}

/** [inner, outer] row by row -> one row of `inner` numbers for each output; `rows` says which output comes where. */
function turned(data: Float32Array, inner: number, outer: number, rows = (out: number) => out): Float32Array {
  const to = new Float32Array(data.length);
  for (let out = 0; out < outer; out++) {
    const from = rows(out);
    for (let i = 0; i < inner; i++) to[out * inner + i] = data[i * outer + from]!;
  }
  return to;
}

type Value = string | boolean | { u32: number } | { f32: number } | string[] | Float32Array | Int32Array;

const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, text: 8, array: 9 } as const;

/** Little-endian bytes, appended. */
class Bytes {
  #parts: Uint8Array[] = [];
  #length = 0;

  raw(data: Uint8Array): void {
    this.#parts.push(data);
    this.#length += data.length;
  }
  u32 = (n: number) => this.raw(new Uint8Array(new Uint32Array([n]).buffer));
  u64 = (n: number) => this.raw(new Uint8Array(new BigUint64Array([BigInt(n)]).buffer));
  text(text: string): void {
    const data = new TextEncoder().encode(text);
    this.u64(data.length);
    this.raw(data);
  }
  pad(to: number): void {
    this.raw(new Uint8Array((to - (this.#length % to)) % to));
  }
  value(value: Value): void {
    if (typeof value === 'string') {
      this.u32(TYPE.text);
      this.text(value);
    } else if (typeof value === 'boolean') {
      this.u32(TYPE.bool);
      this.raw(new Uint8Array([Number(value)]));
    } else if (Array.isArray(value)) {
      this.u32(TYPE.array);
      this.u32(TYPE.text);
      this.u64(value.length);
      value.forEach((item) => this.text(item));
    } else if ('u32' in value) {
      this.u32(TYPE.u32);
      this.u32(value.u32);
    } else if ('f32' in value) {
      this.u32(TYPE.f32);
      this.raw(new Uint8Array(new Float32Array([value.f32]).buffer));
    } else {
      this.u32(TYPE.array);
      this.u32(value instanceof Float32Array ? TYPE.f32 : TYPE.i32);
      this.u64(value.length);
      this.raw(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    }
  }
  done(): Uint8Array<ArrayBuffer> {
    return concat(this.#parts);
  }
}
