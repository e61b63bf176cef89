/** What repeats is written once, and comes back the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isShared, share, unshare } from '../../src/lib/shared';

const text = 'const parent = (index) => (index - 1) >> 1;\n'.repeat(4);

test('any JSON comes back the same', () => {
  const line = fc.constantFrom('a', '  return x;', '', 'a much longer line, over and over again, with words', '12+3');
  const lines = fc.array(line, { maxLength: 12 }).map((all) => all.join('\n'));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      lines,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('name', 'text', 'x', 'a/b.js'), tie('value')),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(unshare(JSON.parse(JSON.stringify(share(one))))).toEqual(one);
    }),
  );
});

test('a file that changes by a line costs a line', () => {
  const file = Array.from({ length: 200 }, (_, i) => `line ${i} of the file`).join('\n');
  const states = Array.from({ length: 20 }, (_, i) => ({ file: file.replace(`line ${i} `, `changed ${i} `) }));
  const shared = share(states);
  expect(JSON.stringify(shared).length).toBeLessThan(2 * file.length);
  expect(unshare(shared)).toEqual(states);
  expect(isShared(shared)).toBe(true);
  expect(isShared({ steps: [] })).toBe(false);
});

test('a part that is missing is told', () => {
  const shared = share({ a: text, b: text });
  expect(() => unshare({ ...shared, lines: [] })).toThrow('damaged');
  expect(() => unshare({ ...shared, value: { $: 7 }, parts: [] })).toThrow('damaged');
});
