/** What is counted of a real model's episode besides its outcome. */
import { isRefused } from '../../agent/free';
import { executed, ownReply } from '../../facts/step';
import { runLengths } from '../../facts/loops';
import { actionKey } from '../../facts/progress';
import { sum } from '../../lib/stats';
import { asksOf } from '../../trajectory/asks';
import type { Counted } from '../../trajectory/measure';
import type { Step, Trajectory } from '../../types';
import { crashed, outcomeOf, type Outcome } from '../outcome';
import type { SetId } from './arms';

export interface ModelOutcome extends Outcome {
  arm: string;
  set: SetId;
  task: string;
  /** Everything visible passed, and yet the verdict is no. */
  overfit: boolean;
  /** Written changes, and at which of them everything passed (0 = none). */
  tries: number;
  at: number;
  /** Replies without code, and changes that do not parse. */
  malformed: number;
  /** Changes that left the code as it was, or were tried before. */
  stale: number;
  /** The longest row of the same action. */
  longest: number;
  /** Prompt tokens computed anew. */
  prefilled: number;
  written: number;
  modelMs: number;
  wallMs: number;
  /** Of the answers that name a file and were followed by an edit: did that touch it? Absent in rows from before. */
  followed?: Counted;
  /** Asks in the first half of the episode's steps. */
  early?: number;
  /** Times the free loop was handed in while tests failed. */
  redSubmits?: number;
}

export function modelOutcome(arm: string, set: SetId, trajectory: Trajectory, wallMs: number): ModelOutcome {
  const { steps } = trajectory;
  const outcome = outcomeOf(trajectory);
  const all = steps.flatMap((step) => step.generations);
  const replies = all.filter(({ by }) => by === 'protege');
  const tried = steps.filter(ownReply);
  const green = steps.findIndex(({ observation }) => passes(observation));
  const asks = asksOf(trajectory);
  const heeded = asks.flatMap(({ touched }) => touched ?? []);
  const actions = tried.map((step) => actionKey(executed(step)));
  return {
    arm,
    set,
    task: trajectory.task,
    ...outcome,
    overfit: green >= 0 && !outcome.resolved,
    tries: tried.length,
    at: green < 0 ? 0 : steps.slice(0, green + 1).filter(ownReply).length,
    malformed: tried.filter(isMalformed).length,
    stale: tried.filter(({ observation }) => /^(unchanged|repeated)$/.test(observation.refused ?? '')).length,
    longest: Math.max(0, ...runLengths(actions)),
    prefilled: sum(replies.map(({ local, tokensIn }) => local?.prefilled ?? tokensIn)),
    written: sum(replies.map(({ tokensOut }) => tokensOut)),
    modelMs: Math.round(sum(all.map(({ ms }) => ms))),
    wallMs: Math.round(wallMs),
    followed: { sum: heeded.filter(Boolean).length, n: heeded.length },
    early: asks.filter(({ step }) => step < steps.length / 2).length,
    redSubmits: steps.filter(isRefused).length,
  };
}

/** Of an episode that crashed. */
export const crashedModel = (arm: string, set: SetId, task: string, wallMs: number, error: unknown): ModelOutcome => ({
  arm,
  set,
  task,
  ...crashed(error),
  overfit: false,
  tries: 0,
  at: 0,
  malformed: 0,
  stale: 0,
  longest: 0,
  prefilled: 0,
  written: 0,
  modelMs: 0,
  wallMs: Math.round(wallMs),
});

const passes = ({ tests }: Trajectory['steps'][number]['observation']): boolean =>
  !!tests && tests.complete && tests.tests.length > 0 && tests.tests.every(({ status }) => status !== 'fail');

/** A reply that held no action or no code, or code that does not parse. */
function isMalformed(step: Step): boolean {
  const { observation } = step;
  const action = ownReply(step)?.action;
  return action?.kind === 'invalid' || observation.refused === 'syntax' || observation.refused === 'empty';
}
