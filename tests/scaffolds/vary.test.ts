import { describe, expect, test } from 'vitest';
import { treeOf, undeclared } from '../../src/models/search/syntax';
import { plan, type PlanOptions } from '../../src/scaffolds/guided/plan';
import { placeKey, readLines, sound, variantsOf, type Variants } from '../../src/scaffolds/guided/vary';
import type { Doubt, Model, Place } from '../../src/types';
import { scripted } from './model';

const LINE = 'if (n < hi) return hi;';
/** Tokens of the line, each with what is likelier there. */
const doubts = (pieces: [text: string, logprob: number, others?: Record<string, number>][]): Doubt[] => {
  let end = 0;
  return pieces.map(([text, logprob, others = {}]) => ({
    at: end,
    end: (end += text.length),
    logprob,
    others: Object.entries(others).map(([text, logprob]) => ({ text, logprob })),
  }));
};
const read = doubts([
  ['if', 0],
  [' (', 0],
  ['n', -0.1, { hi: -3 }],
  [' <', -3, { ' >': -0.1, ' <=': -4 }],
  [' hi', 0],
  [')', 0],
  [' return', 0],
  [' hi', -0.5, { ' lo': -2, ' nothing': -2.5 }],
  [';', 0],
]);

describe('variants of a line', () => {
  test('what the model finds likelier comes first, each once, never the line itself', () => {
    const found = variantsOf(LINE, read);
    expect(found[0]).toEqual({ text: 'if (n > hi) return hi;', gain: expect.closeTo(2.9) });
    const texts = found.map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(LINE);
    expect(texts).toContain('if (n <= hi) return hi;');
    expect(found.map(({ gain }) => gain)).toEqual([...found.map(({ gain }) => gain)].sort((a, b) => b - a));
  });

  test('what it would go on with later in the line leaves out what stands between', () => {
    const [first] = variantsOf(
      'rules.length - 1 > 0',
      doubts([
        ['rules', 0],
        ['.length', 0],
        [' -', -6, { ' >': -0.2 }],
        [' 1', 0],
        [' >', 0],
        [' 0', 0],
      ]),
    );
    expect(first!.text).toBe('rules.length > 0');
  });

  test('nothing doubted, nothing varied', () => {
    expect(variantsOf(LINE, [])).toEqual([]);
    expect(variantsOf('', [])).toEqual([]);
  });
});

const before = 'export function clamp(n, lo, hi) {\n  if (n < lo) return lo;\n  ';
const text = `${before}${LINE}\n  return n;\n}\n`;
const place = (from: number): Place => ({ path: 'clamp.js', from, to: from, score: 1, why: [] });

test('names that are declared nowhere are found, whatever the pattern', () => {
  const tree = treeOf(
    'a.js',
    'import x from "y"; function f({ a: [b], ...c }, d = e) { try { g(b, c, d); } catch (h) { h.i; } }',
  )!;
  expect([...undeclared(tree)].sort()).toEqual(['e', 'g']);
});

test('a variant that does not parse, or reads what is declared nowhere, is none', () => {
  const free = undeclared(treeOf('clamp.js', text)!);
  expect(sound('clamp.js', text.replace('n < hi', 'n > hi'), free)).toBe(true);
  expect(sound('clamp.js', text.replace('n < hi', 'n > high'), free)).toBe(false);
  expect(sound('clamp.js', text.replace('n < hi', 'n > > hi'), free)).toBe(false);
  expect(sound('clamp.js', text.replace('(n, lo', '(m, lo'), free)).toBe(false);
});

describe('lines that are read', () => {
  const model = (asked: string[]): Model => ({
    ...scripted(),
    doubts: async ({ before }, line) => (
      asked.push(before.split('\n').at(-1)! + line),
      { tokens: line === LINE ? read : [], prefilled: 40, ms: 2 }
    ),
  });
  const files = { 'clamp.js': text };

  test('each once, places of one line only, and what is likely there is planned before it is written anew', async () => {
    const asked: string[] = [];
    const known: Variants = new Map();
    const places = [place(3), { ...place(2), to: 3 }, place(2), place(1)];
    const { signal } = new AbortController();
    await readLines(model(asked), files, places, 3, known, signal);
    await readLines(model(asked), files, places, 3, known, signal);
    expect(asked).toEqual([`  ${LINE}`, '  if (n < lo) return lo;']);
    expect(known.get(placeKey(place(3)))!.list.map((one) => one.text)).not.toContain('if (n < hi) return nothing;');
    const options: PlanOptions = { samples: 2, places: 4, moves: ['fill', 'vary'], fills: true, variants: known };
    const history = { places, tried: [], advice: [] } as never;
    const moves = plan(history, files, options, 6);
    expect(moves[0]).toMatchObject({ kind: 'vary', from: 3, sample: 0 });
    expect(moves.filter(({ kind }) => kind === 'vary').every(({ from }) => from === 3)).toBe(true);
    expect(moves.some(({ kind }) => kind === 'fill')).toBe(true);
  });

  test('a model that cannot tell is not asked', async () => {
    const known: Variants = new Map();
    await readLines(scripted(), files, [place(3)], 3, known, new AbortController().signal);
    expect(known.size).toBe(0);
  });
});
