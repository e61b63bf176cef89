/** Of several changes that pass, the one that does least to the rest is taken. */
import { expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import type { Team } from '../../src/agent/policy';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { create } from '../../src/scaffolds/guided';
import type { ScaffoldDeps } from '../../src/scaffolds';
import { checkTrajectory } from '../../src/trajectory/check';
import type { Model } from '../../src/types';
import { clampProgram, memorySandbox, task } from '../agent/memory';

/** It doubts the comparison, and would put there one of two that pass, and one that does not. */
const protege: Model = {
  ...scripted({ replies: ['I do not know.'] }),
  doubts: async (_, line) => {
    const at = line.indexOf('< hi');
    const others = ['>', '> hi || n >', '<='].map((text, i) => ({ text, logprob: -0.5 - i }));
    const tokens = [
      { at: 0, end: at, logprob: 0, others: [] },
      { at, end: at + 1, logprob: -6, others },
      { at: at + 1, end: line.length, logprob: 0, others: [] },
    ];
    return { tokens: at < 0 ? [] : tokens, prefilled: 30, ms: 3 };
  },
};

async function played(effects: ScaffoldDeps['effects'], others = 4) {
  const scaffold = create({ moves: 'vary', others }, effects ? { effects } : {});
  const team: Team = {
    protege,
    expert: null,
    gate: () => ({ score: 0, reason: 'closed' }),
    sandbox: memorySandbox(clampProgram),
    scaffold,
  };
  const config = defaultConfig({ protege: { id: 'scripted' }, scaffold: { id: 'guided' }, gate: { id: 'never' } });
  const trajectory = await drain(runEpisode(task, team, config));
  expect(trajectory.exit).toBe('submitted');
  expect(() => checkTrajectory(JSON.parse(JSON.stringify(trajectory)))).not.toThrow();
  const asides = trajectory.steps.filter(({ observation }) => observation.text.includes('held beside'));
  expect(
    asides.every(({ changes, observation }) => observation.kept === false && Object.keys(changes).length === 0),
  ).toBe(true);
  return { trajectory, asides: asides.length };
}

const FIRST = '+  if (n > hi) return hi;';
const SECOND = '+  if (n > hi || n > hi) return hi;';

test('the one that changes fewer calls with other values stays, and it is said why', async () => {
  const seen: unknown[] = [];
  const { trajectory, asides } = await played(async (files, tests, changes, { failing }) => {
    seen.push(String(files['src/clamp.js']).includes('n < hi'), [...tests], changes.length, failing);
    return changes.map((_, i) => ({ changed: 5 - i, of: 9 }));
  });
  expect(seen).toEqual([true, ['test/clamp.test.js'], 2, ['clamp upper']]);
  expect(asides).toBe(1);
  expect(trajectory.patch).toContain(SECOND);
  const said = trajectory.steps.flatMap(({ generations }) => generations.map(({ text }) => text));
  expect(said.join('\n')).toContain('2 changes pass all tests. Of calls with other values they change 5 of 9, 4 of 9');
});

test('among equals, and where nothing can be compared, the first stays', async () => {
  const equal = await played(async (_files, _tests, changes) => changes.map(() => ({ changed: 3, of: 9 })));
  expect(equal.trajectory.patch).toContain(FIRST);
  expect((await played(async () => undefined)).trajectory.patch).toContain(FIRST);
});

test('where it is not wanted or nobody can compare, the first ends it', async () => {
  for (const { trajectory, asides } of [await played(undefined), await played(async () => [], 0)]) {
    expect(trajectory.patch).toContain(FIRST);
    expect(asides).toBe(0);
  }
});
