/** The page's default gate: graded, not fooled by undoing, oscillating tests or long reading, and one advice at a time. */
import fs from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { create } from '../../src/gates/stuck';
import { signsIn } from '../../src/lib/signs';
import { readTrajectory } from '../../src/trajectory/importers';
import type { Action, Gate, Generation, Reading, State, Step, Trajectory } from '../../src/types';
import { config, makeEpisode } from './episodes';

const gate: Gate = create();
const say = (action: Action, by: Generation['by'] = 'protege', text = ''): Generation => ({
  text,
  action: by === 'expert' ? null : action,
  by,
  tokensIn: 1,
  tokensOut: 1,
  cost: 0,
  ms: 1,
});
const RUN: Action = { kind: 'run', command: 'npm test' };
const view = (from: number): Action => ({ kind: 'view', path: 'a.js', from, to: from + 50 });
const edit = (find: string, replace: string): Action => ({ kind: 'edit', path: 'a.js', find, replace });
const tests = (...failing: string[]): Step['observation']['tests'] => ({
  tests: ['a', 'b', 'c'].map((name) => ({
    name,
    file: 't.js',
    status: failing.includes(name) ? 'fail' : 'pass',
    ms: 1,
  })),
  complete: true,
  tampered: [],
});
const step = (action: Action, over: Partial<Step> = {}, failing?: string[]): Step => ({
  generations: [say(action)],
  reading: null,
  observation: { text: 'x', ms: 1, ...(failing ? { tests: tests(...failing)! } : {}) },
  changes: action.kind === 'edit' ? { 'a.js': action.replace } : {},
  ...over,
});
const read = (steps: Step[], action: Action): Reading =>
  gate({ task: makeEpisode(1).public, config, steps } as State, say(action)) as Reading;
/** An edit and the tests after it. */
const tried = (find: string, replace: string, ...failing: string[]) => [
  step(edit(find, replace)),
  step(RUN, {}, failing),
];

describe('on the recorded demo', () => {
  let demo: Trajectory;
  let scores: number[];
  beforeAll(async () => {
    demo = readTrajectory(JSON.parse(fs.readFileSync('public/trajectories/demo.traj.json', 'utf8')));
    const readings = demo.steps.map((one, i) =>
      gate({ task: demo.public, config: demo.config, steps: demo.steps.slice(0, i) }, one.generations[0]!),
    );
    scores = (await Promise.all(readings)).map(({ score }) => score);
  });

  test('it opens once, where the protégé asks after two edits without effect', () => {
    expect(scores.flatMap((score, i) => (score >= 0.5 ? [i] : []))).toEqual([12]);
  });

  test('it is graded: several heights, never only 0 and 1, rising to the ask', () => {
    expect(new Set(scores.map((score) => score.toFixed(2))).size).toBeGreaterThan(3);
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
    expect(scores[8]!).toBeLessThan(scores[10]!);
    expect(scores[10]!).toBeLessThan(scores[12]!);
    expect(scores[13]!).toBeLessThan(0.05); // the advice is not tried yet
  });

  test('the threshold does what it says: the higher, the fewer asks', () => {
    const asks = [0, 0.1, 0.2, 0.5, 0.95, 0.99].map((bar) => scores.filter((score) => score >= bar).length);
    expect(asks).toEqual(asks.toSorted((a, b) => b - a));
    expect(asks.at(-1)).toBe(0);
  });
});

test('reading, however long, is not being stuck', () => {
  const steps = [step(RUN, {}, ['a']), ...Array.from({ length: 30 }, (_, i) => step(view(1 + 50 * i)))];
  expect(read(steps, view(2000)).score).toBeLessThan(0.1);
});

test('a question is passed on from the first step', () => {
  expect(read([], { kind: 'ask', question: '?' }).score).toBeGreaterThan(0.5);
});

test('the same look again and again is', () => {
  const steps = [step(RUN, {}, ['a']), ...Array.from({ length: 6 }, () => step(view(1)))];
  expect(read(steps, view(1)).score).toBeGreaterThan(0.5);
});

test('changing and taking back is no progress', () => {
  const steps = [step(RUN, {}, ['a'])];
  let before = read(steps, RUN).score;
  for (let i = 0; i < 4; i++) {
    steps.push(...tried('x', 'y', 'a'), ...tried('y', 'x', 'a'));
    const { score } = read(steps, RUN);
    expect(score).toBeGreaterThan(before);
    before = score;
  }
  expect(before).toBeGreaterThan(0.6);
});

test('other tests failing in turn is no progress; fewer failing than ever is', () => {
  const steps = [
    step(RUN, {}, ['a', 'b']),
    ...['b', 'a', 'c'].flatMap((last, i) => tried(`${i}`, `${i + 1}`, last, 'b')),
  ];
  expect(signsIn(read(steps, RUN).reason).signs[0]!.words).toBe('2 edits without effect'); // one left only b failing
  const more = [...steps, ...['4', '5', '6'].flatMap((to, i) => tried(`${i}x`, to, i % 2 ? 'a' : 'b', 'c'))];
  expect(read(more, RUN).score).toBeGreaterThan(0.5);
  expect(read([...more, ...tried('q', 'r')], RUN).score).toBeLessThan(0.1);
});

describe('advice', () => {
  const advice = say(RUN, 'expert', 'Look at line 3.');
  const asked = step({ kind: 'ask', question: '?' }, { generations: [say({ kind: 'ask', question: '?' }), advice] });
  const stuck = [step(RUN, {}, ['a']), ...['1', '2', '3', '4'].flatMap((to, i) => tried(`${i}y`, to, 'a'))];

  test('is not bought again before it was tried, asked for or not', () => {
    expect(read(stuck, RUN).score).toBeGreaterThan(0.6);
    expect(read([...stuck, asked], RUN).score).toBeLessThan(0.05);
    expect(read([...stuck, asked], { kind: 'ask', question: '?' }).score).toBeLessThan(0.2);
    expect(read([...stuck, asked, step(RUN, {}, ['a'])], RUN).reason).toContain('not tried yet');
    const tried = [...stuck, asked, step(edit('z', 'w'))];
    expect(read(tried, { kind: 'ask', question: '?' }).score).toBeGreaterThan(0.5);
  });

  test('the same words again weigh against a third time', () => {
    const once = [...stuck, asked, ...tried('z', 'w', 'a'), ...tried('w', 'v', 'a')];
    const twice = [...stuck, asked, ...once.slice(stuck.length)];
    const ask: Action = { kind: 'ask', question: '?' };
    expect(read(twice, ask).score).toBeLessThan(read(once, ask).score);
  });
});

test('handing in with failing tests, three errors in a row: each a sign of its own', () => {
  const steps = [step(RUN, {}, ['a']), ...tried('x', 'y', 'a')];
  expect(read(steps, { kind: 'submit' }).reason).toContain('hands in with 1 failing test');
  const failed = step({ kind: 'run', command: 'nope' }, { observation: { text: 'no', ms: 1, failed: true } });
  expect(read([...steps, failed, failed, failed], RUN).reason).toContain('3 errors in a row');
});
