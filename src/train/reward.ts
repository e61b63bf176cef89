/**
 * The paper's trajectory reward (§4.2), every term by itself. Pure: facts are read from a recorded episode once
 * (reward/facts), then any weights can be tried on them, so a thousand episodes are scored again in a few milliseconds.
 *
 *   total = loop + wFollow·follow + gateLoop·gateFollow·other + noCall
 *   other = correct + wSim·sim + wExpert·expert          expert = warrant + backToBack + quota
 */
import { mean } from '../lib/stats';
import type { Trajectory } from '../types';
import { readFacts, type EpisodeFacts, type FactSources } from './reward/facts';

export interface LoopConstants {
  /** Length from which the first repeated run costs. Paper 15. */
  k1: number;
  /** The same for the runs after it. Paper 8. */
  k2: number;
  /** Cost of one step too many. Paper 0.5. */
  lambda: number;
  /** The most negative loop term. Paper −10. */
  floor: number;
  /**
   * What "first" means. `until-trigger`: k1 holds until a run has reached it (the paper's prose: short repeats are
   * tolerated). `first-run`: k1 holds for the first run in time, however short (the paper's formula, read literally).
   */
  lenient: 'until-trigger' | 'first-run';
}

export interface GateConstants {
  active: boolean;
  /** At most this: ½. */
  half: number;
  /** At most this: 0. */
  zero: number;
}

export interface RewardOptions {
  loop: LoopConstants;
  /** A warrant score below `tau` counts as `low`; `strict` takes the worst call instead of the mean. */
  warrant: { tau: number; low: number; strict: boolean };
  /** `lambda` per back-to-back call, at least −1. */
  backToBack: { lambda: number };
  /** −1 when more calls were attempted than `calls`; null switches the term off. */
  quota: { calls: number } | null;
  /** Like warrant. `last`: is the last reply judged after the end, or left out (nothing after it asks again)? */
  follow: { tau: number; low: number; last: 'judged' | 'left-out' };
  /** −1 when unresolved and less similar to the gold patch than `theta`. Paper 0.5. */
  sim: { theta: number };
  weights: { follow: number; expert: number; sim: number };
  gates: { loop: GateConstants; follow: GateConstants };
  /**
   * Added when no expert call was even attempted. The paper's second stage has −10; here it is 0 unless asked for,
   * because with it "repair an easy task alone" cannot be learned: a policy that always asks once is the optimum.
   */
  noCall: number;
}

/** Terms by name; `total` is their combination. `gateLoop` and `gateFollow` are 0, ½ or 1. */
export interface Terms {
  loop: number;
  correct: number;
  sim: number;
  warrant: number;
  backToBack: number;
  quota: number;
  expert: number;
  follow: number;
  noCall: number;
  gateLoop: number;
  gateFollow: number;
  other: number;
}

export interface Reward {
  total: number;
  terms: Terms;
}

const LOOP: LoopConstants = { k1: 15, k2: 8, lambda: 0.5, floor: -10, lenient: 'until-trigger' };

/**
 * Steps 1–80 of 160, "loop-aggressive": following weighs little and has no gate. The paper gives the loop constants
 * and that the follow weight is small; the other numbers are ours.
 */
export const STAGE_I: RewardOptions = {
  loop: LOOP,
  warrant: { tau: 0.5, low: -1, strict: false },
  backToBack: { lambda: -0.5 },
  quota: { calls: 6 },
  follow: { tau: 0.5, low: -0.5, last: 'judged' },
  sim: { theta: 0.5 },
  weights: { follow: 0.25, expert: 0.3, sim: 1 },
  gates: { loop: { active: true, half: -1, zero: -5 }, follow: { active: false, half: -0.25, zero: -1 } },
  noCall: 0,
};

/** Steps 81–160, "loop + follow-aggressive": the paper's follow weight 2, threshold 0.5, low −2, both gates. */
export const STAGE_II: RewardOptions = {
  ...STAGE_I,
  follow: { tau: 0.5, low: -2, last: 'judged' },
  weights: { ...STAGE_I.weights, follow: 2 },
  gates: { loop: STAGE_I.gates.loop, follow: { ...STAGE_I.gates.follow, active: true } },
};

/** The reward in force at a training step, counted from 1: stage I in the first half, stage II in the second. */
export function rewardStage(step: number, steps: number): RewardOptions {
  return step * 2 <= steps ? STAGE_I : STAGE_II;
}

/** Facts of one episode -> reward. @param options default: stage II */
export function rewards(trajectory: Trajectory, options: RewardOptions & FactSources = STAGE_II): Reward {
  return score(readFacts(trajectory, options), options);
}

/** The formulas alone. */
export function score(facts: EpisodeFacts, options: RewardOptions = STAGE_II): Reward {
  const { weights, gates } = options;
  const loop = loopTerm(facts.runs, options.loop);
  const warrants = facts.calls.map(({ warrant }) => atLeast(warrant, options.warrant));
  const warrant = options.warrant.strict ? least(warrants) : mean(warrants);
  const backToBack = noMinusZero(Math.max(-1, options.backToBack.lambda * facts.backToBack));
  const quota = options.quota && facts.attempts > options.quota.calls ? -1 : 0;
  const expert = warrant + backToBack + quota;
  const followed = options.follow.last === 'judged' ? facts.calls : facts.calls.slice(0, -1);
  const follow = mean(followed.map((call) => atLeast(call.follow, options.follow)));
  const correct = facts.resolved === true ? 1 : 0;
  const unlike = facts.resolved === false && facts.similarity !== null && facts.similarity < options.sim.theta;
  const sim = unlike ? -1 : 0;
  const noCall = facts.attempts === 0 ? options.noCall : 0;
  const gateLoop = gate(loop, gates.loop);
  const gateFollow = gate(follow, gates.follow);
  const other = correct + weights.sim * sim + weights.expert * expert;
  const total = loop + weights.follow * follow + gateLoop * gateFollow * other + noCall;
  const terms = { loop, correct, sim, warrant, backToBack, quota, expert, follow, noCall, gateLoop, gateFollow, other };
  return { total, terms };
}

/** R_loop: what rows of the same kind of command cost; 0 or less. */
export function loopTerm(runs: readonly number[], { k1, k2, lambda, floor, lenient }: LoopConstants): number {
  let over = 0;
  let triggered = false;
  runs.forEach((length, i) => {
    const first = lenient === 'first-run' ? i === 0 : !triggered;
    const excess = Math.max(0, length - (first ? k1 : k2) + 1);
    if (excess > 0) triggered = true;
    over += excess;
  });
  return noMinusZero(Math.max(floor, -lambda * over));
}

function gate(value: number, { active, half, zero }: GateConstants): number {
  if (!active) return 1;
  return value <= zero ? 0 : value <= half ? 0.5 : 1;
}

const atLeast = (value: number, { tau, low }: { tau: number; low: number }) => (value >= tau ? value : low);
const least = (values: number[]) => (values.length === 0 ? 0 : Math.min(...values));
const noMinusZero = (value: number) => (value === 0 ? 0 : value);
