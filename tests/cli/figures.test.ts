/** The arithmetic of the tables: intervals, comparisons, matched calls, Markdown, curves. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { doubts } from '../../src/experiments/outcome';
import { asking, episodeKey, solo } from '../../src/experiments/tables/arm';
import { chart, ticks } from '../../src/experiments/tables/chart';
import { stageClaims } from '../../src/experiments/tables/claims';
import { curvesChart, curvesMarkdown, readCurves } from '../../src/experiments/tables/curves';
import { compareArms, figuresOf, passWithin, type Episodes } from '../../src/experiments/tables/figures';
import { matchedTo } from '../../src/experiments/tables/match';
import type { TableOutcome } from '../../src/experiments/tables/play';
import { grid } from '../../src/experiments/tables/sheet';
import { gateOf, interval, planGate, timing } from '../../src/experiments/tables/timing';
import { logTo } from '../../src/experiments/training/log';
import { resampled, wilson } from '../../src/lib/stats';
import { defaultConfig } from '../../src/run';
import type { Gate, Generation, Step } from '../../src/types';

const facts = (over: Partial<TableOutcome> = {}): TableOutcome => ({
  resolved: true,
  exit: 'submitted',
  steps: 10,
  expertCalls: 1,
  longestRun: 2,
  protegeTokens: 300,
  expertTokens: 100,
  protegeWritten: 30,
  expertWritten: 10,
  protegeText: 900,
  ...over,
});
const episodes = (n: number, of: (i: number) => TableOutcome[]): Episodes =>
  new Map(Array.from({ length: n }, (_, i) => [`task-${i}`, of(i)]));

test('episodes of one task do not narrow the interval of a share', () => {
  const three = figuresOf(episodes(40, (i) => [0, 1, 2].map(() => facts({ resolved: i < 10 }))));
  expect(three).toMatchObject({ tasks: 40, episodes: 120 });
  expect([three.passAt1.low, three.passAt1.high]).toEqual(wilson(10, 40));
  expect(three.share.value).toBeCloseTo(0.25);
  expect(three.shareText.value).toBeCloseTo(0.1);
  expect(three.loops.value).toBe(0);
  expect(figuresOf(episodes(2, (i) => [facts({ longestRun: 10 + i })])).loops.value).toBe(0.5);
});

test('what speaks against a pass is counted among the episodes that were looked at', () => {
  const rows = episodes(6, (i) => [facts(i < 4 ? { weaklyHeld: i < 1, ...(i < 3 ? { differs: i < 2 } : {}) } : {})]);
  expect(figuresOf(rows)).toMatchObject({ weak: '1 of 4', differs: '2 of 3' });
  expect(figuresOf(episodes(2, () => [facts()]))).toMatchObject({ weak: '–', differs: '–' });
  const report = { resolved: true, failToPass: {}, passToPass: {}, reasons: [], tampered: [], ms: 1 };
  expect(doubts({ ...report, weak: { tried: 2, noticed: false }, differs: [] })).toEqual({
    weaklyHeld: true,
    differs: false,
  });
  expect([doubts(report), doubts({ ...report, resolved: false, differs: ['x'] })]).toEqual([{}, {}]);
});

test('a bootstrap is seeded, holds its value, and a single item says nothing', () => {
  const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
  const xs = Array.from({ length: 100 }, (_, i) => i % 10);
  const first = resampled(xs, mean);
  expect(resampled(xs, mean)).toEqual(first);
  expect(first.value).toBe(4.5);
  const error = Math.sqrt(8.25 / 100);
  expect(first.low).toBeGreaterThan(4.5 - 3 * error);
  expect(first.low).toBeLessThan(4.5 - error);
  expect(first.high).toBeGreaterThan(4.5 + error);
  expect(resampled([1], mean)).toEqual({ value: 1, low: -Infinity, high: Infinity });
});

test('comparisons are paired, and a shorter limit counts what was resolved in time', () => {
  const a = episodes(50, (i) => [facts({ resolved: i < 30, steps: i })]);
  const b = episodes(50, (i) => [facts({ resolved: i < 20 })]);
  const { value, low, high } = compareArms(a, b, (x, y) => x - y);
  expect(value).toBeCloseTo(0.2);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeLessThan(0.4);
  expect(compareArms(a, a, (x, y) => x - y)).toEqual({ value: 0, low: 0, high: 0 });
  expect(passWithin(a, 9)).toBeCloseTo(0.2);
});

test('expectations are held, refuted or not measured', () => {
  const row = (rate: number, over: Partial<TableOutcome> = {}) => {
    const own = episodes(100, (i) => [facts({ resolved: i < rate * 100, ...over })]);
    return { episodes: own, figures: figuresOf(own) };
  };
  const results = new Map([
    ['sft', row(0.5)],
    ['rl', row(0.6, { expertCalls: 3 })],
    ['rl-solo', row(0.55)],
    ['search', row(0.4)],
  ]);
  const said = Object.fromEntries(stageClaims(results, 'rl').map(({ expected, verdict }) => [expected, verdict]));
  expect(said['SFT+RL resolves at least 3 points more than SFT']).toBe('held');
  expect(said['at most 2 expert calls a task after RL']).toBe('refuted');
  expect(said['at most 1 % of the episodes loop after RL']).toBe('held, within noise');
  expect(said['SFT+RL with the expert resolves at least 1.5 times what it resolves alone']).toMatch(/^refuted/);
  expect(said['own asking resolves more than random asking (SFT+RL, same number of calls)']).toBe('not measured');
  expect(said['SFT+RL alone resolves more than `search` alone, equal steps']).toBe('held');
});

test('random and fixed-interval asking come to the same number of calls', async () => {
  const own = asking('sft', 'SFT', 'sft', 40);
  const measured: string[] = [];
  const arms = await matchedTo(own, async (arm) => {
    measured.push(arm.label);
    const { p, n } = (arm.gate.options ?? {}) as { p?: number; n?: number };
    return { calls: p === undefined && n === undefined ? 1.5 : (p ?? 1 / n!) * 12, steps: 20 };
  });
  expect(arms.map(({ id, mayAsk }) => [id, mayAsk])).toEqual([
    ['random', false],
    ['interval', false],
  ]);
  expect((arms[0]!.gate.options as { p: number }).p * 12).toBeCloseTo(1.5, 1);
  expect(12 / (arms[1]!.gate.options as { n: number }).n).toBeCloseTo(1.5, 1);
  expect(measured.length).toBeLessThan(12);
  expect(await matchedTo(own, async () => ({ calls: 0, steps: 9 }))).toEqual([]);
});

test('what is matched: as often, the dial within its own range', async () => {
  const arms = await matchedTo(
    { ...asking('stuck', '', 'sft', 40), gate: { id: 'stuck' } },
    async ({ gate: { id, options } }) => {
      const { p, n, calls } = (options ?? {}) as Record<string, number>;
      return { calls: id === 'stuck' ? 1.5 : calls !== undefined ? calls / 2 : 12 * (p ?? 1 / n!), steps: 20 };
    },
    ['random', 'plan', 'learned', 'timing'],
  );
  expect(arms.map(({ id, mayAsk }) => [id, mayAsk])).toEqual(
    ['random', 'plan', 'learned', 'timing'].map((id) => [id, false]),
  );
  expect(arms.map(({ gate }) => Object.values(gate.options!)[0])).toEqual([0.125, 1, 3, 8]);
});

test('Ask-F1 and the first ask come from the episode without an expert', () => {
  const alone = episodes(4, (i) => [facts(i < 2 ? { gains: [30], resolved: true } : { gains: [], resolved: false })]);
  const asks = [[], [4], [8, 20], []]; // one needless (help comes at 30, within 25 steps of 8, not of 4), one missed
  const own = episodes(4, (i) => [facts({ asks: asks[i]!, gains: [] })]);
  const { timing } = figuresOf(own, alone);
  expect(timing!.right.value).toBe(1);
  expect(timing!.found.value).toBe(0.5);
  expect(timing!.askF1.value).toBeCloseTo(2 / 3);
  expect(timing!.firstAsk.value).toBe(6);
  const late = episodes(4, () => [facts({ asks: [8], gains: [] })]);
  expect(figuresOf(late, alone).timing!.right.value).toBe(0.5);
  expect(figuresOf(own).timing).toBeUndefined();
  expect(
    figuresOf(
      own,
      episodes(4, () => [facts()]),
    ).timing,
  ).toBeUndefined(); // older episodes say no steps
});

test('an interval that is not whole opens as often as it says', async () => {
  const task = { id: 't', problem: '', language: 'javascript' as const, run: 'npm test', paths: [] };
  const step: Step = { generations: [], reading: null, observation: { text: '', ms: 0 }, changes: {} };
  const proposal: Generation = { by: 'protege', action: null, text: '', tokensIn: 0, tokensOut: 0, cost: 0, ms: 0 };
  const row = (gate: Gate, length = 10) =>
    Promise.all(
      Array.from(
        { length },
        async (_, i) =>
          (await gate({ task, config: defaultConfig(), steps: Array.from({ length: i }, () => step) }, proposal)).score,
      ),
    );
  expect(await row(interval(2.5))).toEqual([0, 0, 1, 0, 1, 0, 0, 1, 0, 1]);
  expect(await row(planGate(1, 'a'), 3)).toEqual([1, 0, 0]);
  expect(await row(planGate(0, 'a'), 3)).toEqual([0, 0, 0]);
  expect(await row(timing(3, { steps: [step] }), 8)).toEqual([1, 0, 0, 1, 0, 0, 1, 0]); // it never got anywhere alone
  const report = { resolved: true, failToPass: {}, passToPass: {}, reasons: [], tampered: [], ms: 1 };
  expect(await row(timing(3, { steps: [step], report }), 3)).toEqual([0, 0, 0]);
  expect(await row(await gateOf({ id: 'never' }, 'a'), 1)).toEqual([0]);
});

test('the key of an episode is what was played, not what the row is called', () => {
  const one = solo('a', 'A', 'sft', 40);
  expect(episodeKey(one, 't', 0, 'w')).toBe(episodeKey({ ...one, id: 'b', label: 'B' }, 't', 0, 'w'));
  for (const other of [
    { ...one, steps: 30 },
    { ...one, mayAsk: true },
    { ...one, without: ['beam' as const] },
  ])
    expect(episodeKey(other, 't', 0, 'w')).not.toBe(episodeKey(one, 't', 0, 'w'));
});

test('Markdown cells cannot break a table', () => {
  expect(grid(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n|---|---:|\n| x\\|y | 1 |');
});

test('ticks are round and span the values', () => {
  for (const [low, high] of [
    [0, 1],
    [-9.7, 0.3],
    [0.31, 0.88],
    [5, 5],
    [0, 0],
    [12, 71],
  ] as const) {
    const found = ticks(low, high);
    expect(found[0]!).toBeLessThanOrEqual(low);
    expect(found.at(-1)!).toBeGreaterThanOrEqual(high);
    expect(found.length).toBeLessThan(9);
  }
  expect(chart('<nothing>', [{ title: 'empty', x: '', lines: [{ name: 'a', points: [] }] }])).toContain(
    '&lt;nothing&gt;',
  );
});

test('curves are read from a log; what was done twice counts once', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'curves-'));
  const log = logTo(dir);
  for (const step of [10, 20, 20]) log({ phase: 'sft', step, loss: 2 / step, heldOut: 1 });
  log({ phase: 'rl', step: 1, reward: -0.5, resolved: 0.25, calls: 1, length: 17, loss: 0 });
  const score = { n: 4, resolved: 2, steps: 15, calls: 0.5 };
  log({ phase: 'dev', at: 'sft', step: 20, alone: score, expert: { ...score, resolved: 3 } });
  const terms = {
    loop: -1,
    correct: 1,
    sim: 0,
    warrant: 0,
    backToBack: 0,
    quota: 0,
    expert: 0.5,
    follow: 0,
    noCall: 0,
    gateLoop: 1,
    gateFollow: 1,
    other: 1,
  };
  const practised = [
    { step: 1, task: 't', steps: 17, reward: -0.5, terms },
    { step: 1, task: 'u', steps: 17, reward: 0, terms: { ...terms, loop: 0, correct: 0 } },
  ];
  fs.writeFileSync(path.join(dir, 'episodes.jsonl'), practised.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const curves = readCurves(dir);
  expect(curves.sft).toHaveLength(2);
  expect(curves.rl[0]).toMatchObject({ terms: { correct: 0.5, expert: 0.5 }, loops: 0.5 });
  const text = curvesMarkdown(curves, [['command', 'x']], 'curves.svg');
  expect(text).toContain('| SFT, 20 steps | 50.0 % (2/4) | 75.0 % (3/4) |');
  expect(text).toContain('| 1 | -0.50 | -0.50 | 0.50 | 0.00 | 0.50 | 0.00 | 0.25 | 1.00 | 17.0 | 0.50 |');
  const picture = curvesChart(curves);
  expect(picture).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(picture).not.toContain('NaN');
  fs.rmSync(dir, { recursive: true });
});
