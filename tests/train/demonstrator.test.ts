/** Episodes that a language model is fine-tuned on: what is shown, what of it teaches, and where nothing can be shown. */
import { expect, test } from 'vitest';
import { loopOf, unfit } from '../../src/cli/data/loops';
import { diffFiles } from '../../src/lib/diff';
import { create as asked } from '../../src/gates/asked';
import { create as oracle } from '../../src/models/oracle';
import { defaultConfig } from '../../src/run';
import { DEMONSTRATIONS, questionOf, repairPlace } from '../../src/train/demonstrator';
import { teachingGenerations } from '../../src/train/export/taught';
import type { Arena } from '../../src/train/rollout';
import { chat } from '../../src/train/export/chat';
import { clampProgram, memorySandbox, task as plain } from '../agent/memory';

const fixed = { ...plain.files, 'src/clamp.js': plain.files['src/clamp.js']!.replace('n < hi', 'n > hi') };
const task = { ...plain, goldPatch: diffFiles(plain.files, fixed) };
const arena: Arena = {
  sandbox: memorySandbox(clampProgram),
  config: defaultConfig(),
  gate: asked(),
  expert: () => oracle({}, { goldPatch: task.goldPatch, task }),
  verdict: () => Promise.resolve({ resolved: true, tests: [] } as never),
};
const options = { dialect: 'tuned', seed: 0, caps: { characters: 10_000 } };
const shown = (nth: number) => loopOf(task, nth, arena, options);

test('each kind ends green; mistakes, refused questions and the mentor’s words teach nothing', async () => {
  const seen = new Map<string, string[]>();
  for (let nth = 0; nth < 10; nth++) {
    const episode = (await shown(nth))!;
    const actions = episode.steps.map(({ generations }) => generations[0]!.action!.kind);
    const learned = teachingGenerations(episode).map((one) => (one ? one.action!.kind : '-'));
    seen.set(actions.join(' '), learned);
    expect(episode.steps.at(-2)!.observation.tests!.tests.every(({ status }) => status !== 'fail')).toBe(true);
  }
  expect(Object.fromEntries(seen)).toMatchObject({
    'run ask view edit submit': expect.arrayContaining(['run', 'view', 'edit', 'submit']) as unknown,
    'run ask view edit edit submit': ['run', 'ask', 'view', '-', 'edit', 'submit'],
    'run ask view edit ask edit submit': ['run', 'ask', 'view', '-', 'ask', 'edit', 'submit'],
  });
  const alone = await loopOf(task, 0, { ...arena, expert: null }, options);
  expect(teachingGenerations(alone!)[1]).toBeNull();
  expect(DEMONSTRATIONS).toHaveLength(5);
});

test('it reads the little prompt of its dialect, and asks in words of the failing test', async () => {
  const [system, , , first, question] = chat((await shown(0))!, 'text').map(({ message }) => message.content);
  expect(system!.length).toBeLessThan(300);
  expect(question).toContain(`"question":${JSON.stringify(questionOf(first!))}`);
  expect(questionOf('tests: 1 of 2 fail\nFAIL adds up\n  expected 3, got 5\n  also')).toBe(
    'adds up fails: expected 3, got 5. Where is the fault?',
  );
});

test('only train tasks with one place of a few lines that no measuring text holds', async () => {
  expect(unfit(task, new Set())).toBe('');
  expect(unfit({ ...task, goldPatch: diffFiles(plain.files, { ...fixed, 'src/other.js': 'x\n' }) }, new Set())).toBe(
    'several places',
  );
  await expect(loopOf({ ...task, split: 'dev' }, 0, arena, options)).rejects.toThrow(/only train/);
  expect(await loopOf(task, 0, arena, { ...options, caps: { characters: 100 } })).toBeNull();
});

test.each([
  ['a changed line', 'a\n  b = 1\nc\n', 'a\n  b = 2\nc\n', { from: 2, find: 'b = 1', replace: 'b = 2' }],
  ['a line twice in the file', 'x\nb\nx\nc\n', 'x\nb\ny\nc\n', { from: 2, find: 'b\nx', replace: 'b\ny' }],
  ['a line more', 'a\nc\n', 'a\nb\nc\n', { from: 1, find: 'a', replace: 'a\nb' }],
  ['a line less', 'a\nb\nc\n', 'a\nc\n', { from: 2, find: 'b', replace: '' }],
])('%s', (_, before, after, place) => {
  expect(repairPlace({ f: before }, { f: after })).toEqual({ path: 'f', ...place });
});
