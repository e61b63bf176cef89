/** The environment that other trainers' policies play: real episodes, the real verdict, and what never leaves it. */
import { afterAll, expect, test } from 'vitest';
import { rewardRule, scored } from '../../src/cli/env/reward';
import { Environment, type EnvRequest, type Stepped } from '../../src/cli/env/server';
import { findTasks } from '../../src/experiments/library';
import { configOf } from '../../src/cli/team';
import type { Task, Trajectory } from '../../src/types';

const tasks = findTasks('heap-queue').slice(0, 2);
const task: Task = tasks[0]!.load();
const open: Environment[] = [];
const environment = (more: Record<string, string> = {}, kept: Trajectory[] = []) => {
  const made = new Environment({
    tasks,
    config: (seed) => configOf({ protege: 'outside', seed: String(seed), 'max-steps': '8', ...more }),
    rule: rewardRule(undefined),
    deps: {},
    most: 3,
    keep: (trajectory) => kept.push(trajectory),
  });
  open.push(made);
  return made;
};
afterAll(() => open.forEach((one) => one.close()));

const ask = async (to: Environment, request: EnvRequest) =>
  (await to.handle(request)) as unknown as Stepped & { error?: string };

/** The reference's change of one file as an edit: the lines it takes away, and those in their place. */
function fix(): { path: string; find: string; replace: string } {
  const lines = task.goldPatch!.split('\n');
  const path = lines.find((line) => line.startsWith('+++ b/'))!.slice(6);
  const body = lines.slice(lines.findIndex((line) => line.startsWith('@@')) + 1);
  const side = (mark: string) =>
    body
      .filter((line) => line[0] === ' ' || line[0] === mark)
      .map((line) => line.slice(1))
      .join('\n');
  return { path, find: side('-'), replace: side('+') };
}

test('two episodes at once: one repairs and gets the verdict, one writes nonsense; nothing hidden goes out', async () => {
  const kept: Trajectory[] = [];
  const env = environment({}, kept);
  const said: unknown[] = [];
  const play = async (replies: string[]): Promise<Stepped> => {
    let now = await ask(env, { op: 'reset', task: task.id, seed: 1 });
    for (const reply of replies) {
      said.push(now);
      if (!now.done) now = await ask(env, { op: 'step', episode: now.episode, reply });
    }
    said.push(now);
    return now;
  };
  const act = (action: object) => JSON.stringify(action);
  const [good, bad] = await Promise.all([
    play([act({ action: 'edit', ...fix() }), act({ action: 'submit' })]),
    play(['well', 'well', 'well']),
  ]);
  expect(good).toMatchObject({
    done: true,
    observation: null,
    reward: 1,
    info: { resolved: true, exit: 'submitted' },
  });
  expect(good.terms).toEqual({ completion: 1, loop: 0, follow: 0, ask: 0, format: 0 });
  expect(bad).toMatchObject({ done: true, info: { resolved: false, exit: 'format' }, terms: { format: -1 } });
  expect(bad.reward).toBeLessThan(0);
  const [first] = said as Stepped[];
  expect(first!.observation).toMatchObject({ kind: 'chat', text: expect.stringContaining(task.problem) as string });
  const out = JSON.stringify(said);
  for (const text of Object.values(task.hiddenTests!)) {
    expect(text.length).toBeGreaterThan(20);
    expect(out).not.toContain(JSON.stringify(text).slice(1, 60));
  }
  expect(out).not.toContain('goldPatch');
  expect(out).not.toContain('hiddenTests');
  expect(kept).toHaveLength(2);
  expect(
    scored(
      kept.find(({ report }) => report?.resolved)!,
      'stage2',
    ).reward,
  ).toBeGreaterThan(0);
});

test('the oracle answers an ask as advice; the guided scaffold asks a family for gaps', async () => {
  const mentored = environment({ expert: 'oracle' });
  const begun = await ask(mentored, { op: 'reset', task: task.id });
  const reply = '{"action":"ask","question":"Which line is wrong?"}';
  const advised = await ask(mentored, { op: 'step', episode: begun.episode, reply });
  expect(advised.observation!.text).toContain('expert_llm_guidance');
  expect(await ask(mentored, { op: 'close', episode: begun.episode })).toEqual({ closed: true });

  const guided = environment({ protege: 'outside:fim=qwen', scaffold: 'guided:tries=2,moves=fill' });
  let now = await ask(guided, { op: 'reset', task: task.id });
  expect(now.observation).toMatchObject({ kind: 'fill', stop: ['\n'] });
  expect(now.observation!.text).toMatch(/^<\|fim_prefix\|>[\s\S]*<\|fim_suffix\|>[\s\S]*<\|fim_middle\|>$/);
  while (!now.done) now = await ask(guided, { op: 'step', episode: now.episode, reply: 'return 1;<|endoftext|>' });
  expect(now.info).toMatchObject({ resolved: false, replies: 2 });
});

test('faults are answers that say what to do', async () => {
  const env = environment();
  expect(await env.handle({ op: 'tasks', id: 5 })).toEqual({ id: 5, tasks: tasks.map(({ name }) => name) });
  const fault = async (request: EnvRequest) => (await ask(env, request)).error;
  expect(await fault({ op: 'go' })).toMatch(/"op" is one of/);
  expect(await fault({ op: 'reset', task: 'nowhere' })).toMatch(/no task "nowhere"/);
  expect(await fault({ op: 'reset', reward: 'much' })).toMatch(/weights like completion=1/);
  expect(await fault({ op: 'step', episode: 'x', reply: '' })).toMatch(/reset first/);
  const { episode } = await ask(env, { op: 'reset' });
  expect(await fault({ op: 'step', episode })).toMatch(/"reply" is the text/);
  await env.handle({ op: 'close', episode });
});

test('weights and rules of the reward', () => {
  expect(rewardRule('completion=2,loop=0.5')).toEqual({ completion: 2, loop: 0.5, follow: 0, ask: 0, format: 0 });
  expect(rewardRule({ ask: 1 })).toMatchObject({ ask: 1, completion: 0 });
  expect(rewardRule('stage1')).toBe('stage1');
  expect(() => rewardRule('completion=x')).toThrow(/weights like/);
});
