/** One episode at another threshold: what appears, what vanishes, in how many words. */
import { expect, test } from 'vitest';
import {
  atThreshold,
  differenceText,
  holdOf,
  parting,
  reread,
  sceneOf,
  whatIf,
  type WhatIfEpisode,
} from '../../src/gates/whatif';
import type { Gate } from '../../src/types';
import { config, makeEpisode } from './episodes';

const scene = (over: Partial<WhatIfEpisode> = {}): WhatIfEpisode => ({
  scores: [0.2, 0.4, 0.7, 0.9, 0.3, 0.8],
  asked: [false, false, false, true, false, false],
  own: [false, false, false, false, false, false],
  hold: { cooldown: 0, hysteresis: 0 },
  limit: 6,
  ...over,
});

test('asks appear and vanish with the threshold', () => {
  expect(whatIf(scene(), 0.9)).toEqual({ threshold: 0.9, at: [3], more: [], gone: [], held: [] });
  expect(whatIf(scene(), 0.7)).toMatchObject({ at: [2, 3, 5], more: [2, 5], gone: [] });
  expect(whatIf(scene(), 0.95)).toMatchObject({ at: [], more: [], gone: [3] });
  expect(parting(whatIf(scene(), 0.7))).toBe(2);
  expect(parting(whatIf(scene(), 0.95))).toBe(3);
  expect(parting(whatIf(scene(), 0.9))).toBe(null);
});

test('the hold after advice and the limit of calls keep it shut; its own question is never held back', () => {
  const held = whatIf(scene({ hold: { cooldown: 2, hysteresis: 0 } }), 0.7);
  expect(held).toMatchObject({ at: [2, 5], held: [3], gone: [3] });
  expect(whatIf(scene({ limit: 1 }), 0.7)).toMatchObject({ at: [2], held: [3, 5] });
  const own = [false, false, false, true, false, false];
  expect(whatIf(scene({ hold: { cooldown: 2, hysteresis: 0 }, own }), 0.7).at).toEqual([2, 3]);
});

test('the difference in one sentence', () => {
  const say = (threshold: number, over: Partial<WhatIfEpisode> = {}) =>
    differenceText(scene(over), whatIf(scene(over), threshold));
  expect(say(0.9)).toBe('The same calls as recorded.');
  expect(say(0.7)).toBe('2 calls more, the first 1 step earlier.');
  expect(say(0.95)).toBe('No call at all.');
  expect(say(0.8)).toBe('1 call more; the first stays at step 4.');
  const none = scene().asked.map(() => false);
  expect(say(0.9, { asked: none })).toBe('1 call more, the first at step 4.');
  expect(say(0.95, { asked: none })).toBe('No call, as recorded.');
  expect(say(0.9, { asked: [true, ...none.slice(1)] })).toBe(
    'As many calls (1), at other steps, the first 3 steps later.',
  );
});

test('a recorded episode is read again by another gate, each step with what came before it', async () => {
  const episode = makeEpisode(3);
  const seen: number[] = [];
  const gate: Gate = (state) => (seen.push(state.steps.length), { score: state.steps.length / 100, reason: 'n' });
  const readings = await reread(gate, episode);
  expect(seen).toEqual(episode.steps.map((_, i) => i));
  const again = sceneOf(episode, { id: 'learned' }, readings);
  expect(again.scores[10]).toBe(0.1);
  expect(again.hold.cooldown).toBeGreaterThan(0);
  expect(holdOf({ id: 'never' }).cooldown).toBe(0);
  expect(sceneOf(episode).scores.every((score) => score === 0)).toBe(true); // it recorded no readings
});

test('run from here opens at that very threshold', () => {
  const changed = atThreshold({ ...config, gate: { id: 'learned', options: { calls: 2, cooldown: 3 } } }, 0.6);
  expect(changed).toMatchObject({ threshold: 0.6, gate: { options: { share: 1, cooldown: 3 } } });
  expect(changed.gate.options).not.toHaveProperty('calls');
  expect(atThreshold(config, 0.3, { id: 'stall' })).toMatchObject({ threshold: 0.3, gate: { id: 'stall' } });
});

test('a long episode is asked in far less than a frame', () => {
  const long = sceneOf(makeEpisode(5), { id: 'learned' });
  const scores = long.scores.map((_, i) => ((i * 37) % 100) / 100);
  for (let i = 1; i <= 100; i++) whatIf({ ...long, scores }, i / 100);
  expect(scores.length).toBeGreaterThan(50);
});
