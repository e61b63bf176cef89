/** Cool-down, hysteresis, and that re-scoring a recording follows the live rule. */
import { describe, expect, test } from 'vitest';
import { steady, type Hold } from '../../src/gates/hysteresis';
import { asks, rescore, thresholdWhere } from '../../src/gates/rescore';
import type { Gate, Generation, Reading, State, Step } from '../../src/types';
import { rng } from '../../src/lib/ids';
import { config, makeEpisode, says } from './episodes';

const view = says({ kind: 'view', path: 'a.js' });
const expert: Generation = { ...view, by: 'expert', action: null };
const hold: Hold = { cooldown: 3, hysteresis: 0.1 };

/** Lives through scores with a gate, asking whenever it opens; the steps at which it did. */
async function live(scores: readonly number[], threshold: number, rule: Hold, limit = Infinity): Promise<number[]> {
  const raw: Gate = ({ steps }) => ({ score: scores[steps.length]!, reason: 'given' });
  const gate = steady(raw, rule);
  const steps: Step[] = [];
  const at: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const state: State = { task: makeEpisode(1).public, config: { ...config, threshold }, steps: [...steps] };
    const reading = (await gate(state, view)) as Reading;
    const opens = reading.score > 0 && reading.score >= threshold && !reading.held && at.length < limit;
    if (opens) at.push(i);
    steps.push({
      generations: opens ? [view, expert, view] : [view],
      reading,
      observation: { text: '', ms: 1 },
      changes: {},
    });
  }
  return at;
}

describe('hold', () => {
  test('after advice it waits, then wants more than the threshold until the score has fallen', async () => {
    expect(await live([0.9, 0.9, 0.9, 0.9, 0.9, 0.9], 0.85, hold)).toEqual([0]); // 0.9 is below 0.85 + 0.1
    expect(await live([0.9, 0.9, 0.9, 0.9, 0.96, 0.9], 0.85, hold)).toEqual([0, 4]);
    expect(await live([0.9, 0.9, 0.5, 0.9, 0.9, 0.9], 0.85, hold)).toEqual([0, 4]); // it fell in between
    expect(await live([0.9, 0.8, 0.8, 0.8, 0.9, 0.9], 0.85, hold)).toEqual([0]); // 0.8 is not far enough
    expect(await live([0.9, 0.9, 0.9], 0.85, { cooldown: 0, hysteresis: 0 })).toEqual([0, 1, 2]);
  });

  test('a score of 1 always gets through once the wait is over', async () => {
    expect(await live(Array<number>(9).fill(1), 1, hold)).toEqual([0, 4, 8]);
  });

  test('a protégé that asks itself is not held back', async () => {
    const gate = steady(() => ({ score: 0.9, reason: 'r' }), hold);
    const asked: Generation = { ...view, action: { kind: 'ask', question: 'q' } };
    const before: Step = {
      generations: [view, expert, view],
      reading: null,
      observation: { text: '', ms: 1 },
      changes: {},
    };
    const state = { task: makeEpisode(1).public, config, steps: [before] };
    expect(await gate(state, asked)).not.toHaveProperty('held');
    expect(await gate(state, view)).toHaveProperty('held', expect.stringMatching(/waits 3 steps/));
  });
});

describe('re-scoring', () => {
  test('asks where the live gate would have asked', async () => {
    const random = rng(5);
    for (let i = 0; i < 40; i++) {
      const scores = Array.from({ length: 30 }, () => Math.fround(random()));
      const threshold = 0.3 + 0.6 * random();
      const limit = 1 + Math.floor(4 * random());
      const rule = { cooldown: Math.floor(6 * random()), hysteresis: 0.2 * random() };
      const recorded = asks({ scores: Float32Array.from(scores) }, { threshold, hold: rule, limit });
      expect(recorded).toEqual(await live(scores, threshold, rule, limit));
    }
  });

  test('counts what was right to ask, reached and left alone', () => {
    const one = { scores: Float32Array.of(0.2, 0.9, 0.9), labels: Int8Array.of(1, 1, 0), advised: new Uint8Array(3) };
    const free: Hold = { cooldown: 0, hysteresis: 0 };
    const low = { ...one, scores: Float32Array.of(0.1, 0.1, 0.1), labels: Int8Array.of(0, 0, -1) };
    const set = [
      { ...one, resolved: false },
      { ...low, resolved: true },
      { ...low, resolved: false },
    ];
    expect(rescore(set, { threshold: 0.5, hold: free, limit: 6 })).toEqual({
      threshold: 0.5,
      episodes: 3,
      calls: 2,
      callShare: 2 / 9,
      callsPerEpisode: 2 / 3,
      warranted: 0.5,
      caught: 0.5,
      spared: 1,
    });
    expect(rescore([], { threshold: 0.5, hold: free, limit: 6 })).toMatchObject({ calls: 0, warranted: 0, spared: 1 });
    expect(thresholdWhere((t) => 10 * (1 - t), 4)).toBeCloseTo(0.6, 5);
  });
});
