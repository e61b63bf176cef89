// Dot products of quantized rows, for llama.cpp's processor backend in WebAssembly. wllama's builds carry the portable ones,
// which compilers turn into slow code; these give the same sums with whole vectors. The formats are GGUF's: a block of `x`
// (weights) meets a block of `y` (activations, 8 bits). `relaxed` uses the byte dot product of relaxed SIMD.
import { Body, f32, f32x, f4, i16, i32, i32x, i4, i8, load, storeF32, v } from './asm.mjs';

// parameters: n, out, -, x, -, y, -, -
const N = 0;
const OUT = 1;
const X = 3;
const Y = 5;

/** The 16-bit float at an address, short of a factor of 2^112. */
const half = (p, at) => [...i32x.and(i32x.shl(load.s16(p, at), i32(13)), i32(0x8fffe000 | 0)), 0xbe];
const SCALE = f32(2 ** 112);
const float16 = (p, at) => f32x.mul(half(p, at), SCALE);
const low4 = (a) => v.and(a, v.all(15));
const high4 = (a) => v.and(i16.shrU(a, 4), v.all(15));

function kernel({ pointer }, xBytes, yBytes, values, block) {
  const f = new Body(8, pointer);
  const sum = f.local('v128');
  const extra = f.local('f32');
  const n = f.local('i32');
  const [x, y] = [f.get(X), f.get(Y)];
  f.set(n, f.get(N));
  f.loop(n, values, () => {
    block({
      f,
      x,
      y,
      /** The block's integer sums, times a scale, onto the row's. */
      add: (scale, ints) => f.set(sum, f4.add(f.get(sum), f4.mul(f4.from(ints), f4.splat(scale)))),
      more: (value) => f.set(extra, f32x.add(f.get(extra), value)),
    });
    f.step(X, xBytes);
    f.step(Y, yBytes);
  });
  const lane = (i) => f4.lane(f.get(sum), i);
  f.do(storeF32(f.get(OUT), f32x.add(f.get(extra), f32x.add(f32x.add(lane(0), lane(1)), f32x.add(lane(2), lane(3))))));
  return f.bytes();
}

/** A value that is used twice, computed once. */
const keep = (f, value) => {
  const name = f.local('v128');
  f.set(name, value);
  return f.get(name);
};

function q8(kind) {
  return kernel(kind, 34, 34, 32, ({ f, x, y, add }) => {
    const names = kind.relaxed ? [f.local('v128'), f.local('v128'), f.local('v128')] : [];
    const part = (at) => {
      if (!kind.relaxed) {
        const [a, b] = [keep(f, load.v(x, at)), keep(f, load.v(y, at))];
        return i4.add(i4.dot(i16.lowS(a), i16.lowS(b)), i4.dot(i16.highS(a), i16.highS(b)));
      }
      // |a| is a factor in 0..127; its sign goes to b
      const [a, b, sign] = names;
      f.set(a, load.v(x, at));
      f.set(b, load.v(y, at));
      f.set(sign, i8.lt(f.get(a), v.zero()));
      return i16.relaxedDot(i8.sub(v.xor(f.get(b), f.get(sign)), f.get(sign)), i8.abs(f.get(a)));
    };
    if (!kind.relaxed) return add(f32x.mul(float16(x, 0), float16(y, 0)), i4.add(part(2), part(18)));
    const first = f.local('v128');
    f.set(first, i4.pairs(part(2))); // two of these products reach past 16 bits, so they are widened apart
    return add(f32x.mul(float16(x, 0), float16(y, 0)), i4.add(f.get(first), i4.pairs(part(18))));
  });
}

