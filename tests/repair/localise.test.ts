/** Localisation: coverage per test under every framework, and rankings that put the fault first. */
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { fitLocaliser } from '../../src/experiments/localise/fit';
import { goldOf } from '../../src/experiments/localise/gold';
import { drain } from '../../src/lib/stream';
import { evidence, evidenceOf, rank, surprise, type Evidence, type Ran } from '../../src/repair/localise';
import { readCoverage } from '../../src/repair/localise/coverage';
import { sandboxes } from '../../src/sandboxes';
import type { Framework, Gap, Sandbox } from '../../src/types';
import { repos } from './repos';
import { PATIENCE } from '../patience';

const sandbox = sandboxes.embedded!.load().then(({ create }) => create({}, undefined));
afterAll(async () => (await sandbox).close());

const text = (found: Evidence, at: { path: string; from: number }) => found.sources[at.path]!.split('\n')[at.from - 1]!;

async function found(box: Sandbox, framework: Framework) {
  const { files, tests, run } = repos[framework];
  await box.reset({ ...files, ...tests });
  const ran: Ran[] = [];
  const result = await drain(
    evidence(box, { problem: 'The total of a cart is wrong.', run }, { coverageMs: PATIENCE.fact }),
    (event) => void ('what' in event && ran.push(event)),
  );
  return { result, ran, files: await box.files(), before: { ...files, ...tests } };
}

describe('coverage per test', () => {
  test.each(Object.keys(repos) as Framework[])('%s', async (framework) => {
    const { result, ran, files, before } = await found(await sandbox, framework);
    expect(ran.map(({ what }) => what)).toEqual(['tests', 'coverage']);
    expect(files).toEqual(before); // the workspace is not touched
    const named = result.report!.tests.filter(({ status }) => status === 'pass' || status === 'fail');
    expect(result.coverage).toMatchObject({
      failing: named.filter(({ status }) => status === 'fail').length,
      passing: named.filter(({ status }) => status === 'pass').length,
    });
    const places = rank(result);
    expect(places.slice(0, 3).map((place) => text(result, place))).toContainEqual(expect.stringContaining('// fault'));
    // the same from what a record holds
    const runs = ran.map(({ what, result: { output, tests } }) => ({
      what,
      text: output,
      ...(tests ? { tests } : {}),
    }));
    expect(rank(evidenceOf({ problem: 'The total of a cart is wrong.' }, files, runs))).toEqual(places);
  });
});

const CART = repos.jest;
const plain = (over: Partial<Evidence> = {}): Evidence => ({
  problem: 'The total of a cart is wrong.',
  sources: { 'src/cart.js': CART.files['src/cart.js']! },
  tests: CART.tests,
  report: null,
  output: '',
  coverage: null,
  ...over,
});
const lineOf = (mark: string) => 1 + CART.files['src/cart.js']!.split('\n').findIndex((line) => line.includes(mark));

describe('rankings', () => {
  test('a mentor goes first', () => {
    const at = lineOf('this.#items.push');
    const [first] = rank(plain({ mentor: `Look at src/cart.js, in add, around line ${at}.` }));
    expect(first).toMatchObject({ path: 'src/cart.js', from: at, to: at, why: ['the mentor names it'] });
  });

  test('a thrown error leads to its line', () => {
    const at = lineOf('item is missing');
    const error = {
      message: 'item is missing',
      stack: `TypeError: item is missing\n    at Cart.add (/repo/src/cart.js:${at}:22)`,
    };
    const report = {
      tests: [{ name: 'adds', file: 'test/cart.test.js', status: 'fail' as const, ms: 1, error }],
      complete: true,
      tampered: [],
    };
    expect(rank(plain({ report }))[0]).toMatchObject({ from: at });
  });

  test('a line that a model finds unlikely rises', () => {
    const at = lineOf('return this;');
    const position = (evidence: Evidence) => rank(evidence).findIndex(({ from }) => from === at);
    const surprise = Object.fromEntries(
      CART.files['src/cart.js']!.split('\n').map((_, i) => [`src/cart.js:${i + 1}`, i + 1 === at ? -4 : -0.1]),
    );
    expect(position(plain({ surprise }))).toBeLessThan(position(plain()));
  });

  test('a model scores each line between what stands before and after it', async () => {
    const source = CART.files['src/cart.js']!;
    const places = rank(plain()).slice(0, 5);
    const asked: string[] = [];
    const score = async ({ before, after }: Gap, [line]: string[]) => {
      expect(before + line! + after).toBe(source);
      asked.push(line!);
      return [[-1, -3]];
    };
    const scored = await surprise({ score }, { 'src/cart.js': source }, places, { most: 3 });
    expect(asked).toHaveLength(3);
    expect(scored).toEqual(Object.fromEntries(places.slice(0, 3).map(({ path, from }) => [`${path}:${from}`, -2])));
    expect(await surprise({}, { 'src/cart.js': source }, places)).toEqual({});
  });

  test('the same evidence gives the same order, scores fall, every line comes once', () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const places = rank(evidence);
        expect(rank(structuredClone(evidence))).toEqual(places);
        expect(places.map(({ score }) => score)).toEqual(places.map(({ score }) => score).sort((a, b) => b - a));
        expect(new Set(places.map(({ path, from }) => `${path}:${from}`)).size).toBe(places.length);
        for (const { path, from, to } of places) {
          expect(from).toBe(to);
          expect(evidence.sources[path]!.split('\n')[from - 1]).toMatch(/\S/);
        }
      }),
    );
  });
});

