/** Doubt, stage and the judge. */
import { describe, expect, test } from 'vitest';
import { create as doubt } from '../../src/gates/doubt';
import { create as judge, readVerdict } from '../../src/gates/judge';
import { create as stage } from '../../src/gates/stage';
import { create as scripted } from '../../src/models/scripted';
import type { Action, Completion, Generation, Observation, Reading, State, Step, Stream } from '../../src/types';
import { config, makeEpisode, says } from './episodes';

const said = (action: Action | null, logprobs?: number[], by: Generation['by'] = 'protege'): Generation =>
  says(action, { by, ...(logprobs ? { logprobs } : {}) });
const view: Action = { kind: 'view', path: 'a.js' };
const edit: Action = { kind: 'edit', path: 'a.js', find: 'x', replace: 'y' };
const run: Action = { kind: 'run', command: 'npm test' };
const did = (
  action: Action,
  observation: Partial<Observation> = {},
  logprobs?: number[],
  reading: Reading | null = null,
): Step => ({
  generations: [said(action, logprobs)],
  reading,
  observation: { text: 'fine', ms: 1, ...observation },
  changes: {},
});
const state = (steps: Step[]): State => ({ task: makeEpisode(1).public, config, steps });

describe('doubt', () => {
  test('no token probabilities, no doubt', () => {
    expect(doubt()(state([]), said(view))).toMatchObject({ score: 0, reason: expect.stringMatching(/no token prob/) });
    expect(doubt()(state([]), said(view, []))).toMatchObject({ score: 0 });
  });

  test('the less sure, the higher; the mean at which it opens is an option', () => {
    const at = (mean: number, options = {}) => (doubt(options)(state([]), said(view, [mean, mean])) as Reading).score;
    expect(at(-0.1)).toBeLessThan(0.2);
    expect(at(-0.8)).toBeCloseTo(0.5, 9);
    expect(at(-3)).toBeGreaterThan(0.75);
    expect(at(-0.2, { unsure: -0.2 })).toBeCloseTo(0.5, 9);
    expect(at(-9999)).toBeLessThan(1); // a server's word for "unlikely" is clamped
    expect(at(NaN)).toBe(0); // no number at all says nothing
  });

  test('no doubt at all, several replies in a row, opens as well; the expert starts the row anew', () => {
    const sure = did(view, {}, [-0.001]);
    const read = (steps: Step[]) => doubt()(state(steps), said(view, [-0.001])) as Reading;
    expect(read([]).score).toBeLessThan(0.5);
    expect(read([sure, sure])).toMatchObject({ score: 0.5, reason: expect.stringMatching(/3 replies in a row/) });
    const advised = { ...sure, generations: [...sure.generations, said(null, undefined, 'expert')] };
    expect(read([sure, sure, advised]).score).toBeLessThan(0.5);
    expect((doubt({ row: 0 })(state([sure, sure]), said(view, [-0.001])) as Reading).score).toBeLessThan(0.1);
  });

  test.each([[{ unsure: 1 }], [{ sure: 'x' }], [{ row: -1 }]])('refuses %j', (options) => {
    expect(() => doubt(options)).toThrow(/doubt gate/);
  });
});

