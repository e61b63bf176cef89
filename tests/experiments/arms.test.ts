/** Plans and the table of the arms. */
import { expect, test } from 'vitest';
import { signTest } from '../../src/lib/stats';
import { defaultConfig } from '../../src/run';
import {
  ARM_IDS,
  pairedOf,
  armOf,
  episodesOf,
  planArm,
  playerOf,
  runOrder,
  tabulate,
  teamsOf,
  type ArmEpisode,
  type PlayedEpisode,
} from '../../src/experiments/arms';
import { noEpisode } from '../../src/trajectory/measure';
import type { Config } from '../../src/types';

const base = defaultConfig({ expert: { id: 'oracle' } });
const around = { canAct: ['search', 'endpoint'] };

test('arms matched to the learned gate run after it', () => {
  const order = runOrder(ARM_IDS);
  expect(order.indexOf('random')).toBeGreaterThan(order.indexOf('learned'));
  expect(order.indexOf('interval')).toBeGreaterThan(order.indexOf('learned'));
  expect([...order].sort()).toEqual([...ARM_IDS].sort());
});

test('each arm changes the gate, and nothing else', () => {
  const plan = (id: (typeof ARM_IDS)[number], more = {}) => planArm(id, base, { ...around, ...more });
  expect(plan('solo')).toEqual({ ...base, expert: null, gate: { id: 'never' } });
  expect(plan('learned', { learned: { calls: 2 } })).toEqual({
    ...base,
    gate: { id: 'learned', options: { calls: 2 } },
  });
  expect(plan('random', { rate: 0.04 })).toEqual({ ...base, gate: { id: 'random', options: { p: 0.04 } } });
  expect(plan('interval', { rate: 0.04 })).toEqual({ ...base, gate: { id: 'every', options: { n: 25 } } });
  expect(plan('always')).toEqual({ ...base, gate: { id: 'always' } });
});

test('an arm that cannot run says why', () => {
  expect(planArm('alone', base, around)).toMatch(/only gives advice/);
  expect(planArm('alone', { ...base, expert: { id: 'endpoint' } }, around)).toMatchObject({
    protege: { id: 'endpoint' },
    expert: null,
  });
  expect(planArm('stall', { ...base, expert: null }, around)).toMatch(/No expert/);
  expect(planArm('random', base, around)).toMatch(/did not run/);
  expect(planArm('random', base, { ...around, rate: 0 })).toMatch(/never asked/);
});

test('a recorded episode finds its arm again', () => {
  for (const id of ARM_IDS) {
    const plan = planArm(id, base, { ...around, rate: 0.1 });
    if (typeof plan !== 'string') expect(armOf(plan as Config)).toBe(id);
  }
  expect(armOf({ expert: { id: 'x' }, gate: { id: 'budget' } })).toBeNull();
});

test('teams are told apart by model; the expert alone is an arm of its team', () => {
  const one = (
    protege: string,
    expert: string | null,
    arm: PlayedEpisode['arm'],
    task = 't',
    resolved = true,
  ): PlayedEpisode => ({
    ...{ protege, expert, arm, task, seed: 0 },
    measures: { ...noEpisode, resolved },
  });
  const big = playerOf({ id: 'provider', options: { provider: 'openai', model: 'big' } });
  const tiny = playerOf({ id: 'provider', options: { model: 'tiny' } });
  expect([big, tiny, playerOf({ id: 'search' })]).toEqual(['provider: big', 'provider: tiny', 'search']);
  const played = [
    one('search', big, 'always', 't', true),
    one('search', big, 'always', 't', false), // older
    one('search', null, 'solo'),
    one('search', tiny, 'always'),
    one(big, null, 'solo', 't', false),
    one('search', big, null),
    one('trained', null, 'solo'),
  ];
  const teams = teamsOf(played);
  expect(teams).toEqual([
    { protege: 'search', expert: big },
    { protege: 'search', expert: tiny },
    { protege: big, expert: null },
    { protege: 'trained', expert: null },
  ]);
  const rows = tabulate(episodesOf(played, teams[0]!)).map(({ arm, n, resolved }) => [arm, n, resolved]);
  expect(rows).toEqual([
    ['solo', 1, 1],
    ['always', 1, 1],
    ['alone', 1, 0],
  ]);
  expect(episodesOf(played, teams[1]!).map(({ arm }) => arm)).not.toContain('alone');
});

test('the table has n, interval and what only one arm solved', () => {
  const episode = (arm: ArmEpisode['arm'], task: string, resolved: boolean): ArmEpisode => ({
    arm,
    task,
    seed: 0,
    measures: { ...noEpisode, resolved, steps: 10, expertCalls: arm === 'solo' ? 0 : 1, cost: 0.5 },
  });
  const rows = tabulate([
    ...['a', 'b', 'c', 'd'].map((task) => episode('solo', task, task === 'a')),
    ...['a', 'b', 'c', 'e'].map((task) => episode('learned', task, task !== 'a')),
  ]);
  expect(rows.map(({ arm, n, passAt1 }) => [arm, n, passAt1])).toEqual([
    ['solo', 4, 0.25],
    ['learned', 4, 0.75],
  ]);
  expect(rows[1]).toMatchObject({ meanExpertCalls: 1, costPerTask: 0.5 });
  expect(rows[1]!.paired).toEqual({ solo: { onlyHere: 2, onlyThere: 1, p: 1 } });
  expect(rows[0]!.interval[0]).toBeLessThan(0.25);
});

test('the sign test as in the tables', () => {
  expect(signTest(0, 0)).toBe(1);
  expect(signTest(5, 0)).toBeCloseTo(0.0625, 12);
  expect(signTest(1, 9)).toBeCloseTo(0.021484375, 12);
  expect(signTest(4, 4)).toBe(1);
});

test('only tasks that every arm has played are compared; an arm of other tasks is left out and named', () => {
  const one = (arm: (typeof ARM_IDS)[number], task: string) =>
    ({ arm, task, seed: 0, measures: { resolved: true } }) as unknown as ArmEpisode;
  const solo = ['a', 'b', 'c'].map((task) => one('solo', task));
  const stuck = ['b', 'c', 'd'].map((task) => one('stuck', task));
  const both = pairedOf([...solo, ...stuck]);
  expect([both.tasks, both.left, both.episodes.map(({ task }) => task)]).toEqual([2, [], ['b', 'c', 'b', 'c']]);
  const third = pairedOf([...solo, ...stuck, one('always', 'z')]);
  expect([third.tasks, third.left]).toEqual([2, ['always']]);
  expect(pairedOf([])).toEqual({ episodes: [], tasks: 0, left: [] });
});
