/** What is kept of one episode for the table. */
import { executed, ownReply } from '../../facts/step';
import { runLengths } from '../../facts/loops';
import { actionKey } from '../../facts/progress';
import { sum } from '../../lib/stats';
import type { Step, Trajectory } from '../../types';
import { doubts, type Judged } from '../outcome';
import type { SetId } from './arms';

export interface ModelFacts extends Judged {
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
  asks: number;
  protegeTokens: number;
  expertTokens: number;
  /** Prompt tokens computed anew. */
  prefilled: number;
  written: number;
  modelMs: number;
  wallMs: number;
}

export function factsOf(arm: string, set: SetId, trajectory: Trajectory, wallMs: number): ModelFacts {
  const { steps, report, exit } = trajectory;
  const all = steps.flatMap((step) => step.generations);
  const by = (who: string) => all.filter((generation) => generation.by === who);
  const replies = by('protege');
  const tried = steps.filter(ownReply);
  const green = steps.findIndex(({ observation }) => passes(observation));
  const actions = tried.map((step) => actionKey(executed(step)));
  const tokens = (who: string) => sum(by(who).map(({ tokensIn, tokensOut }) => tokensIn + tokensOut));
  return {
    arm,
    set,
    task: trajectory.task,
    resolved: report?.resolved ?? false,
    overfit: green >= 0 && !(report?.resolved ?? false),
    exit: exit ?? 'aborted',
    steps: steps.length,
    tries: tried.length,
    at: green < 0 ? 0 : steps.slice(0, green + 1).filter(ownReply).length,
    malformed: tried.filter(isMalformed).length,
    stale: tried.filter(({ observation }) => /^(unchanged|repeated)$/.test(observation.refused ?? '')).length,
    longest: Math.max(0, ...runLengths(actions)),
    asks: by('expert').length,
    protegeTokens: tokens('protege'),
    expertTokens: tokens('expert'),
    prefilled: sum(replies.map(({ local, tokensIn }) => local?.prefilled ?? tokensIn)),
    written: sum(replies.map(({ tokensOut }) => tokensOut)),
    modelMs: Math.round(sum(all.map(({ ms }) => ms))),
    wallMs: Math.round(wallMs),
    ...doubts(report),
    ...(trajectory.error ? { error: `${trajectory.error.boundary}: ${trajectory.error.message}` } : {}),
  };
}

const passes = ({ tests }: Trajectory['steps'][number]['observation']): boolean =>
  !!tests && tests.complete && tests.tests.length > 0 && tests.tests.every(({ status }) => status !== 'fail');

/** A reply that held no action or no code, or code that does not parse. */
function isMalformed(step: Step): boolean {
  const { observation } = step;
  const action = ownReply(step)?.action;
  return action?.kind === 'invalid' || observation.refused === 'syntax' || observation.refused === 'empty';
}
