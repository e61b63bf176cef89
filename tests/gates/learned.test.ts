import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { escalated } from '../../src/facts/step';
import { DEFAULT_HOLD } from '../../src/gates/hysteresis';
import { create } from '../../src/gates/learned';
import { scoredBy } from '../../src/gates/learned/compare';
import { signsOf, vectorOf, Walk } from '../../src/gates/learned/features';
import { fitLogistic, linear, platt, sigmoid } from '../../src/gates/learned/fit';
import { checkWeights, judge, thresholdFor, usualDial, type GateWeights } from '../../src/gates/learned/model';
import { auroc, brier, ece } from '../../src/gates/learned/quality';
import { groupOf, labelsOf } from '../../src/gates/learned/rows';
import { evaluate, train } from '../../src/gates/learned/train';
import shipped from '../../src/gates/learned/weights.json';
import tiny from '../../src/gates/learned/weights-trained.json';
import { rescore } from '../../src/gates/rescore';
import { reread } from '../../src/gates/whatif';
import { rng } from '../../src/lib/ids';
import { isShared, unshare } from '../../src/lib/shared';
import type { Reading, State, Step, Trajectory } from '../../src/types';
import { parseRecording } from '../../src/ui/recording';
import { config, makeEpisode, says } from './episodes';

/** A recording that the site ships. */
const read = (file: string): Trajectory => {
  const value: unknown = JSON.parse(fs.readFileSync(`public/${file}`, 'utf8'));
  return parseRecording(isShared(value) ? unshare(value) : value).trajectory;
};

const episodes = (from: number, n: number) => Array.from({ length: n }, (_, i) => makeEpisode(from + i));
/** A step that ran tests: test files with the number of failing and all tests. */
const ran = (files: Record<string, [failing: number, total: number]>, advised = false): Step => ({
  generations: [says({ kind: 'run', command: 'npm test' }), ...(advised ? [says(null, { by: 'expert' })] : [])],
  reading: null,
  observation: {
    text: 'x',
    ms: 1,
    tests: {
      tests: Object.entries(files).flatMap(([file, [failing, total]]) =>
        Array.from({ length: total }, (_, i) => ({
          name: `${file} ${i}`,
          file,
          status: i < failing ? ('fail' as const) : ('pass' as const),
          ms: 1,
        })),
      ),
      complete: true,
      tampered: [],
    },
  },
  changes: {},
});
const looks: Step = {
  generations: [says({ kind: 'view', path: 'a.js' })],
  reading: null,
  observation: { text: 'code', ms: 1 },
  changes: {},
};
const episode = (steps: Step[], over: Partial<Trajectory> = {}): Trajectory => ({
  ...makeEpisode(1),
  steps,
  exit: 'submitted',
  ...over,
});

describe('logistic regression', () => {
  test('finds the closed form of one binary column: the log odds of each cell', () => {
    const xs = [...Array<number[]>(40).fill([0]), ...Array<number[]>(40).fill([1])];
    const ys = xs.map((_, i) => (i < 10 || (i >= 40 && i < 70) ? 1 : 0)); // 10 of 40, 30 of 40
    const { bias, weights } = fitLogistic(xs, ys, 0);
    expect(bias).toBeCloseTo(Math.log(10 / 30), 6);
    expect(bias + weights[0]!).toBeCloseTo(Math.log(30 / 10), 6);
  });

  test('a penalty pulls the weights to 0; a column that never changes keeps none', () => {
    const random = rng(4);
    const xs = Array.from({ length: 300 }, () => [random() - 0.5, 0]);
    const ys = xs.map(([x]) => Number(x! + 0.3 * (random() - 0.5) > 0));
    const free = fitLogistic(xs, ys, 0.1);
    const held = fitLogistic(xs, ys, 50);
    expect(Math.abs(held.weights[0]!)).toBeLessThan(Math.abs(free.weights[0]!) / 3);
    expect(free.weights[1]).toBe(0);
    expect(fitLogistic(xs, ys, 0.1, held).weights[0]).toBeCloseTo(free.weights[0]!, 5);
  });

  test('Platt scaling brings over-confident logits back to the frequencies', () => {
    const random = rng(9);
    const logits = Array.from({ length: 4000 }, () => 8 * (random() - 0.5));
    const ys = logits.map((z) => Number(random() < sigmoid(z / 4 + 0.5)));
    const { slope, offset } = platt(logits, ys);
    expect(slope).toBeGreaterThan(0.18);
    expect(slope).toBeLessThan(0.32);
    expect(offset).toBeGreaterThan(0.35);
    expect(offset).toBeLessThan(0.65);
    expect(linear({ bias: 1, weights: [2, 3] }, [1, 1])).toBe(6);
  });
});