const odd = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    'let',
    'const {',
    '/* x',
    'export default class { #a = 1; static { this.b ??= 2 } }',
    'label: for (;;) break label',
    CART.files['src/cart.js']!,
  ),
);
const evidences = fc.record({
  problem: fc.string(),
  sources: fc.dictionary(fc.constantFrom('a.js', 'src/b.ts', 'c.mjs', 'd.jsx'), odd),
  tests: fc.dictionary(fc.constantFrom('test/a.test.js'), odd),
  report: fc.constant(null),
  output: fc.oneof(fc.string(), fc.constant('at f (/repo/a.js:1:1)\nat src/b.ts:3:99')),
  coverage: fc.option(
    fc
      .string()
      .map((text) =>
        readCoverage(
          `run by failing/passing tests, of 1/2\na.js 1.1:1/2 ${text}\nvalues changed in failing tests:\na.js 1.1:1/1/1/50 2.${text}`,
        ),
      ),
  ),
});

test('what a run prints is read back', () => {
  const text =
    'noise\nrun by failing/passing tests, of 2/3\nsrc/a b.js 3.5:2/1 10.7:0/3\nvalues changed in failing tests:\nsrc/a b.js 3.9:2/0.5/2/-1 3.15:2/2/2/100\n';
  expect(readCoverage(text)).toEqual({
    failing: 2,
    passing: 3,
    files: { 'src/a b.js': { '3.5': [2, 1], '10.7': [0, 3] } },
    values: { 'src/a b.js': { '3.9': [2, 0.5, 2, -1], '3.15': [2, 2, 2, 1] } },
  });
  expect(readCoverage('bash: node: command not found')).toBeNull();
});

test('gold lines: changed ones; beside a gap the code before and after', () => {
  const files = { 'a.js': 'one();\n\n// note\ntwo();\nthree();\n' };
  const gold = (patch: string) => goldOf(patch, files).map(({ path, lines }) => [path, [...lines]]);
  expect(gold('--- a/a.js\n+++ b/a.js\n@@ -1,5 +1,5 @@\n one();\n \n // note\n-two();\n+too();\n three();\n')).toEqual([
    ['a.js', [4]],
  ]);
  expect(gold('--- a/a.js\n+++ b/a.js\n@@ -1,4 +1,5 @@\n one();\n \n+zero();\n // note\n two();\n')).toEqual([
    ['a.js', [1, 4]],
  ]);
});

test('a fit finds what tells the faulty lines, and stays at its prior where nothing does', () => {
  const samples = Array.from({ length: 20 }, (_, i) => ({
    lines: Array.from({ length: 10 }, (_, j) => ({ sign: j === i % 10 ? 1 : 0, noise: (j * 7 + i) % 3, flat: 1 })),
    gold: [i % 10],
  }));
  const weights = fitLocaliser(samples, { prior: { flat: 0.5 } });
  expect(weights.sign).toBeGreaterThan(1);
  expect(weights.flat).toBeCloseTo(0.5);
  expect(fitLocaliser(samples, { prior: { flat: 0.5 } })).toEqual(weights);
});
