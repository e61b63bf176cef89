/** The decisions of search: on a small repo in memory, and the trace and a whole repair on the real sandbox. */
import { beforeAll, describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/search';
import { defaultConfig, run } from '../../src/run';
import type { Gate, Message, Model, Task, TestResult, Trajectory } from '../../src/types';
import { memorySandbox, type Program } from '../agent/memory';
import setup from '../setup';

const CLAMP = `export function clamp(n, low, high) {
  if (n < low) return low;
  if (n < high) return high;
  return n;
}
`;
const task: Task = {
  id: 'clamp',
  source: 'test',
  licence: 'MIT',
  language: 'javascript',
  problem: 'clamp(1, 0, 3) returns 3, but should return 1.',
  files: {
    'package.json': '{"type":"module","scripts":{"test":"node --test"}}\n',
    'src/clamp.js': CLAMP,
    'src/other.js': 'export const idle = (a) => a > 1 || a < -1;\n',
  },
  tests: {
    'test/clamp.test.js': `import test from 'node:test';
import assert from 'node:assert';
import { clamp } from '../src/clamp.js';
import { idle } from '../src/other.js';
test('keeps what is inside', () => assert.equal(clamp(1, 0, 3), 1));
test('upper', () => assert.equal(clamp(7, 0, 3), 3));
test('lower', () => assert.equal(clamp(-5, 0, 3), 0));
test('idle', () => assert.equal(idle(2), true));
`,
  },
  run: 'npm test',
  failToPass: ['keeps what is inside'],
  passToPass: ['lower'],
};

/** Runs the tests of the task in memory: which hold depends on the sources alone. */
const program: Program = (command, files) => {
  if (command !== 'npm test') return { output: 'not found', exitCode: 127 };
  const source = String(files['src/clamp.js']).replace('export', 'return');
  const clamp = new Function(source)() as (n: number, low: number, high: number) => unknown;
  const check = (name: string, actual: unknown, expected: number): TestResult => ({
    name,
    file: 'test/clamp.test.js',
    ms: 1,
    ...(Object.is(actual, expected)
      ? { status: 'pass' }
      : { status: 'fail', error: { message: `Expected values to be strictly equal:\n\n${actual} !== ${expected}` } }),
  });
  const tests = [
    check('keeps what is inside', clamp(1, 0, 3), 1),
    check('upper', clamp(7, 0, 3), 3),
    check('lower', clamp(-5, 0, 3), 0),
  ];
  return { tests, exitCode: tests.every(({ status }) => status === 'pass') ? 0 : 1 };
};

const asks: Gate = (_, { action }) => ({ score: action?.kind === 'ask' ? 1 : 0, reason: 'asked' });
const adviser = (text: string): Model => ({
  async *generate() {
    yield text;
    return { text, tokensIn: 1, tokensOut: 1, cost: 0, ms: 1 };
  },
});
const episode = (on: Task, options: object, expert: Model | null = null, steps = 75): Promise<Trajectory> =>
  drain(
    runEpisode(
      on,
      { protege: create({ ...options }), expert, gate: asks, sandbox: memorySandbox(program) },
      defaultConfig({ limits: { ...defaultConfig({}).limits, steps } }),
      {},
    ),
  );
const kinds = (trajectory: Trajectory) => trajectory.steps.map((step) => step.generations[0]!.action?.kind);
const commands = (trajectory: Trajectory) =>
  trajectory.steps.map((step) => step.generations[0]!.action).flatMap((a) => (a?.kind === 'run' ? [a.command] : []));

describe('search in memory', () => {
  test('runs, views, traces once, tries with a run after each edit, submits when all pass', async () => {
    const trajectory = await episode(task, {});
    const seen = kinds(trajectory);
    expect(seen.slice(0, 4)).toEqual(['run', 'view', 'view', 'view']);
    expect(commands(trajectory).filter((command) => command.startsWith('rm -rf /tmp/trace'))).toHaveLength(1);
    expect(seen.at(-1)).toBe('submit');
    expect(trajectory.exit).toBe('submitted');
    expect(trajectory.steps.at(-2)!.observation.exitCode).toBe(0);
    expect(trajectory.patch).toMatch(/^\+ {2}if \(n >=? high\) return high;$/m);
    expect(trajectory.patch!.match(/^[+-] /gm)).toHaveLength(2);
  });

  test('never tries the same text twice', async () => {
    const hopeless: Task = { ...task, files: { ...task.files, 'src/clamp.js': CLAMP.replace('  return n;\n', '') } };
    const trajectory = await episode(hopeless, { patience: 0 }, null, 60);
    const tried = trajectory.steps.flatMap((step) => Object.values(step.changes)).map(String);
    const clean = hopeless.files['src/clamp.js'];
    const tries = tried.filter((text) => text !== clean && text !== task.files['src/other.js']);
    expect(tries.length).toBeGreaterThan(10);
    expect(new Set(tries).size).toBe(tries.length);
  });

  test('asks after its patience, and what it is told goes first', async () => {
    const far: Task = { ...task, files: { ...task.files, 'src/clamp.js': CLAMP.replace('  return n;\n', '') } };
    const told = 'Look at src/other.js, in idle, around line 1. A comparison there points the wrong way.';
    const trajectory = await episode(far, { patience: 1 }, adviser(told), 20);
    const at = kinds(trajectory).indexOf('ask');
    expect(at).toBeGreaterThan(0);
    const next = trajectory.steps.slice(at + 1).map((step) => step.generations[0]!.action);
    const paths = next.flatMap((action) => (action?.kind === 'edit' ? [action.path] : []));
    expect(paths).toContain('src/other.js');
    expect(paths.indexOf('src/other.js')).toBeLessThan(2);
  });

  test('the same messages and seed give the same reply, and tokens are a quarter of the characters', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'x'.repeat(40) },
      { role: 'user', content: 'Files:\n\nThe tests run with: npm test' },
    ];
    const model = create({});
    const [a, b] = [
      await drain(model.generate(messages, { seed: 3 })),
      await drain(model.generate(messages, { seed: 3 })),
    ];
    expect(a.text).toBe(b.text);
    expect(a.text).toContain('{"action":"run","command":"npm test"}');
    expect(a.tokensIn).toBe(Math.ceil((40 + messages[1]!.content.length) / 4));
    expect(a).toMatchObject({ cost: 0, model: 'search' });
  });
});

describe('search on the sandbox', () => {
  beforeAll(() => setup());

  test('counts what the failing test runs, leaves the workspace alone and repairs', async () => {
    const trajectory = await drain(run(task, defaultConfig({})));
    const traced = trajectory.steps.find((step) =>
      step.observation.text.includes('run by failing/passing tests, of 2/2'),
    );
    expect(traced?.observation.text).toMatch(/src\/clamp\.js 2\.3:2\/1/);
    expect(traced?.observation.text).not.toContain('src/other.js');
    expect(traced?.changes).toEqual({});
    expect(trajectory.report?.resolved).toBe(true);
  });
});