describe('stage', () => {
  const read = (steps: Step[], action: Action = view) => stage()(state(steps), said(action)) as Reading;
  const times = (n: number, step: Step) => Array.from({ length: n }, () => step);

  test('one full signal stays below 0.5, two open', () => {
    const exploring = read(times(9, did(view)));
    expect(exploring.score).toBeCloseTo(Math.tanh(0.5), 9);
    expect(exploring.reason).toMatch(/exploring: 9 steps without an edit/i);
    const hard = did(run, { failed: true, text: 'Cannot find module "x"' });
    expect(read([...times(9, did(view)), hard]).score).toBeGreaterThan(0.5);
    expect(read(times(9, did(run)), run).reason).toMatch(/spinning/i);
  });

  test('edits speak against it; passing tests after an edit close it', () => {
    const soft = did(run, { failed: true, text: 'error: no' });
    expect(read([did(edit), did(edit), soft], edit).score).toBeLessThan(read([did(view), did(view), soft]).score);
    const tests = { tests: [{ name: 't', file: 'f', status: 'pass' as const, ms: 1 }], complete: true, tampered: [] };
    expect(read([did(edit), did(run, { tests })])).toMatchObject({ score: 0, reason: expect.stringMatching(/pass/) });
  });

  test('a critical error opens at once; failing tests are the work itself', () => {
    expect(read([did(run, { failed: true, text: 'JavaScript heap out of memory' })]).score).toBe(1);
    const tests = { tests: [{ name: 't', file: 'f', status: 'fail' as const, ms: 1 }], complete: true, tampered: [] };
    expect(read([did(run, { failed: true, text: 'AssertionError: failed', tests })]).score).toBe(0);
  });

  test('advice starts the count anew', () => {
    const advised = did(view);
    advised.generations.push(said(null, undefined, 'expert'));
    expect(read([...times(12, did(view)), advised, did(view)]).score).toBe(0);
  });
});

describe('judge', () => {
  const yes = 'I think so.\n{"escalate": true, "reason": "It repeats itself."}';
  const no = '{"escalate": false, "reason": "Ordinary friction."}';
  const gateOf = (...replies: string[]) => judge({}, { expert: { id: 'x' }, model: async () => scripted({ replies }) });

  test('one verdict stays below any sensible threshold, a second in a row opens', async () => {
    const gate = await gateOf(yes, yes, no, yes);
    const steps: Step[] = [];
    const readings: Reading[] = [];
    for (let i = 0; i < 4; i++) {
      const reading = (await gate(state([...steps]), said(view))) as Reading;
      readings.push(reading);
      steps.push(did(view, {}, undefined, reading));
    }
    expect(readings.map(({ score }) => score)).toEqual([0.4, 1, 0, 0.4]);
    expect(readings[1]!.question).toMatch(/It repeats itself/);
    expect(readings[1]!.spent).toMatchObject({ cost: 0, tokensIn: expect.any(Number) });
  });

  test('a judge that fails or rambles changes nothing', async () => {
    expect(await (await gateOf('maybe'))(state([]), said(view))).toMatchObject({ score: 0, spent: expect.anything() });
    const broken = await judge({ model: { id: 'x' } }, { model: async () => ({ generate: () => fail() }) });
    expect(await broken(state([]), said(view))).toMatchObject({ score: 0, reason: expect.stringMatching(/offline/) });
    expect(await (await judge())(state([]), said(view))).toMatchObject({ score: 0 });
  });

  test('what it reads is bounded', async () => {
    let read = 0;
    const counting = scripted({ replies: [no] });
    const gate = await judge(
      { model: { id: 'x' } },
      {
        model: async () => ({
          generate: (messages, options) => {
            read = messages.reduce((sum, { content }) => sum + content.length, 0);
            return counting.generate(messages, options);
          },
        }),
      },
    );
    const long = did({ kind: 'run', command: 'x'.repeat(9000) }, { text: 'y'.repeat(90_000), failed: true });
    await gate(state(Array.from({ length: 70 }, () => long)), said({ kind: 'ask', question: 'z'.repeat(50_000) }));
    expect(read).toBeLessThan(20_000);
  });

  test('verdicts are read out of any text', () => {
    expect(readVerdict(`{"x":1} ${yes}`)).toEqual({ escalate: true, reason: 'It repeats itself.' });
    expect(readVerdict('{"escalate":"yes"}')).toBeNull();
    expect(readVerdict('')).toBeNull();
  });

  test('bad options are refused', async () => {
    await expect(judge({ every: 0 })).rejects.toThrow(/"every"/);
    await expect(judge({ model: 'x' }, { model: async () => scripted({}) })).rejects.toThrow(/\{id, options\}/);
    await expect(judge({ model: { id: 'x' } })).rejects.toThrow(/lends/);
  });
});

async function* fail(): Stream<string, Completion> {
  yield 'I ';
  throw new Error('offline');
}