test('AUROC, Brier and ECE of known cases', () => {
  expect(auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  expect(auroc([0.5, 0.5, 0.5], [1, 0, 1])).toBe(0.5);
  expect(auroc([1, 0], [1, 0])).toBe(1);
  expect(auroc([0.3, 0.2], [1, 1])).toBe(0.5);
  expect(brier([1, 0, 0.5], [1, 0, 1])).toBeCloseTo(0.25 / 3, 12);
  expect(ece([0.95, 0.95, 0.95, 0.95], [1, 1, 1, 0])).toBeCloseTo(0.2, 12);
});

describe('labels', () => {
  test('progress is fewer failing tests than ever before, within the horizon', () => {
    const steps = [ran({ a: [3, 5] }), looks, ran({ a: [3, 5] }), ran({ a: [4, 5] }), ran({ a: [2, 5] }), looks];
    expect(labelsOf(episode(steps), 10)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(labelsOf(episode(steps), 2)).toEqual([1, 1, 1, 0, 0, 1]);
  });

  test('a test file that no longer loads is no progress', () => {
    const steps = [ran({ a: [3, 20] }), ran({ a: [1, 1] }), ran({ a: [3, 20] })];
    expect(labelsOf(episode(steps), 5)).toEqual([1, 1, 1]);
  });

  test('another test file is judged beside the first', () => {
    const steps = [ran({ a: [2, 4], b: [1, 3] }), ran({ a: [1, 4] }), ran({ b: [1, 3] })];
    expect(labelsOf(episode(steps), 5)).toEqual([0, 0, 1]);
  });

  test('what advice, an abort or the end of the time cut off is unknown', () => {
    const steps = [ran({ a: [2, 4] }), looks, ran({ a: [2, 4] }, true), ran({ a: [1, 4] }), looks];
    expect(labelsOf(episode(steps), 9)).toEqual([undefined, undefined, undefined, 0, 1]);
    expect(labelsOf(episode([looks, looks], { exit: 'aborted' }), 9)).toEqual([undefined, undefined]);
    expect(labelsOf(episode([looks, looks], { exit: 'step_limit' }), 9)).toEqual([1, 1]);
  });

  test('with all tests green nothing is left to wait for', () => {
    expect(labelsOf(episode([ran({ a: [1, 2] }), ran({ a: [0, 2] }), looks]), 9)).toEqual([0, 0, 0]);
  });

  test('a group is the repository of a generated task', () => {
    expect(groupOf('byte-codec-0musord')).toBe('byte-codec');
    expect(groupOf('my-task')).toBe('my-task');
  });
});

describe('features', () => {
  test('step by step they are what they are from the whole history', () => {
    const { steps, public: task } = makeEpisode(3);
    const walk = new Walk();
    steps.forEach((step, i) => {
      const proposal = step.generations[0]!;
      const whole = vectorOf(signsOf({ task, config, steps: steps.slice(0, i) }, proposal));
      expect(vectorOf(walk.signs(proposal, task, config))).toEqual(whole);
      walk.add(step);
    });
  });

  test('they count what stands still', () => {
    const { public: task } = makeEpisode(3);
    const steps = [ran({ a: [2, 4] }), looks, looks, ran({ a: [2, 4] })];
    const signs = signsOf({ task, config, steps }, says({ kind: 'view', path: 'a.js' }));
    expect(signs).toMatchObject({ failing: 2, best: 2, first: 2, stepsStale: 3, runsStale: 1, sameResults: 1 });
    expect(signs).toMatchObject({ repeats: 2, run: 1, calls: 0, pending: false });
    const asked = signsOf({ task, config, steps: [...steps, ran({ a: [2, 4] }, true)] }, says(null));
    expect(asked).toMatchObject({ calls: 1, pending: true, sinceAdvice: 0, proposal: 'none' });
  });
});

describe('training', () => {
  const weights = train(episodes(0, 120));

  test('the same episodes give the same weights', () => {
    expect(train(episodes(0, 120))).toEqual(weights);
    expect(checkWeights(JSON.parse(JSON.stringify(weights)))).toEqual(weights);
  });

  test('it ranks and calibrates on repositories it has not seen', () => {
    const fresh = Array.from({ length: 60 }, (_, i) => ({ ...makeEpisode(5000 + i), task: `other-${'abcdefg'}` }));
    const quality = evaluate(weights, fresh, 'fresh');
    expect(quality.auroc).toBeGreaterThan(0.6);
    expect(quality.ece).toBeLessThan(0.15);
    expect(weights.card.quality[0]!.auroc).toBeGreaterThan(0.6);
  });

  test('the dial falls as more asks are wanted', () => {
    const at = (calls: number) => thresholdFor(weights, { calls });
    expect(at(0)).toBe(1);
    expect(at(0.5)).toBeGreaterThan(at(1));
    expect(at(1)).toBeGreaterThan(at(3));
    expect(thresholdFor(weights, { share: 0.1 })).toBeGreaterThan(thresholdFor(weights, { share: 0.5 }));
    expect(thresholdFor(weights, { share: 0 })).toBe(weights.quantiles[100]);
  });

  test('too little to learn from is one clear sentence', () => {
    expect(() => train([])).toThrow(/Too little to learn from: 0 steps .* record more episodes\.$/);
    const one = episodes(0, 40).map((each) => ({ ...each, task: 'same-0000000' }));
    expect(() => train(one)).toThrow(/of 1 repositories/);
  });
});

describe('weights', () => {
  const good = shipped as unknown as GateWeights;

  test('the shipped ones are whole, with a card', () => {
    for (const { card } of [good, tiny as unknown as GateWeights].map(checkWeights)) {
      expect(card).toMatchObject({ episodes: expect.any(Number), data: expect.stringMatching(/\S/) });
      expect(card.quality.length).toBeGreaterThan(1);
      expect(card.quality.every(({ auroc }) => auroc > 0.5)).toBe(true);
    }
  });

  test.each([
    [null, /no weights/],
    [{ format: 'protege-gate-1', features: ['x'] }, /another version/],
    [{ ...good, weights: good.weights.slice(1) }, /damaged/],
    [{ ...good, sd: good.sd.map(() => 0) }, /damaged/],
    [{ ...good, bias: NaN }, /damaged/],
    [{ ...good, quantiles: [] }, /dial/],
    [{ ...good, calls: 'x' }, /dial/],
    [{ ...good, dial: -1 }, /dial/],
  ])('what is none is refused in one sentence (%#)', (value, message) => {
    expect(() => checkWeights(value)).toThrow(message);
  });

  test('the score and its parts add up', () => {
    const { score, parts } = judge(good, good.mean);
    expect(parts.every((part) => part === 0)).toBe(true);
    expect(score).toBeCloseTo(sigmoid(good.slope * good.bias + good.offset), 12);
  });
});

describe('the gate', () => {
  const state = (steps: Step[], over: Partial<State['config']> = {}): State => ({
    task: makeEpisode(3).public,
    config: { ...config, ...over },
    steps,
  });
  const stuck = Array.from({ length: 40 }, (_, i) => (i % 2 ? looks : ran({ a: [2, 4] })));

  test('its reason names what speaks for and against, and it composes a question', async () => {
    const gate = await create();
    const reading = (await gate(state(stuck), says({ kind: 'view', path: 'a.js' }))) as Reading;
    expect(reading.reason).toMatch(/^\d+ % likely to make no progress alone in \d+ steps: .+ \([+−]\d\.\d\)/);
    expect(reading.question).toMatch(/Failing: "a 0"/);
  });

  test('the default protégé’s weights open while it gets nowhere, and on the demo; the dial moves how often and how early', async () => {
    const alone = read('lessons/story-alone.json');
    const asked = read('trajectories/demo.traj.json');
    expect([alone.config.protege.id, asked.config.protege.id]).toEqual(['trained', 'trained']);
    const opens = async (calls: number | undefined, { steps, ...rest }: Trajectory) => {
      const readings = await reread(await create({ calls }), { ...rest, steps });
      return readings.flatMap((one, i) => (one && one.score >= one.bar! && !one.held ? [i] : []));
    };
    const rows = await Promise.all([0, 1, 2, tiny.dial, 4, 6].map((calls) => opens(calls, alone)));
    expect(rows[0]).toEqual([]);
    expect(rows[2]!.length).toBeGreaterThan(0);
    rows.slice(1).forEach((row, i) => {
      expect(row.length).toBeGreaterThanOrEqual(rows[i]!.length);
      expect(row[0] ?? Infinity).toBeLessThanOrEqual(rows[i]![0] ?? Infinity);
    });
    // on the demo itself, as it comes: after the edits that failed, no later than the recorded ask
    const at = asked.steps.findIndex(escalated);
    const [first] = await opens(undefined, asked);
    expect(first).toBeLessThanOrEqual(at);
    expect(asked.steps.slice(0, first).some(({ generations }) => generations[0]!.action?.kind === 'edit')).toBe(true);
    // its usual dial is the one its weights name, and no other protégé's
    expect(await opens(undefined, asked)).toEqual(await opens(tiny.dial, asked));
    expect(usualDial(shipped as unknown as GateWeights)).toEqual({ calls: 2 });
    expect(await opens(1, asked)).toEqual([]);
  });

  test('the dial says asks in an episode of 75 steps: so many, or fewer, in the shipped ones that asked nobody', () => {
    const alone = ['levels', 'ordinals', 'pattern', 'sizes', 'star', 'story'].map((name) =>
      read(`lessons/${name}-alone.json`),
    );
    const weights = checkWeights(tiny);
    const scored = alone.map((one) => scoredBy(weights, one));
    const steps = alone.reduce((sum, one) => sum + one.steps.length, 0);
    const asksAt = (calls: number) => {
      const options = { threshold: thresholdFor(weights, { calls }), hold: DEFAULT_HOLD, limit: Infinity };
      return (75 * rescore(scored, options).calls) / steps;
    };
    // six episodes, 179 steps: few, so that what is held is the order and the size, not the digits
    expect([alone.length, steps]).toEqual([6, 179]);
    const [none, one, two, four, most] = [0, 1, 2, 4, 6].map(asksAt) as [number, number, number, number, number];
    expect(none).toBe(0);
    expect(one).toBeGreaterThan(0);
    expect(one).toBeLessThanOrEqual(1);
    expect(two).toBeGreaterThanOrEqual(one);
    expect(two).toBeLessThanOrEqual(2);
    expect(four).toBeGreaterThan(3);
    expect(four).toBeLessThan(5);
    expect(most).toBeGreaterThan(four);
  });

  test('the dial keeps it closed below its bar, and says so', async () => {
    const rare = (await (await create({ calls: 0 }))(state(stuck, { threshold: 0 }), says(null))) as Reading;
    expect(rare.held).toMatch(/dial opens it from 1\.00/);
    const often = (await (await create({ share: 1 }))(state(stuck, { threshold: 0 }), says(null))) as Reading;
    expect(often).not.toHaveProperty('held');
    expect(often.score).toBe(rare.score);
  });

  test.each([
    [{ calls: -1 }, /"calls"/],
    [{ share: 2 }, /"share"/],
    [{ calls: 1, share: 0.1 }, /not both/],
    [{ cooldown: 1.5 }, /"cooldown"/],
    [{ hysteresis: 'x' }, /"hysteresis"/],
    [{ weights: {} }, /no weights/],
  ])('bad options are one clear sentence: %j', async (options, message) => {
    await expect(create(options)).rejects.toThrow(message);
  });
});
