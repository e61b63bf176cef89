/** The scenes as data: every recording is there and says what a scene claims; answers, score and dial. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { reread, sceneOf, whatIf } from '../../src/gates/whatif';
import { create as stuck } from '../../src/gates/stuck';
import { lessons } from '../../src/lessons';
import { metBy } from '../../src/lessons/dial';
import { gateOf, scoreOf } from '../../src/lessons/gate';
import { league, truthAt, type Moment } from '../../src/lessons/moments';
import { countAnswers, graded, isDone, keysOf, next, readAnswers } from '../../src/lessons/progress';
import { unshare, type Shared } from '../../src/lib/shared';
import { readTrajectory } from '../../src/trajectory/importers';
import type { Trajectory } from '../../src/types';

const folder = path.resolve('public/lessons');
const known = new Map<string, { trajectory: Trajectory; files: Record<string, string> }>();
function episode(name: string) {
  let found = known.get(name);
  if (!found) {
    const { files, ...rest } = unshare(
      JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Shared,
    ) as { files: Record<string, string> };
    known.set(name, (found = { trajectory: readTrajectory(rest), files }));
  }
  return found;
}
const beats = lessons.flatMap((lesson) => lesson.beats.map((beat) => ({ lesson, beat })));
const of = <K extends string>(kind: K) =>
  beats.flatMap(({ beat }) => (beat.kind === kind ? [beat as Extract<typeof beat, { kind: K }>] : []));

test('at least eight scenes, each with an address of its own and answers of its own', () => {
  expect(lessons.length).toBeGreaterThanOrEqual(8);
  expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
  for (const { id } of lessons) expect(id).toMatch(/^[a-z][a-z-]*$/);
  const keys = beats.flatMap(({ lesson, beat }) => keysOf(lesson.id, beat));
  expect(new Set(keys).size).toBe(keys.length);
});

test('every recording a scene names is there, small, and every one there is named', () => {
  const named = beats.flatMap(({ beat }) => [
    ...('episode' in beat ? [beat.episode] : []),
    ...('episodes' in beat ? beat.episodes.map(({ episode }) => episode) : []),
    ...('moments' in beat ? beat.moments.map(({ episode }) => episode) : []),
    ...(beat.kind === 'league' ? [beat.call] : []),
  ]);
  const there = fs.readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
  expect([...new Set(named)].sort()).toEqual(there.sort());
  for (const name of there) {
    expect(fs.statSync(path.join(folder, `${name}.json`)).size, name).toBeLessThan(200_000);
    const { trajectory, files } = episode(name);
    expect(trajectory.steps.length, name).toBeGreaterThan(0);
    expect(Object.keys(files).length, name).toBeGreaterThan(0);
  }
});

test('right answers are among the options; the line is in its file, and the reference changes it', () => {
  for (const { options, right } of of('choice')) expect(options.map(({ id }) => id)).toContain(right);
  for (const { episode: name, path: at, from, to, right } of of('line')) {
    const { trajectory, files } = episode(name);
    const line = files[at]!.split('\n')[right - 1]!;
    expect(right >= from && right <= to).toBe(true);
    expect(trajectory.patch).toContain(`-${line}`);
    expect(trajectory.report?.resolved).toBe(true);
  }
  for (const { episode: name, until } of of('watch'))
    expect(episode(name).trajectory.steps.length).toBeGreaterThanOrEqual(until);
});

test('at least twelve moments, each with a known truth, about as many of each kind', () => {
  const moments = of('moments').flatMap((beat) => beat.moments);
  const truths = moments.map(({ episode: name, at }) => truthAt(episode(name).trajectory, at));
  expect(truths).not.toContain(undefined);
  expect(moments.length).toBeGreaterThanOrEqual(12);
  const stuck = truths.filter((truth) => truth!.stuck).length / truths.length;
  expect(stuck).toBeGreaterThan(0.35);
  expect(stuck).toBeLessThan(0.65);
});

test('the gate reads every moment', async () => {
  expect(gateOf().id).toBe('stuck');
  const gate = stuck();
  for (const { episode: name, at } of of('moments').flatMap((beat) => beat.moments)) {
    const { score, bar, reason } = await scoreOf(gate, episode(name).trajectory, at);
    expect(score).toBeGreaterThan(0);
    expect(bar).toBeGreaterThan(0);
    expect(reason).not.toBe('');
  }
});

test('each dial can be set as its scene wants, and does not stand there at the beginning', async () => {
  for (const { episode: name, gate, goal, start } of of('dial')) {
    const { trajectory } = episode(name);
    const readings = await reread(stuck(), trajectory);
    const scene = sceneOf(trajectory, { id: gate! }, readings);
    const met = Array.from({ length: 100 }, (_, i) => (i + 1) / 100).filter((at) => metBy(goal, whatIf(scene, at)));
    expect(met.length).toBeGreaterThan(1);
    expect(met).not.toContain(start);
  }
});

test('a scene is done when all it asks is answered; the score counts first answers', () => {
  const choice = lessons.find(({ id }) => id === 'cost')!;
  expect(isDone(choice, {})).toBe(false);
  expect(countAnswers(choice, {})).toEqual({ done: 0, of: 1 });
  expect(isDone(choice, { 'cost/guess': 'many' })).toBe(true);
  expect(next(lessons, {}).id).toBe(lessons[0]!.id);
  expect(graded(lessons, { 'cost/guess': 'many', 'bug/line': '3' }).map(({ right }) => right)).toEqual([false, true]);
  expect(readAnswers('{"a/b":"c","x":"y","d/e":3}')).toEqual({ 'a/b': 'c' });
  for (const bad of [null, '', '[]', 'null', '{"half']) expect(readAnswers(bad)).toEqual({});
});

test('everyone is held against the same moments', () => {
  const moment = (stuck: boolean, gate: boolean): Moment => ({ stuck, gate, score: 0.5, betterIn: stuck ? null : 2 });
  const moments = [moment(true, true), moment(true, false), moment(false, false), moment(false, true)];
  const rows = league(moments, ['ask', 'ask', 'wait', undefined], 0.01);
  const row = (id: string) => rows.find((one) => one.id === id)!;
  expect(row('you')).toMatchObject({ right: 3, of: 3, calls: 2, cost: 0.02 });
  expect(row('gate')).toMatchObject({ right: 2, of: 3, calls: 1 });
  expect(row('always')).toMatchObject({ right: 2, calls: 3, cost: 0.03 });
  expect(row('never')).toMatchObject({ right: 1, calls: 0, cost: 0 });
  expect(row('random').right).toBeCloseTo((1 / 3) * 2 + (2 / 3) * 1);
  expect(league(moments, [], null).every(({ of: n, cost }) => n === 0 && cost === null)).toBe(true);
});
