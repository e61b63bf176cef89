/** What words of an expert do to the order of repairs, and the closer look at the lines they name. */
import { expect, test } from 'vitest';
import { namedLines } from '../../src/repair/advice';
import { candidatesOf } from '../../src/repair/candidates';
import { closer } from '../../src/repair/closer';
import { scoredCandidates } from '../../src/repair/rank';
import { isProgram } from '../../src/repair/syntax';
import type { TestRun } from '../../src/facts/summary';
import type { Transcript } from '../../src/repair/transcript';

const TEXT = `export function total(items, from) {
  let sum = 0;
  for (const item of items) {
    if (item.price > 0) sum -= item.price;
  }
  return sum;
}

export function label(name, size) {
  if (size === 0 && name !== '') return name.trim();
  const text = name;
  return text + size;
}
`;
const PATH = 'src/cart.js';
const pool = { strings: ["''"], numbers: ['0'] };

function transcript(...said: string[]): Transcript {
  const files = new Map([[PATH, TEXT]]);
  const advice = said.map((text) => ({ text, edits: 0 }));
  return {
    command: 'npm test',
    paths: [PATH],
    files,
    partial: new Map(),
    missing: new Set(),
    runs: [run],
    edits: [],
    missed: 0,
    advice,
    refused: 0,
    last: null,
    order: [],
  };
}
const run: TestRun = { passed: 1, failed: 1, failing: [], cut: false, ok: false };
const best = (...said: string[]) => {
  const t = transcript(...said);
  return scoredCandidates(t, new Map(t.files), run, 0).sort((a, b) => b.score - a.score);
};
const lineOf = (start: number) => TEXT.slice(0, start).split('\n').length;

test('words name lines of the file they speak of', () => {
  expect(namedLines('Look at src/cart.js, in total, around line 4.', PATH)).toEqual([4]);
  expect(namedLines('In cart.js lines 4-6 are wrong.', PATH)).toEqual([4, 5, 6]);
  expect(namedLines('Look at src/other.js, line 4.', PATH)).toEqual([]);
  expect(namedLines('Think again.', PATH)).toEqual([]);
});

test('the place and the kind that are told come first, whatever is common elsewhere', () => {
  const [first] = best('Look at src/cart.js, in total, around line 4. The wrong arithmetic operator is used there.');
  expect([lineOf(first!.start), first!.kind, first!.replacement]).toEqual([4, 'assignment', '+=']);
  const [text] = best(
    'Look at src/cart.js, in label, around line 10. A condition there is negated, and should not be.',
  );
  expect(lineOf(text!.start)).toBe(10);
});

test('without advice there is no closer look', () => {
  expect(best().some((one) => one.closer)).toBe(false);
  expect(best('Look at src/cart.js, around line 11.').some((one) => one.closer)).toBe(true);
});

test.each([
  [11, "if (size === 0 && name !== '') return name.trim();", 'statement'],
  [11, 'name.trim()', 'method'],
  [6, 'if (items) ', 'guard'],
  [12, 'text + size + name', 'operand'],
  [5, 'sum = from;', 'statement'],
])('line %i: %s is thought of', (line, brought, kind) => {
  const found = closer(PATH, TEXT, line, pool, candidatesOf(PATH, TEXT, pool)).filter((one) => one.kind === kind);
  const whole = found.map(({ start, end, replacement }) => TEXT.slice(0, start) + replacement + TEXT.slice(end));
  const times = (text: string) => text.split(brought).length;
  expect(whole.some((text) => times(text) > times(TEXT))).toBe(true);
});

test('most of what it brings is a program, and hardly any is there already', () => {
  const ordinary = candidatesOf(PATH, TEXT, pool);
  const apply = ({ start, end, replacement }: { start: number; end: number; replacement: string }) =>
    TEXT.slice(0, start) + replacement + TEXT.slice(end);
  for (let line = 1; line <= TEXT.split('\n').length; line++) {
    const texts = closer(PATH, TEXT, line, pool, ordinary).map(apply);
    const known = new Set(ordinary.map(apply));
    expect(texts.filter((text, i) => known.has(text) || texts.indexOf(text) < i).length).toBeLessThan(5);
    if (texts.length > 20)
      expect(texts.filter((text) => isProgram(PATH, text)).length / texts.length).toBeGreaterThan(0.7);
  }
  expect(closer(PATH, TEXT, 99, pool, ordinary)).toEqual([]);
});
