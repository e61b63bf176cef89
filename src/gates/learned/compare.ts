/** The learned gate against rules and chance at the same number of asks, on recorded episodes. */
import { escalated } from '../../facts/step';
import { hash, rng } from '../../lib/ids';
import { mean } from '../../lib/stats';
import type { Gate, Trajectory } from '../../types';
import { DEFAULT_HOLD, type Hold } from '../hysteresis';
import { rescore, thresholdWhere, type Rescored, type ScoredEpisode } from '../rescore';
import { create as asked } from '../asked';
import { any } from '../combine';
import { create as stall } from '../stall';
import { vectorOf, Walk } from './features';
import { judge, type Quality, type GateWeights } from './model';
import { labelsOf } from './rows';
import { evaluate } from './train';

export interface GateComparison {
  quality: Quality;
  rows: (Rescored & { gate: string })[];
}

const THRESHOLD = 0.5;

/** Scores of one recorded episode under the learned gate. */
export function scoredBy(weights: GateWeights, trajectory: Trajectory): ScoredEpisode {
  const { steps, public: task, config } = trajectory;
  const walk = new Walk();
  const scores = steps.map((step) => {
    const proposal = step.generations[0];
    const score = proposal ? judge(weights, vectorOf(walk.signs(proposal, task, config))).score : 0;
    walk.add(step);
    return score;
  });
  return scored(trajectory, scores, weights.horizon);
}

async function scoredByGate(gate: Gate, trajectory: Trajectory, horizon: number): Promise<ScoredEpisode> {
  const { steps, public: task, config } = trajectory;
  const scores: number[] = [];
  for (const [i, step] of steps.entries()) {
    const proposal = step.generations[0];
    scores.push(proposal ? (await gate({ task, config, steps: steps.slice(0, i) }, proposal)).score : 0);
  }
  return scored(trajectory, scores, horizon);
}

export function scored(trajectory: Trajectory, scores: readonly number[], horizon: number): ScoredEpisode {
  return {
    scores: Float32Array.from(scores),
    labels: Int8Array.from(labelsOf(trajectory, horizon), (label) => label ?? -1),
    advised: Uint8Array.from(trajectory.steps, (step) => Number(escalated(step))),
    resolved: trajectory.report?.resolved ?? false,
  };
}

export async function compare(
  weights: GateWeights,
  trajectories: readonly Trajectory[],
  on: string,
  { hold = DEFAULT_HOLD, limit = 6 }: { hold?: Hold; limit?: number } = {},
): Promise<GateComparison> {
  const learned = trajectories.map((trajectory) => scoredBy(weights, trajectory));
  const rows: GateComparison['rows'] = [];
  const add = (gate: string, episodes: ScoredEpisode[], threshold: number) => {
    const row = rescore(episodes, { threshold, hold, limit });
    rows.push({ gate, ...row });
    return row.callsPerEpisode;
  };
  const coin = (calls: number, seed: number) =>
    trajectories.map((t) => {
      const random = rng(hash(seed, t.id));
      const p = calls / Math.max(1, mean(trajectories.map((one) => one.steps.length)));
      return scored(
        t,
        Array.from(t.steps, () => Number(random() < p)),
        weights.horizon,
      );
    });
  const matched = (calls: number, name: string) => {
    const perEpisode = (threshold: number) => rescore(learned, { threshold, hold, limit }).callsPerEpisode;
    add(`learned, as often as ${name}`, learned, thresholdWhere(perEpisode, calls));
    const draws = Array.from({ length: 20 }, (_, seed) =>
      rescore(coin(calls, seed), { threshold: THRESHOLD, hold: { cooldown: 0, hysteresis: 0 }, limit }),
    );
    rows.push({ gate: `chance, as often as ${name} (20 draws)`, ...averaged(draws) });
  };
  for (const [name, gate] of [
    ['stalled', stall()],
    ['asked or stalled', any(asked(), stall())],
  ] as const) {
    const episodes = await Promise.all(trajectories.map((t) => scoredByGate(gate, t, weights.horizon)));
    matched(add(name, episodes, THRESHOLD), name);
  }
  for (const calls of [0.5, 1, 2]) matched(calls, `${calls} a task`);
  return { quality: evaluate(weights, trajectories, on), rows };
}

function averaged(draws: readonly Rescored[]): Rescored {
  const names = Object.keys(draws[0]!) as (keyof Rescored)[];
  return Object.fromEntries(names.map((name) => [name, mean(draws.map((draw) => draw[name]))])) as unknown as Rescored;
}
