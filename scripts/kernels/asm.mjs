// A small assembler for WebAssembly: expressions are arrays of bytes, each function below returns one.

const leb = (n) => {
  const out = [];
  let rest = BigInt(n);
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && !(byte & 0x40)) || (rest === -1n && byte & 0x40)) return [...out, byte];
    out.push(byte | 0x80);
  }
};
export const uleb = (n) => {
  const out = [];
  let rest = n;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? byte | 0x80 : byte);
  } while (rest > 0);
  return out;
};

const simd = (code, ...operands) => [...operands.flat(), 0xfd, ...uleb(code)];
const bytes16 = (values) => values.flatMap((v) => v & 255);

// ---- numbers
export const i32 = (n) => [0x41, ...leb(n)];
export const f32 = (n) => [0x43, ...new Uint8Array(new Float32Array([n]).buffer)];
export const i32x = {
  and: (a, b) => [...a, ...b, 0x71],
  or: (a, b) => [...a, ...b, 0x72],
  shl: (a, b) => [...a, ...b, 0x74],
  shrU: (a, b) => [...a, ...b, 0x76],
  sub: (a, b) => [...a, ...b, 0x6b],
};
export const f32x = {
  add: (a, b) => [...a, ...b, 0x92],
  sub: (a, b) => [...a, ...b, 0x93],
  mul: (a, b) => [...a, ...b, 0x94],
};

// ---- memory; addresses are locals of the module's pointer type
export const load = {
  i32: (p, at = 0) => [...p, 0x28, 0, ...uleb(at)],
  f32: (p, at = 0) => [...p, 0x2a, 0, ...uleb(at)],
  s16: (p, at = 0) => [...p, 0x2e, 0, ...uleb(at)],
  v: (p, at = 0) => [...p, 0xfd, 0x00, 0, ...uleb(at)],
  splat32: (p, at = 0) => [...p, 0xfd, 0x09, 0, ...uleb(at)],
  zero64: (p, at = 0) => [...p, 0xfd, 0x5d, 0, ...uleb(at)],
};
export const storeF32 = (p, value) => [...p, ...value, 0x38, 0, 0];

// ---- vectors
export const v = {
  bytes: (values) => [0xfd, 0x0c, ...bytes16(values)],
  all: (n) => v.bytes(Array(16).fill(n)),
  zero: () => v.all(0),
  and: (a, b) => simd(0x4e, a, b),
  or: (a, b) => simd(0x50, a, b),
  xor: (a, b) => simd(0x51, a, b),
  shuffle: (a, b, lanes) => [...a, ...b, 0xfd, 0x0d, ...bytes16(lanes)],
};
export const i8 = {
  eq: (a, b) => simd(0x23, a, b),
  lt: (a, b) => simd(0x25, a, b),
  abs: (a) => simd(0x60, a),
  sub: (a, b) => simd(0x71, a, b),
};
export const i16 = {
  splat: (a) => simd(0x10, a),
  lowS: (a) => simd(0x87, a),
  highS: (a) => simd(0x88, a),
  lowU: (a) => simd(0x89, a),
  highU: (a) => simd(0x8a, a),
  shrU: (a, n) => simd(0x8d, a, i32(n)),
  shl: (a, n) => simd(0x8b, a, i32(n)),
  add: (a, b) => simd(0x8e, a, b),
  sub: (a, b) => simd(0x91, a, b),
  mul: (a, b) => simd(0x95, a, b),
  /** Pairs of signed by 7-bit bytes, summed; relaxed SIMD, but exact for factors in 0..127. */
  relaxedDot: (signed, small) => simd(0x112, signed, small),
};
export const i4 = {
  splat: (a) => simd(0x11, a),
  add: (a, b) => simd(0xae, a, b),
  sub: (a, b) => simd(0xb1, a, b),
  shl: (a, n) => simd(0xab, a, i32(n)),
  dot: (a, b) => simd(0xba, a, b),
  pairs: (a) => simd(0x7e, a),
};
export const f4 = {
  splat: (a) => simd(0x13, a),
  lane: (a, n) => [...a, 0xfd, 0x1f, n],
  add: (a, b) => simd(0xe4, a, b),
  mul: (a, b) => simd(0xe6, a, b),
  from: (a) => simd(0xfa, a),
};

/** A function body: parameters keep their numbers, `local` adds one. */
export class Body {
  #types = [];
  #code = [];
  constructor(params, pointer) {
    this.params = params;
    /** 'i32' or 'i64': what addresses are in this module. */
    this.pointer = pointer;
  }
  local(type) {
    this.#types.push({ i32: 0x7f, i64: 0x7e, f32: 0x7d, v128: 0x7b }[type]);
    return this.params + this.#types.length - 1;
  }
  get = (n) => [0x20, ...uleb(n)];
  set(n, value) {
    this.#code.push(...value, 0x21, ...uleb(n));
  }
  do(code) {
    this.#code.push(...code);
  }
  /** Moves an address on by a number of bytes. */
  step(n, by) {
    const wide = this.pointer === 'i64';
    this.set(n, [...this.get(n), wide ? 0x42 : 0x41, ...leb(by), wide ? 0x7c : 0x6a]);
  }
  /** Runs `inner` while the i32 local is positive; it is counted down by `by`. */
  loop(n, by, inner) {
    this.#code.push(...this.get(n), ...i32(by), 0x4e, 0x04, 0x40, 0x03, 0x40);
    inner();
    this.set(n, i32x.sub(this.get(n), i32(by)));
    this.#code.push(...this.get(n), ...i32(by), 0x4e, 0x0d, 0, 0x0b, 0x0b);
  }
  bytes() {
    const locals = [...uleb(this.#types.length), ...this.#types.flatMap((type) => [1, type])];
    const all = [...locals, ...this.#code, 0x0b];
    return Uint8Array.from([...uleb(all.length), ...all]);
  }
}
