import { describe, expect, test } from 'vitest';
import { treeOf, undeclared } from '../../src/repair/syntax';
import { planMoves, type PlanOptions } from '../../src/scaffolds/guided/plan';
import { mutationsOf, placeKey, readMoves, sound, variantsOf, type Variants } from '../../src/scaffolds/guided/vary';
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

test('known mistakes are undone within the line, first what the model finds likelier where they part from it', () => {
  const source = `function f(n, hi) {\n  ${LINE}\n  return n;\n}\n`;
  const found = mutationsOf('f.js', source, source.indexOf(LINE), LINE, read, { strings: [], numbers: [] });
  const texts = found.map(({ text }) => text);
  const rank = (text: string) => texts.indexOf(text);
  expect(rank('if (n > hi) return hi;')).toBe(0); // the model doubts the operator, and names the other one
  expect(rank('if (n <= hi) return hi;')).toBeGreaterThan(0);
  expect(rank('if (n < hi) return n;')).toBeGreaterThan(rank('if (n <= hi) return hi;')); // it does not name that
  expect(texts.every((text) => !text.includes('\n') && text !== LINE)).toBe(true);
  expect(mutationsOf('f.js', source, source.indexOf(LINE), LINE, [], { strings: [], numbers: [] }).length).toBe(
    found.length,
  );
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

  test('one after the other, when its turn comes, each once; what is likely there is planned before it is written anew', async () => {
    const asked: string[] = [];
    const known: Variants = new Map();
    const places = [place(3), { ...place(2), to: 3 }, place(2), place(4)];
    const options: PlanOptions = { samples: 2, places: 4, moves: ['fill', 'vary'], fills: true, variants: known };
    const next = () => planMoves({ places, tried: [], advice: [] } as never, files, options, 2);
    const { signal } = new AbortController();
    expect(await readMoves(model(asked), files, next(), known, signal)).toBe(true);
    expect(asked).toEqual([`  ${LINE}`, '  if (n < lo) return lo;']);
    expect(known.get(placeKey(place(3)))!.vary.map((one) => one.text)).not.toContain('if (n < hi) return nothing;');
    expect(next()[0]).toMatchObject({ kind: 'vary', from: 3, sample: 0 });
    const kinds = planMoves({ places, tried: [], advice: [] } as never, files, options, 12)
      .filter(({ from }) => from === 3)
      .map(({ kind, sample }) => `${kind} ${sample}`);
    expect(kinds.slice(0, 2)).toEqual(['vary 0', 'vary 1']); // a run of the tests each
    expect(kinds).toContain('fill 0');
    expect(kinds.indexOf('fill 0')).toBeLessThan(
      kinds.indexOf(`vary ${kinds.filter((kind) => kind.startsWith('vary')).length - 1}`),
    );
    expect(await readMoves(model(asked), files, next(), known, signal)).toBe(false);
    known.set(placeKey(place(3)), { vary: [], mutate: [], spent: { tokens: [], prefilled: 0, ms: 0 }, told: false });
    expect(next().some(({ kind, from }) => kind === 'vary' && from === 3)).toBe(false);
  });

  test('a model that cannot tell is not asked', async () => {
    const known: Variants = new Map();
    await readMoves(scripted(), files, [{ ...place(3), kind: 'vary', sample: 0 }], known, new AbortController().signal);
    expect(known.get(placeKey(place(3)))!.vary).toEqual([]);
  });
});