/** 4 bits and a scale; `offset` 8: around zero (q4_0). With a fifth bit (q5_0): around 16. */
function small(kind, xBytes, at, fifth) {
  return kernel(kind, xBytes, 34, 32, ({ f, x, y, add }) => {
    const [q, a, b, lo, hi] = Array.from({ length: 5 }, () => f.local('v128'));
    f.set(q, load.v(x, at));
    f.set(a, load.v(y, 2));
    f.set(b, load.v(y, 18));
    const bit = (lanes) => {
      const masks = v.bytes([1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128]);
      const spread = v.shuffle(load.splat32(x, 2), v.zero(), lanes);
      return v.and(i8.eq(v.and(spread, masks), masks), v.all(16));
    };
    const eight = (n, m) => [...Array(8).fill(n), ...Array(8).fill(m)];
    f.set(lo, fifth ? v.or(low4(f.get(q)), bit(eight(0, 1))) : low4(f.get(q)));
    f.set(hi, fifth ? v.or(high4(f.get(q)), bit(eight(2, 3))) : high4(f.get(q)));
    const middle = v.all(fifth ? 16 : 8);
    const [u, w] = [f.get(a), f.get(b)];
    const scale = f32x.mul(float16(x, 0), float16(y, 0));
    if (kind.relaxed) {
      const up = i16.add(i16.relaxedDot(u, f.get(lo)), i16.relaxedDot(w, f.get(hi)));
      const down = i16.add(i16.relaxedDot(u, middle), i16.relaxedDot(w, middle));
      return add(scale, i4.pairs(i16.sub(up, down)));
    }
    const centred = (half, part) => i16.sub(half(part), i16.splat(i32(fifth ? 16 : 8)));
    const pair = (s, part) =>
      i4.add(i4.dot(i16.lowS(s), centred(i16.lowU, part)), i4.dot(i16.highS(s), centred(i16.highU, part)));
    return add(scale, i4.add(pair(u, f.get(lo)), pair(w, f.get(hi))));
  });
}

/** 4 bits, a scale and a least value (q4_1); the activations carry their own sum. */
function q41(kind) {
  return kernel(kind, 20, 36, 32, ({ f, x, y, add, more }) => {
    const q = f.local('v128');
    f.set(q, load.v(x, 4));
    const some = [
      ...products(f, kind.relaxed, load.v(y, 4), low4(f.get(q))),
      ...products(f, kind.relaxed, load.v(y, 20), high4(f.get(q))),
    ];
    const ints = kind.relaxed
      ? i4.pairs(some.reduce((a, b) => i16.add(a, b)))
      : some.map(([a, b]) => i4.dot(a, b)).reduce((a, b) => i4.add(a, b));
    add(f32x.mul(float16(x, 0), float16(y, 0)), ints);
    more(f32x.mul(float16(x, 2), float16(y, 2)));
  });
}

/** Sums of a part times its scale: 16-bit pairs meet the scale in the widening. */
const scaled = (relaxed, pairs, scale) => {
  if (relaxed)
    return i4.dot(
      pairs.reduce((a, b) => i16.add(a, b)),
      scale,
    );
  return pairs.map(([a, b]) => i4.dot(a, i16.mul(b, scale))).reduce((a, b) => i4.add(a, b));
};
/** 16 products of signed bytes by bytes in 0..127: summed in pairs, or the factors side by side. */
function products(f, relaxed, signed, factor) {
  if (relaxed) return [i16.relaxedDot(signed, factor)];
  const [a, b] = [keep(f, signed), keep(f, factor)];
  return [
    [i16.lowS(a), i16.lowU(b)],
    [i16.highS(a), i16.highU(b)],
  ];
}

/** One 16-bit lane in all of them. */
const lane16 = (a, n) =>
  v.shuffle(
    a,
    a,
    Array.from({ length: 16 }, (_, i) => 2 * n + (i % 2)),
  );

