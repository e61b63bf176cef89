/** Two episodes side by side, and an episode that goes on from a step of another. */
import { expect, test } from 'vitest';
import { branchOf, changedConfig, nested } from '../../src/trajectory/branch';
import { compare, curveOf } from '../../src/trajectory/compare';
import { toMini } from '../../src/trajectory/exporters';
import { parseTrajectory } from '../../src/trajectory/importers';
import { summaryOf } from '../../src/storage/episodes';
import type { Step, TestResult } from '../../src/types';
import { demo } from '../fixtures/demo';

const same = structuredClone(demo);
const tests = (...status: TestResult['status'][]): Step => ({
  ...structuredClone(demo.steps[0]!),
  observation: {
    text: '',
    ms: 1,
    tests: {
      complete: true,
      tampered: [],
      tests: status.map((one, i) => ({ name: `t${i}`, file: 'a.js', status: one, ms: 1 })),
    },
  },
});

test('equal episodes part nowhere; others at the first step that is not the same, and it says why', () => {
  expect(compare(demo, same)).toMatchObject({ parts: null, why: '', sameTask: true, steps: demo.steps.length });
  const other = structuredClone(demo);
  other.steps[2]!.generations.at(-1)!.action = { kind: 'run', command: 'ls' };
  expect(compare(demo, other)).toMatchObject({ parts: 2, why: 'they do different things' });
  const shorter = { ...demo, steps: demo.steps.slice(0, 1) };
  expect(compare(demo, shorter)).toMatchObject({ parts: 1, why: 'one of them ends here' });
  const asked = structuredClone(demo);
  asked.steps[1]!.generations.push({ ...asked.steps[1]!.generations[0]!, by: 'expert', action: null, text: 'Look!' });
  expect(compare(demo, asked)).toMatchObject({ parts: 1, why: 'only one of them asked the expert' });
  expect(compare(demo, asked).b.asks).toContain(1);
  expect(compare(demo, { ...demo, task: 'other' })).toMatchObject({ parts: 0, sameTask: false });
});

test('a test that is gone is not one that passes; a change taken back does not count', () => {
  const back = tests('pass', 'pass', 'pass', 'pass');
  back.observation.kept = false;
  const none = { ...tests(), observation: { text: '', ms: 1 } };
  const curve = curveOf([none, tests('fail', 'pass', 'pass', 'pass'), tests('pass'), back, tests('pass', 'pass')]);
  expect(curve).toEqual([null, 0.75, 0.25, 0.25, 0.5]);
});

test('a branch is an episode of its own that says whence it came, also after export and import', () => {
  const config = { ...demo.config, gate: { id: 'never' } };
  const branch = branchOf(demo, 2, config, 'child');
  expect(branch).toMatchObject({ id: 'child', exit: null, branch: { of: demo.id, at: 2 }, task: demo.task });
  expect(branch.steps).toEqual(demo.steps.slice(0, 2));
  expect(branch.report).toBeUndefined();
  const back = parseTrajectory(JSON.stringify(toMini(branch)));
  expect(back).toEqual(branch);
  expect(summaryOf(branch).branch).toEqual({ of: demo.id, at: 2 });
  expect(() => branchOf(demo, 99, config, 'x')).toThrow(`this episode has ${demo.steps.length}`);
  const ended = { ...demo, config: { ...demo.config, limits: { ...demo.config.limits, steps: demo.steps.length } } };
  expect(branchOf(ended, 1, ended.config, 'x').config.limits.steps).toBe(2 * demo.steps.length);
});

test('another protégé brings its own way of working; another gate leaves it', () => {
  const guided = { ...demo.config, scaffold: { id: 'guided' }, dialect: { id: 'json' } };
  expect(changedConfig(guided, { gate: { id: 'never' }, threshold: 0.3 })).toMatchObject({
    scaffold: { id: 'guided' },
    gate: { id: 'never' },
    threshold: 0.3,
    prompts: guided.prompts,
  });
  const other = changedConfig(guided, { protege: { id: 'human' }, expert: null });
  expect(other).not.toHaveProperty('scaffold');
  expect(other).not.toHaveProperty('dialect');
  expect(other).toMatchObject({ protege: { id: 'human' }, expert: null });
});

test('branches stand below what they came from; nobody is lost', () => {
  const rows = [
    { id: 'c', branch: { of: 'b', at: 4 } },
    { id: 'b', branch: { of: 'a', at: 2 } },
    { id: 'x', branch: { of: 'gone', at: 1 } },
    { id: 'a' },
  ];
  expect(nested(rows).map(({ row, depth }) => `${row.id}${depth}`)).toEqual(['x0', 'a0', 'b1', 'c2']);
  const ring = [
    { id: 'p', branch: { of: 'q', at: 1 } },
    { id: 'q', branch: { of: 'p', at: 1 } },
  ];
  expect(nested(ring)).toHaveLength(2);
});
