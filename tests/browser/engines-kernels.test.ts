/** Our dot products for llama.cpp, against sums taken one by one: both kinds of SIMD, both sizes of addresses. */
import { expect, test } from 'vitest';
import { uleb } from '../../scripts/kernels/asm.mjs';
import { kernels } from '../../scripts/kernels/dots.mjs';
import { replace } from '../../scripts/kernels/patch.mjs';
import { FORMATS, row } from '../engines/quants';

type Kernel = (n: number, out: number | bigint, ...rest: (number | bigint)[]) => void;
const size = uleb as (n: number) => number[];
const all = kernels as (kind: { relaxed: boolean; pointer: string }) => Record<string, Uint8Array>;
const put = replace as (module: Uint8Array, bodies: Record<string, Uint8Array>) => Uint8Array<ArrayBuffer>;

/** A module whose functions have these names and do nothing yet. */
function empty(names: string[], pointer: 'i32' | 'i64'): Uint8Array {
  const section = (id: number, data: number[]) => [id, ...size(data.length), ...data];
  const text = (of: string) => [...size(of.length), ...new TextEncoder().encode(of)];
  const p = pointer === 'i64' ? 0x7e : 0x7f;
  const named = names.flatMap((name, i) => [i, ...text(name)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 8, 0x7f, p, p, p, p, p, p, 0x7f, 0]),
    ...section(3, [names.length, ...names.map(() => 0)]),
    ...section(5, [1, pointer === 'i64' ? 4 : 0, 4]),
    ...section(7, [names.length + 1, ...text('m'), 2, 0, ...names.flatMap((name, i) => [...text(name), 0, i])]),
    ...section(10, [names.length, ...names.flatMap(() => [2, 0, 0x0b])]),
    ...section(0, [...text('name'), 1, ...size(named.length + 1), names.length, ...named]),
  ]);
}

for (const relaxed of [true, false])
  for (const pointer of ['i32', 'i64'] as const)
    test(`${relaxed ? 'relaxed' : 'plain'} SIMD, ${pointer} addresses`, async () => {
      const bodies = all({ relaxed, pointer });
      const { instance } = await WebAssembly.instantiate(put(empty(Object.keys(bodies), pointer), bodies));
      const { m } = instance.exports as unknown as { m: WebAssembly.Memory };
      const to = pointer === 'i64' ? BigInt : Number;
      let seed = 7;
      const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
      expect(Object.keys(bodies).sort()).toEqual(FORMATS.map(({ kernel }) => kernel).sort());
      for (const format of FORMATS)
        for (const blocks of [0, 1, 2, 19]) {
          const { value, size: terms } = row(format, m.buffer, [1024, 65536], blocks, random);
          const dot = instance.exports[format.kernel] as Kernel;
          dot(blocks * format.values, to(512), to(0), to(1024), to(0), to(65536), to(0), 1);
          const got = new DataView(m.buffer).getFloat32(512, true);
          expect(Math.abs(got - value), `${format.kernel} × ${blocks}`).toBeLessThanOrEqual(1e-5 * terms);
        }
    });

test('a module without the function is refused', () => {
  expect(() => put(empty(['other'], 'i32'), all({ relaxed: false, pointer: 'i32' }))).toThrow(
    /no function ggml_vec_dot/,
  );
});
