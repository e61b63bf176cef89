/** Reward terms of an episode for a trainer: each by itself, and their sum under weights that the trainer chooses. */
import { BadInput } from '../../lib/badinput';
import { score, STAGE_I, STAGE_II } from '../../train/reward';
import { readFacts } from '../../train/reward/facts';
import type { Trajectory } from '../../types';

export const TERMS = ['completion', 'loop', 'follow', 'ask', 'format'] as const;
export type Term = (typeof TERMS)[number];
export type RewardWeights = Record<Term, number>;

/** A whole rule of the paper instead of weights: its first or second stage, `format` besides. */
export type RewardRule = RewardWeights | 'stage1' | 'stage2';

const DEFAULT_WEIGHTS: RewardWeights = { completion: 1, loop: 1, follow: 0.25, ask: 0.3, format: 0.5 };

/** `completion=1,loop=0.5` (others 0), `stage1`, `stage2`, or the same as plain JSON. @throws BadInput */
export function rewardRule(given: unknown): RewardRule {
  if (given === undefined) return DEFAULT_WEIGHTS;
  if (given === 'stage1' || given === 'stage2') return given;
  const pairs: [string, unknown][] =
    typeof given === 'string'
      ? given.split(',').map((pair) => [pair.split('=')[0]!.trim(), Number(pair.split('=')[1])])
      : Object.entries(given as object);
  const weights: RewardWeights = { completion: 0, loop: 0, follow: 0, ask: 0, format: 0 };
  for (const [name, weight] of pairs) {
    if (!TERMS.includes(name as Term) || typeof weight !== 'number' || !Number.isFinite(weight))
      throw new BadInput(`The reward is stage1, stage2, or weights like completion=1,loop=0.5 of ${TERMS.join(', ')}.`);
    weights[name as Term] = weight;
  }
  return weights;
}

export interface EnvReward {
  reward: number;
  /**
   * completion 0 or 1 · loop 0 or less, −10 at least · follow −2..1 · ask (warrant, back to back, quota) −3..1 ·
   * format: minus the share of malformed replies, −1..0
   */
  terms: RewardWeights;
}

export function scored(trajectory: Trajectory, rule: RewardRule, goldPatch?: string): EnvReward {
  const options = rule === 'stage1' ? STAGE_I : STAGE_II;
  const { terms, total } = score(readFacts(trajectory, goldPatch === undefined ? {} : { goldPatch }), options);
  const named: RewardWeights = {
    completion: terms.correct,
    loop: terms.loop,
    follow: terms.follow,
    ask: terms.expert,
    format: 0 - malformed(trajectory),
  };
  const reward =
    typeof rule === 'string'
      ? total + DEFAULT_WEIGHTS.format * named.format
      : TERMS.reduce((sum, term) => sum + rule[term] * named[term], 0);
  return { reward, terms: named };
}

/** Share of the protégé's replies that were no action. */
function malformed({ steps }: Trajectory): number {
  const own = steps.flatMap(({ generations }) => generations.filter(({ by }) => by === 'protege'));
  const bad = own.filter(({ action }) => action?.kind === 'invalid').length;
  return own.length === 0 ? 0 : bad / own.length;
}
