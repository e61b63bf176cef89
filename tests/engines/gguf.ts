/**
 * Writes real GGUF files small enough for a test: a llama-architecture model whose layer is all zeros, so that the next
 * token depends on the last one only and the output matrix IS a table of next-token logits. llama.cpp runs it like any other.
 */

type Value = string | number | boolean | string[] | Float32Array | Int32Array;

class Writer {
  #parts: Uint8Array[] = [];
  size = 0;
  bytes(data: Uint8Array): void {
    this.#parts.push(data);
    this.size += data.length;
  }
  u32 = (n: number) => this.bytes(new Uint8Array(new Uint32Array([n]).buffer));
  u64 = (n: number) => this.bytes(new Uint8Array(new BigUint64Array([BigInt(n)]).buffer));
  f32 = (n: number) => this.bytes(new Uint8Array(new Float32Array([n]).buffer));
  text(text: string): void {
    const data = new TextEncoder().encode(text);
    this.u64(data.length);
    this.bytes(data);
  }
  value(value: Value): void {
    if (typeof value === 'string') return (this.u32(8), this.text(value));
    if (typeof value === 'boolean') return (this.u32(7), this.bytes(new Uint8Array([Number(value)])));
    if (typeof value === 'number')
      return Number.isInteger(value) ? (this.u32(4), this.u32(value)) : (this.u32(6), this.f32(value));
    this.u32(9);
    if (Array.isArray(value)) {
      this.u32(8);
      this.u64(value.length);
      for (const item of value) this.text(item);
      return;
    }
    this.u32(value instanceof Float32Array ? 6 : 5);
    this.u64(value.length);
    this.bytes(new Uint8Array(value.buffer));
  }
  pad(to: number): void {
    this.bytes(new Uint8Array((to - (this.size % to)) % to));
  }
  done(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

const TEMPLATE =
  "{% for m in messages %}{{ '<|' + m.role + '|>' + m.content + '<|end|>' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}";

export interface Made {
  bytes: Uint8Array<ArrayBuffer>;
  tokens: string[];
}

export interface Table {
  /** Whole texts that are one token each. */
  pieces?: string[];
  /** Natural-log weight of `next` after `last`; undefined = never. */
  logit(last: string, next: string): number | undefined;
  context?: number;
  /** False: a base model, that was never taught to chat. */
  template?: boolean;
  /** Named as a code model that was taught to fill, with these marks in its vocabulary. */
  marks?: string[];
  /** Bytes of unused weights, to make the file as long as a test needs. */
  ballast?: number;
}

const NEVER = -30;

/** A model that continues after the last token alone, by the table. Special tokens: <|system|> <|user|> <|assistant|> <|end|>. */
export function gguf({ pieces = [], logit, context = 8192, template = true, ballast = 0, marks = [] }: Table): Made {
  const special = ['<|system|>', '<|user|>', '<|assistant|>', '<|end|>', ...marks];
  const bytes = Array.from({ length: 256 }, (_, n) => `<0x${n.toString(16).toUpperCase().padStart(2, '0')}>`);
  const letters = Array.from({ length: 95 }, (_, n) => String.fromCharCode(32 + n)).concat('\n');
  const tokens = ['<unk>', '<s>', '</s>', ...bytes, ...letters, ...special, ...pieces];
  const types = [
    2,
    3,
    3,
    ...bytes.map(() => 6),
    ...letters.map(() => 1),
    ...special.map(() => 3),
    ...pieces.map(() => 4),
  ];
  const width = Math.ceil(tokens.length / 32) * 32;
  const tensors: Tensor[] = [];
  const tensor = (name: string, shape: number[], fill?: (data: Float32Array) => void) => {
    const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
    fill?.(data);
    tensors.push({ name, shape, data });
  };
  tensor('token_embd.weight', [width, tokens.length], (data) => tokens.forEach((_, t) => (data[t * width + t] = 1)));
  tensor('output.weight', [width, tokens.length], (data) => {
    const scale = 1 / Math.sqrt(width); // the norm of a one-hot vector
    tokens.forEach((next, n) =>
      tokens.forEach((last, l) => (data[n * width + l] = (logit(last, next) ?? NEVER) * scale)),
    );
  });
  tensor('output_norm.weight', [width], (data) => data.fill(1));
  for (const name of ['attn_norm', 'ffn_norm']) tensor(`blk.0.${name}.weight`, [width], (data) => data.fill(1));
  for (const name of ['attn_q', 'attn_k', 'attn_v', 'attn_output']) tensor(`blk.0.${name}.weight`, [width, width]);
  tensor('blk.0.ffn_gate.weight', [width, 32 + Math.ceil(ballast / 12 / width)]);
  tensor('blk.0.ffn_up.weight', [width, 32 + Math.ceil(ballast / 12 / width)]);
  tensor('blk.0.ffn_down.weight', [32 + Math.ceil(ballast / 12 / width), width]);

  const metadata: [string, Value][] = [
    ['general.architecture', 'llama'],
    ['general.name', marks.length > 0 ? 'table coder' : 'table'],
    ['general.size_label', '50M'],
    ['llama.context_length', context],
    ['llama.embedding_length', width],
    ['llama.block_count', 1],
    ['llama.feed_forward_length', 32 + Math.ceil(ballast / 12 / width)],
    ['llama.attention.head_count', width / 32],
    ['llama.attention.head_count_kv', width / 32],
    ['llama.rope.dimension_count', 32],
    ['llama.attention.layer_norm_rms_epsilon', 1e-12 + 0.00001],
    ['llama.vocab_size', tokens.length],
    ['tokenizer.ggml.model', 'llama'],
    ['tokenizer.ggml.tokens', tokens.map((token) => (token === ' ' ? '▁' : token))],
    ['tokenizer.ggml.scores', Float32Array.from(tokens, () => 0)],
    ['tokenizer.ggml.token_type', Int32Array.from(types)],
    ['tokenizer.ggml.bos_token_id', 1],
    ['tokenizer.ggml.eos_token_id', 2],
    ['tokenizer.ggml.unknown_token_id', 0],
    ['tokenizer.ggml.add_bos_token', false],
    ['tokenizer.ggml.add_space_prefix', false],
    ...(template ? ([['tokenizer.chat_template', TEMPLATE]] as [string, Value][]) : []),
  ];
  return { bytes: written(metadata, tensors), tokens };
}

/** A LoRA for such a table: adds `more` to the logit of `next` after `last`. */
export function lora({ tokens }: Made, last: string, next: string, more: number): Uint8Array<ArrayBuffer> {
  const width = Math.ceil(tokens.length / 32) * 32;
  const a = new Float32Array(width);
  const b = new Float32Array(tokens.length);
  a[tokens.indexOf(last)] = 1;
  b[tokens.indexOf(next)] = more / Math.sqrt(width);
  const metadata: [string, Value][] = [
    ['general.architecture', 'llama'],
    ['general.type', 'adapter'],
    ['adapter.type', 'lora'],
    ['adapter.lora.alpha', 1 + 1e-6],
  ];
  return written(metadata, [
    { name: 'output.weight.lora_a', shape: [width, 1], data: a },
    { name: 'output.weight.lora_b', shape: [1, tokens.length], data: b },
  ]);
}

interface Tensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

function written(metadata: [string, Value][], tensors: Tensor[]): Uint8Array<ArrayBuffer> {
  const file = new Writer();
  file.u32(0x46554747);
  file.u32(3);
  file.u64(tensors.length);
  file.u64(metadata.length);
  for (const [key, value] of metadata) {
    file.text(key);
    file.value(value);
  }
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    file.text(name);
    file.u32(shape.length);
    for (const n of shape) file.u64(n);
    file.u32(0);
    file.u64(offset);
    offset += Math.ceil(data.byteLength / 32) * 32;
  }
  file.pad(32);
  for (const { data } of tensors) {
    file.bytes(new Uint8Array(data.buffer));
    file.pad(32);
  }
  return file.done();
}

/** A LoRA adapter of rank 1 over the named weights, [inputs, outputs] each; it pushes all outputs the same way. */
export function adapter(weights: Record<string, [number, number]>, strength: number): Uint8Array<ArrayBuffer> {
  const tensors = Object.entries(weights).flatMap(([name, [inputs, outputs]]): Tensor[] => [
    { name: `${name}.lora_a`, shape: [inputs, 1], data: new Float32Array(inputs).fill(strength) },
    {
      name: `${name}.lora_b`,
      shape: [1, outputs],
      data: Float32Array.from({ length: outputs }, (_, i) => ((i % 7) - 3) / 3),
    },
  ]);
  const metadata: [string, Value][] = [
    ['general.architecture', 'llama'],
    ['general.type', 'adapter'],
    ['general.name', 'push'],
    ['adapter.type', 'lora'],
    ['adapter.lora.alpha', 1.5],
  ];
  return written(metadata, tensors);
}

/** Replies whole actions with the given chances, then stops. */
export function speaking(chances: Record<string, number>, over: Partial<Table> = {}): Made {
  const pieces = Object.keys(chances);
  return gguf({
    pieces,
    logit: (last, next) =>
      last === '<|assistant|>' && next in chances
        ? Math.log(chances[next]!)
        : pieces.includes(last) && next === '</s>'
          ? 0
          : undefined,
    ...over,
  });
}

/** Noise over all printable characters; quotes and braces come often enough that strings end. */
export function babbling(seed = 1, over: Partial<Table> = {}): Made {
  const noise = (a: string, b: string) => {
    let h = seed * 2654435761;
    for (const c of a + b) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193) >>> 0;
    return (h % 1000) / 250;
  };
  return gguf({
    logit: (last, next) =>
      next === '</s>' ? 1 : next.length > 1 ? undefined : noise(last, next) + (next === '"' ? 3 : 0),
    ...over,
  });
}
