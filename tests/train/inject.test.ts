/** Expert calls put into finished trajectories, and advice that nobody asked for while the protégé looks around. */
import { expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { diffFiles } from '../../src/lib/diff';
import { drain } from '../../src/lib/stream';
import { create as asked } from '../../src/gates/asked';
import { create as oracle } from '../../src/models/oracle';
import { readTranscript } from '../../src/repair/transcript';
import { sequenceOf } from '../../src/models/trained/sequence';
import { id, lineSlot, TOKENS } from '../../src/models/trained/vocab';
import { defaultConfig } from '../../src/run';
import { teachOne } from '../../src/train/collect';
import { editTokens, messagesOf } from '../../src/train/examples';
import { inject } from '../../src/train/inject';
import { clampProgram, memorySandbox, task as plain } from '../agent/memory';

const fixed = { ...plain.files, 'src/clamp.js': plain.files['src/clamp.js']!.replace('n < hi', 'n > hi') };
const task = { ...plain, goldPatch: diffFiles(plain.files, fixed) };
const config = defaultConfig({ limits: { ...defaultConfig().limits, steps: 30 } });
const expert = () => oracle({}, { goldPatch: task.goldPatch, task });
const school = () => ({ sandbox: memorySandbox(clampProgram), expert, gate: asked(), config });
const words = (tokens: number[]) => tokens.map((token) => TOKENS[token]!);

test('an injected call is learned as a decision, its answer is not, and all else stays as it was', async () => {
  const { kept, trajectory, examples } = await teachOne(task, 'injected', school(), 1);
  expect(kept).toBe(true);
  const calls = trajectory.steps.filter(({ generations }) => generations.length > 1);
  expect(calls).toHaveLength(1);
  expect(calls[0]!.observation.text).toContain('<expert_llm_guidance>');
  const { tokens, written } = examples.find(({ id }) => id.endsWith('/repair'))!;
  expect(written.map(({ token }) => TOKENS[token])).toContain('ASK');
  for (const { at, token, allowed } of written) {
    expect(tokens[at]).toBe(token);
    expect(allowed).toContain(token);
    expect(TOKENS[token]).not.toBe('<advice>');
  }
  await expect(teachOne({ ...task, split: 'dev' }, 'injected', school(), 1)).rejects.toThrow(/only train repos/);
});

test('where the call goes is drawn between the first edit and the end', async () => {
  const { trajectory } = await teachOne(task, 'trying', school(), 1);
  const places = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const { steps } = await inject(trajectory, expert(), seed);
    expect(steps.filter((step) => trajectory.steps.includes(step))).toEqual(trajectory.steps);
    places.add(steps.findIndex(({ generations }) => generations.length > 1));
  }
  const first = trajectory.steps.findIndex(({ generations }) => generations[0]!.action!.kind === 'edit');
  const wanted = Array.from({ length: trajectory.steps.length - first }, (_, i) => first + i);
  expect([...places].sort((a, b) => a - b)).toEqual(wanted);
});

test('an edit of a line that was not to choose from teaches no line', async () => {
  const { trajectory } = await teachOne(task, 'direct', school(), 1);
  const s = sequenceOf(readTranscript(messagesOf(trajectory)));
  const { from } = s.actions.find(({ from }) => s.tokens[from] === id('EDIT'))!;
  const slot = s.tokens[from + 1]! - lineSlot(0);
  expect(editTokens(s, from, 1)[0]).toMatchObject({ token: lineSlot(slot), weight: 1 });
  const others = new Map([...s.lines].filter(([one]) => one !== slot));
  expect(others.size).toBeGreaterThan(1);
  expect(editTokens({ ...s, lines: others }, from, 1).map(({ weight }) => weight)).toEqual([0, 0, 0, 0]);
});

test('advice in the middle of looking around is read when the lines are shown', async () => {
  const { trajectory } = await teachOne(task, 'direct', school(), 1);
  const steps = trajectory.steps.slice(0, 2);
  const always = () => ({ score: 1, reason: 'always' });
  const said = trajectory.steps.map(({ generations }) => generations[0]!).flatMap((one) => [one, one]);
  let at = 0;
  const repeating = {
    async *generate() {
      const one = said[at++]!;
      yield one.text;
      return one;
    },
  };
  const team = { protege: repeating, expert: expert(), gate: always, sandbox: memorySandbox(clampProgram) };
  const limits = { ...config.limits, steps: 2, expertCalls: 2 };
  const looked = await drain(runEpisode(task, team, { ...config, limits }));
  expect(looked.steps.every(({ generations }) => generations.length === 3)).toBe(true);
  const alone = sequenceOf(readTranscript(messagesOf({ ...trajectory, steps })));
  const early = sequenceOf(readTranscript(messagesOf(looked)));
  expect([alone.paged, early.paged]).toEqual([false, false]);
  expect(words(early.tokens)).toEqual(words(alone.tokens));

  const all = sequenceOf(
    readTranscript(messagesOf({ ...looked, steps: [...looked.steps, ...trajectory.steps.slice(2)] })),
  );
  expect(words(all.tokens)).toContain('<advice>');
  expect(words(all.opening!.tokens)).not.toContain('<advice>');
});
