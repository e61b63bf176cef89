/** What the gate benchmark measures: readings at step 75, training, and re-scoring, on made-up but lifelike episodes. */
import { scoredBy } from '../../src/gates/learned/compare';
import { train } from '../../src/gates/learned/train';
import { rescore, type ScoredEpisode } from '../../src/gates/rescore';
import { gates } from '../../src/gates/index';
import type { Entry, Gate, State, Trajectory } from '../../src/types';
import { config, makeEpisode, STEPS } from '../../tests/gates/episodes';

const makeEpisodes = (n: number): Trajectory[] => Array.from({ length: n }, (_, i) => makeEpisode(i));

/** Milliseconds of each reading of a gate at step 75, the way a run asks: every step is new once, then known. */
export async function readings(id: keyof typeof gates, n: number): Promise<number[]> {
  const gate = await (await (gates[id] as Entry<Gate, undefined>).load()).create({}, undefined);
  const times: number[] = [];
  for (let i = 0; times.length < n; i++) {
    const { steps, public: task } = makeEpisode(1_000_000 + i);
    if (steps.length < STEPS) continue;
    for (let at = 0; at <= STEPS - 1; at++) {
      const state: State = { task, config, steps: steps.slice(0, at) };
      const started = performance.now();
      await gate(state, steps[at]!.generations[0]!);
      if (at === STEPS - 1) times.push(performance.now() - started);
    }
  }
  return times;
}

/** Seconds of processor time to train on `n` episodes, features and all: what it takes on one core of its own. */
export function training(n: number): number {
  const episodes = makeEpisodes(n);
  const before = process.cpuUsage();
  train(episodes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let prepared: ScoredEpisode[] = [];

/** Scores `n` episodes once, as the page does when it opens them. */
export function prepare(n: number): void {
  const weights = train(makeEpisodes(200));
  prepared = makeEpisodes(n).map((episode) => scoredBy(weights, episode));
}

/** Milliseconds to score them again at other thresholds, one after the other. */
export function rescoring(times: number): number[] {
  return Array.from({ length: times }, (_, i) => {
    const started = performance.now();
    rescore(prepared, { threshold: (i + 1) / (times + 1), hold: { cooldown: 8, hysteresis: 0.05 }, limit: 6 });
    return performance.now() - started;
  });
}

Object.assign(globalThis, { gatesBench: { prepare, rescoring } });
