/** The composition root on the real embedded sandbox and the real verdict. */
import { beforeAll, describe, expect, test } from 'vitest';
import { diffFiles } from '../../src/lib/diff';
import { drain } from '../../src/lib/stream';
import { models, type ModelEntry } from '../../src/models/index';
import { defaultConfig, loadTeam, run } from '../../src/run';
import type { AgentEvent, Config, Task } from '../../src/types';
import setup from '../setup';
import { task as base } from './memory';

beforeAll(() => setup());

const task: Task = {
  ...base,
  tests: {
    'test/clamp.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { clamp } from '../src/clamp.js';
test('clamp upper', () => assert.equal(clamp(5, 0, 3), 3));
test('clamp lower', () => assert.equal(clamp(-5, 0, 3), 0));
`,
  },
};
const goldPatch = diffFiles(task.files, {
  ...task.files,
  'src/clamp.js': task.files['src/clamp.js']!.replace('n < hi', 'n > hi'),
});
const scripted = (...replies: object[]): Partial<Config> => ({
  protege: { id: 'scripted', options: { replies: replies.map((reply) => JSON.stringify(reply)) } },
});
const FIX = { action: 'edit', path: 'src/clamp.js', find: 'n < hi', replace: 'n > hi' };
const TEST = { action: 'run', command: 'npm test' };
const go = async (over: Partial<Config>, on = task) => {
  const kinds: AgentEvent['type'][] = [];
  const trajectory = await drain(run(on, defaultConfig(over)), (event) => kinds.push(event.type));
  return { trajectory, kinds };
};

/** An entry of the registry, while `work` runs, whose models say when they are opened and closed. */
async function watched(work: () => Promise<unknown>): Promise<string[]> {
  const registry = models as Record<string, ModelEntry>;
  const told: string[] = [];
  registry.watched = {
    label: 'Watched',
    about: 'Scripted; says when it is opened and closed.',
    roles: ['protege', 'expert'],
    load: async () => ({
      async create({ as, ...options }) {
        told.push(`${as} opened`);
        const model = await (await models.scripted.load()).create(options);
        return { ...model, close: () => void told.push(`${as} closed`) };
      },
    }),
  };
  try {
    await work();
  } finally {
    delete registry.watched;
  }
  return told;
}
const as = (name: string, replies: object[] = []) => ({
  id: 'watched',
  options: { as: name, replies: replies.map((reply) => JSON.stringify(reply)) },
});

describe('run', () => {
  test('every model that was opened is closed once, the one lent to the gate too', async () => {
    const team = {
      protege: as('protégé', [TEST]),
      expert: as('expert'),
      gate: { id: 'judge', options: { model: as('judge') } },
    };
    const told = await watched(() => go(team));
    const names = ['expert', 'judge', 'protégé'];
    expect(told.filter((line) => line.endsWith('opened')).sort()).toEqual(names.map((name) => `${name} opened`));
    expect(told.filter((line) => line.endsWith('closed')).sort()).toEqual(names.map((name) => `${name} closed`));
    expect(told.at(-1)).toBe('expert closed'); // it may still judge its calls
  });

  test('a team that cannot be completed is closed as far as it was opened', async () => {
    const gate = { id: 'judge', options: { model: as('judge') } };
    const told = await watched(async () => {
      const config = defaultConfig({ protege: as('protégé'), expert: as('expert'), gate, sandbox: { id: 'docker' } });
      await expect(loadTeam(task, config)).rejects.toThrow(/no sandbox/);
    });
    for (const name of ['protégé', 'expert', 'judge']) expect(told).toContain(`${name} closed`);
  });

  test('a scripted repair is resolved in a fresh sandbox', async () => {
    const { trajectory, kinds } = await go(scripted(TEST, FIX, TEST));
    expect(trajectory.steps.map((step) => step.observation.exitCode)).toEqual([1, undefined, 0, undefined]);
    expect(trajectory.steps[0]!.observation.text).toContain('FAIL clamp upper (test/clamp.test.js)');
    expect(trajectory.report).toMatchObject({ resolved: true, reasons: [] });
    expect(kinds.slice(-2)).toEqual(['end', 'grade']);
  });

  test('an edited test does not count', async () => {
    const cheat = {
      action: 'edit',
      path: 'test/clamp.test.js',
      find: 'clamp(5, 0, 3), 3',
      replace: 'clamp(5, 0, 3), 5',
    };
    const { trajectory } = await go(scripted(cheat, TEST));
    expect(trajectory.report).toMatchObject({ resolved: false });
    expect(trajectory.patch).toBe('');
  });

  test('the default, search, repairs it; the oracle may advise', async () => {
    expect((await go({})).trajectory.report?.resolved).toBe(true);
    const asked = await go(
      { ...scripted({ action: 'ask', question: 'where?' }, FIX), expert: { id: 'oracle' } },
      { ...task, goldPatch },
    );
    expect(asked.trajectory.steps[0]!.observation.text).toContain(
      '<expert_llm_guidance>\nLook at src/clamp.js, in clamp',
    );
    expect(asked.trajectory.report?.resolved).toBe(true);
  });

  test.each<[Partial<Config>, RegExp]>([
    [{ protege: { id: 'gpt' } }, /no model "gpt"; choose one of .*search/],
    [{ protege: { id: 'oracle' } }, /"oracle" cannot be the protege/],
    [{ expert: { id: 'oracle' } }, /needs a task with a gold patch/],
    [{ expert: { id: 'human' } }, /cannot ask one/],
    [{ gate: { id: 'constructor' } }, /no gate "constructor"/],
    [{ gate: { id: 'random', options: { p: 9 } } }, /probability/],
    [{ sandbox: { id: 'docker' } }, /no sandbox "docker"/],
  ])('%j is refused before it begins', async (over, sentence) => {
    await expect(loadTeam(task, defaultConfig(over))).rejects.toThrow(sentence);
  });
});
