import { expect, test } from 'vitest';
import { deadline } from '../../src/agent/deadline';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import type { Changes, Observation, Step, TestResult } from '../../src/types';
import { memorySandbox, task } from './memory';

const step = (command: string, observation: Partial<Observation>, changes: Changes = {}): Step => ({
  generations: [
    { text: '', tokensIn: 0, tokensOut: 0, cost: 0, ms: 0, by: 'protege', action: { kind: 'run', command } },
  ],
  reading: null,
  observation: { text: '', ms: 0, ...observation },
  changes,
});
const edit = (): Step => ({ ...step('', {}, { 'a.js': '1' }), generations: [] });
const ran = (ms: number): TestResult => ({ name: 'a', file: 't.js', status: 'pass', ms });
const of = (steps: Step[], command = 'npm test') => deadline(command, steps, 30_000);

test('a command that never ran has the whole deadline', () => {
  expect(of([])).toEqual({ ms: 30_000 });
  expect(of([step('ls', { ms: 5 })])).toEqual({ ms: 30_000 });
});

test('one that ran before has four times the longest of these, at least 2 s, at most the whole', () => {
  expect(of([step('npm test', { ms: 30 })])).toEqual({ ms: 2000, whole: 30_000 });
  expect(of([step('npm test', { ms: 1490 }), edit(), step('npm test', { ms: 200 })]).ms).toBe(6000);
  expect(of([step('npm test', { ms: 9000 })])).toEqual({ ms: 30_000 });
});

test('a kill does not count as what it takes, and repeated at once the command has the whole deadline', () => {
  const killed = step('npm test', { ms: 2000, timedOut: true });
  expect(of([step('npm test', { ms: 100 }), edit(), killed])).toEqual({ ms: 30_000 });
  expect(of([step('npm test', { ms: 100 }), edit(), killed, edit()]).ms).toBe(2000);
});

test('one that never ended goes by the tests of it that did', () => {
  const killed = (tests: TestResult[]) =>
    step('npm test', { ms: 30_000, timedOut: true, tests: { tests, complete: false, tampered: [] } });
  expect(of([killed([]), edit()]).ms).toBe(5000);
  expect(of([killed([ran(1000), ran(1500)]), edit()]).ms).toBe(10_000);
});

test('an episode kills a loop soon, says after how long, and gives the repeated command its whole time', async () => {
  let runs = 0;
  const sandbox = memorySandbox((command) => (command === 'npm test' && ++runs > 1 ? { hangs: true } : {}));
  const replies = ['run', 'edit', 'run', 'run', 'submit'].map((action) =>
    JSON.stringify({ action, command: 'npm test', path: 'src/clamp.js', find: 'n < hi', replace: 'n > hi' }),
  );
  const team = { protege: scripted({ replies }), expert: null, gate: () => ({ score: 0, reason: '' }), sandbox };
  const { steps } = await drain(runEpisode(task, team, defaultConfig({ commandTimeoutMs: 2500 })));
  const [, , short, long] = steps.map(({ observation }) => observation);
  expect(short).toMatchObject({ timedOut: true, failed: true });
  expect(short!.text).toContain('killed after 2 s: it did not end (an endless loop?); repeated at once it gets 2.5 s');
  expect(long!.text).toContain('killed after 2.5 s: it did not end (an endless loop?)\n');
});