/** Superblocks of 256: 4 bits, eight 6-bit scales and least values (q4_K). */
function q4k(kind) {
  return kernel(kind, 144, 292, 256, ({ f, x, y, add, more }) => {
    const [scales, mins, acc, r] = Array.from({ length: 4 }, () => f.local('v128'));
    const [u0, u1, u2] = [4, 8, 12].map((at) => load.i32(x, at));
    const six = (a) => i32x.and(a, i32(0x3f3f3f3f));
    const top = (a) => i32x.shl(i32x.and(i32x.shrU(a, i32(6)), i32(0x03030303)), i32(4));
    const four = (a) => i32x.and(a, i32(0x0f0f0f0f));
    const words = (a, b) => i16.lowU([...i4.splat(a), ...b, 0xfd, 0x1c, 1]); // i32x4.replace_lane 1
    f.set(scales, words(six(u0), i32x.or(four(u2), top(u0))));
    f.set(mins, words(six(u1), i32x.or(four(i32x.shrU(u2, i32(4))), top(u1))));
    f.set(acc, v.zero());
    for (let j = 0; j < 4; j++) {
      const parts = [low4, high4].map((take, k) => {
        const some = [0, 16].flatMap((at) => {
          const factor = take(load.v(x, 16 + 32 * j + at));
          return products(f, kind.relaxed, load.v(y, 4 + 64 * j + 32 * k + at), factor);
        });
        return scaled(kind.relaxed, some, lane16(f.get(scales), 2 * j + k));
      });
      for (const part of parts) f.set(acc, i4.add(f.get(acc), part));
    }
    // each least value counts for two of the sums of 16
    const twice = (from) =>
      v.shuffle(
        f.get(mins),
        f.get(mins),
        [0, 1, 0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7].map((n) => n + from),
      );
    f.set(r, i4.add(i4.dot(load.v(y, 260), twice(0)), i4.dot(load.v(y, 276), twice(8))));
    add(f32x.mul(float16(x, 0), load.f32(y, 0)), f.get(acc));
    const least = f4.from(f.get(r));
    f.set(r, least);
    const total = [0, 1, 2, 3].map((n) => f4.lane(f.get(r), n)).reduce((a, b) => f32x.add(a, b));
    more(f32x.mul(f32x.mul(f32x.mul(float16(x, 2), load.f32(y, 0)), f32(-1)), total));
  });
}

/** Superblocks of 256: 6 bits around 32, sixteen 8-bit scales (q6_K). */
function q6k(kind) {
  return kernel(kind, 210, 292, 256, ({ f, x, y, add }) => {
    const [low, high, acc] = Array.from({ length: 3 }, () => f.local('v128'));
    f.set(low, i16.lowS(load.v(x, 192)));
    f.set(high, i16.highS(load.v(x, 192)));
    f.set(acc, v.zero());
    for (let half = 0; half < 2; half++) {
      for (let part = 0; part < 2; part++) {
        const qh = load.v(x, 128 + 32 * half + 16 * part);
        const ql = (at) => load.v(x, 64 * half + 16 * part + at);
        const two = (n) => v.and(n < 2 ? i16.shl(qh, 4 - 2 * n) : i16.shrU(qh, 2 * n - 4), v.all(0x30));
        const factors = [
          v.or(low4(ql(0)), two(0)),
          v.or(low4(ql(32)), two(1)),
          v.or(high4(ql(0)), two(2)),
          v.or(high4(ql(32)), two(3)),
        ];
        for (const [k, factor] of factors.entries()) {
          const which = 8 * half + 2 * k + part;
          const scale = lane16(f.get(which < 8 ? low : high), which % 8);
          const some = products(f, kind.relaxed, load.v(y, 4 + 128 * half + 32 * k + 16 * part), factor);
          f.set(acc, i4.add(f.get(acc), scaled(kind.relaxed, some, scale)));
        }
      }
    }
    const sums = i4.add(i4.dot(f.get(low), load.v(y, 260)), i4.dot(f.get(high), load.v(y, 276)));
    const all = i4.sub(f.get(acc), i4.shl(sums, 5));
    add(f32x.mul(float16(x, 208), load.f32(y, 0)), all);
  });
}

/** Names in llama.cpp -> the function's body, for a module with `pointer` addresses. */
export const kernels = (kind) => ({
  ggml_vec_dot_q8_0_q8_0: q8(kind),
  ggml_vec_dot_q4_0_q8_0: small(kind, 18, 2, false),
  ggml_vec_dot_q5_0_q8_0: small(kind, 22, 6, true),
  ggml_vec_dot_q4_1_q8_1: q41(kind),
  ggml_vec_dot_q4_K_q8_K: q4k(kind),
  ggml_vec_dot_q6_K_q8_K: q6k(kind),
});
