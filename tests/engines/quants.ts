/** GGUF's quantized blocks, made at random and read the slow way: what our dot products are held against. */

export interface Format {
  kernel: string;
  /** Bytes and values of a block of weights; bytes of a block of activations, and where their values begin. */
  bytes: number;
  values: number;
  other: number;
  from: number;
  /** Offsets of the weights' 16-bit floats. */
  floats: number[];
  weight(view: DataView, at: number, i: number): number;
}

const float = (bits: number): number => {
  const [sign, exponent, rest] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent === 0 ? rest * 2 ** -24 : (1 + rest / 1024) * 2 ** (exponent - 15));
};
const scale = (view: DataView, at: number) => float(view.getUint16(at, true));
/** The 4 bits of value `i` of 32, which lie in halves. */
const four = (view: DataView, at: number, i: number) => (view.getUint8(at + (i % 16)) >> (i < 16 ? 0 : 4)) & 15;

export const FORMATS: Format[] = [
  {
    ...{ kernel: 'ggml_vec_dot_q8_0_q8_0', bytes: 34, values: 32, other: 34, from: 2, floats: [0] },
    weight: (view, at, i) => scale(view, at) * view.getInt8(at + 2 + i),
  },
  {
    ...{ kernel: 'ggml_vec_dot_q4_0_q8_0', bytes: 18, values: 32, other: 34, from: 2, floats: [0] },
    weight: (view, at, i) => scale(view, at) * (four(view, at + 2, i) - 8),
  },
  {
    ...{ kernel: 'ggml_vec_dot_q5_0_q8_0', bytes: 22, values: 32, other: 34, from: 2, floats: [0] },
    weight(view, at, i) {
      const fifth = (view.getUint32(at + 2, true) >>> i) & 1;
      return scale(view, at) * ((four(view, at + 6, i) | (fifth << 4)) - 16);
    },
  },
  {
    ...{ kernel: 'ggml_vec_dot_q4_1_q8_1', bytes: 20, values: 32, other: 36, from: 4, floats: [0, 2] },
    weight: (view, at, i) => scale(view, at) * four(view, at + 4, i) + scale(view, at + 2),
  },
  {
    ...{ kernel: 'ggml_vec_dot_q4_K_q8_K', bytes: 144, values: 256, other: 292, from: 4, floats: [0, 2] },
    weight(view, at, i) {
      const part = i >> 5;
      const byte = (n: number) => view.getUint8(at + 4 + n);
      const least = part < 4 ? byte(part + 4) & 63 : (byte(part + 4) >> 4) | ((byte(part) >> 6) << 4);
      const times = part < 4 ? byte(part) & 63 : (byte(part + 4) & 15) | ((byte(part - 4) >> 6) << 4);
      const both = view.getUint8(at + 16 + 32 * (part >> 1) + (i % 32));
      return scale(view, at) * times * (part & 1 ? both >> 4 : both & 15) - scale(view, at + 2) * least;
    },
  },
  {
    ...{ kernel: 'ggml_vec_dot_q6_K_q8_K', bytes: 210, values: 256, other: 292, from: 4, floats: [208] },
    weight(view, at, i) {
      const [half, part, n] = [i >> 7, (i & 127) >> 5, i & 31];
      const low = view.getUint8(at + 64 * half + 32 * (part & 1) + n);
      const high = (view.getUint8(at + 128 + 32 * half + n) >> (2 * part)) & 3;
      const times = view.getInt8(at + 192 + 8 * half + 2 * part + (n >> 4));
      return scale(view, at + 208) * times * (((part < 2 ? low & 15 : low >> 4) | (high << 4)) - 32);
    },
  },
];

export interface Row {
  /** The dot product, and the sum of the sizes of its terms. */
  value: number;
  size: number;
}

/** Writes `blocks` random blocks of weights at `x` and of activations at `y`; the product, summed in 64 bits. */
export function row(
  format: Format,
  memory: ArrayBuffer,
  [x, y]: [number, number],
  blocks: number,
  random: () => number,
): Row {
  const view = new DataView(memory);
  const { bytes, values, other, from } = format;
  const byte = () => Math.max(-127, Math.floor(random() * 256) - 128);
  const half = () =>
    ((Math.floor(random() * 4) + 8) << 10) | Math.floor(random() * 1024) | (random() < 0.3 ? 0x8000 : 0);
  let value = 0;
  let size = 0;
  for (let b = 0; b < blocks; b++) {
    const [w, a] = [x + b * bytes, y + b * other];
    for (let i = 0; i < bytes; i++) view.setInt8(w + i, byte());
    for (const at of format.floats) view.setUint16(w + at, half(), true);
    for (let i = 0; i < values; i++) view.setInt8(a + from + i, byte());
    const sum = (start: number, count: number) => {
      let all = 0;
      for (let i = 0; i < count; i++) all += view.getInt8(a + from + start + i);
      return all;
    };
    let times: number;
    if (values === 256) {
      view.setFloat32(a, random() / 100, true);
      times = view.getFloat32(a, true);
      for (let k = 0; k < 16; k++) view.setInt16(a + 260 + 2 * k, sum(16 * k, 16), true);
    } else {
      view.setUint16(a, from === 4 ? 0x2c00 : half(), true); // 2^-4: its product with the sum is a 16-bit float too
      times = scale(view, a);
      if (from === 4) {
        for (let over = sum(0, 32) % 4; over !== 0; over = sum(0, 32) % 4)
          view.setInt8(
            a + 4,
            view.getInt8(a + 4) - over < -127 ? view.getInt8(a + 4) + 4 - over : view.getInt8(a + 4) - over,
          );
        view.setUint16(a + 2, bits(times * sum(0, 32)), true);
      }
    }
    for (let i = 0; i < values; i++) {
      const term = format.weight(view, w, i) * times * view.getInt8(a + from + i);
      value += term;
      size += Math.abs(term);
    }
  }
  return { value, size };
}

/** A 16-bit float of a number that is one. */
function bits(n: number): number {
  if (n === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(n)));
  return (n < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | Math.floor((Math.abs(n) / 2 ** exponent - 1) * 1024);
}
