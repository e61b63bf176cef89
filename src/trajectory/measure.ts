/** Numbers derived from trajectories; nothing here is stored. */
import { mean, share, sum, wilson } from '../lib/stats';
import { runLengths } from '../facts/loops';
import { stepClass } from '../facts/progress';
import { expertCalls } from '../facts/step';
import type { Trajectory } from '../types';
import { asksOf, type Ask } from './asks';

/** One episode in numbers. Tokens and times are sums over its generations; `cost` is null when any part is unknown. */
export interface Measures {
  /** Null while there is no verdict. */
  resolved: boolean | null;
  steps: number;
  expertCalls: number;
  protegeTokens: number;
  expertTokens: number;
  /** The tokens written of these. */
  protegeWritten: number;
  expertWritten: number;
  /** Expert tokens, read and written, of all tokens: the paper's count. 0..1 */
  expertShare: number;
  /** Expert tokens of all tokens written. 0..1 */
  expertShareWritten: number;
  /** Longest row of commands of the same kind. */
  longestRun: number;
  cost: number | null;
  /** The expert's part of it, and what judges (of an ask, or at the gate) cost besides. */
  expertCost: number | null;
  judgeCost: number | null;
  ms: number;
}

/** With what became of the asks, which takes longer to find out. */
export interface Measured extends Measures {
  asks: AskCounts;
}

/** Of the asks of one episode or many; a signal nobody can know of an ask counts nowhere. */
export interface AskCounts {
  helped: Counted;
  /** The next edit touched a place the advice names. */
  touched: Counted;
  repeated: Counted;
  backToBack: Counted;
  /** Sums over the judged asks. */
  warrant: Counted;
  follow: Counted;
}

/** `sum` of `n` known ones. */
export interface Counted {
  sum: number;
  n: number;
}

/** A row of the same kind of command longer than this counts as a loop. */
const LOOP = 10;

export function measure(trajectory: Trajectory): Measures {
  const { steps, report, judgements = [] } = trajectory;
  const all = steps.flatMap((step) => step.generations);
  const written = { protege: 0, expert: 0, harness: 0 };
  const total = { protege: 0, expert: 0, harness: 0 };
  for (const { by, tokensIn, tokensOut } of all) {
    written[by] += tokensOut;
    total[by] += tokensIn + tokensOut;
  }
  const kinds = steps.map(stepClass);
  const expert = all.filter((g) => g.by === 'expert');
  return {
    resolved: report?.resolved ?? null,
    steps: steps.length,
    expertCalls: expertCalls(steps),
    protegeTokens: total.protege,
    expertTokens: total.expert,
    protegeWritten: written.protege,
    expertWritten: written.expert,
    expertShare: share(total.expert, total.expert + total.protege),
    expertShareWritten: share(written.expert, written.expert + written.protege),
    longestRun: Math.max(0, ...runLengths(kinds)),
    cost: costOf(all),
    expertCost: costOf(expert),
    judgeCost: costOf([...judgements, ...steps.flatMap((step) => step.reading?.spent ?? [])]),
    ms: sum(all.map((g) => g.ms)) + sum(steps.map((step) => step.observation.ms)),
  };
}

export const measureAsks = (trajectory: Trajectory): Measured => ({
  ...measure(trajectory),
  asks: countAsks(asksOf(trajectory)),
});

/** An episode that could not even begin: not resolved, nothing spent. */
export const noEpisode: Measured = {
  resolved: false,
  steps: 0,
  expertCalls: 0,
  protegeTokens: 0,
  expertTokens: 0,
  protegeWritten: 0,
  expertWritten: 0,
  expertShare: 0,
  expertShareWritten: 0,
  longestRun: 0,
  cost: 0,
  expertCost: 0,
  judgeCost: 0,
  ms: 0,
  asks: countAsks([]),
};

/** US dollars; null when any part is unknown. */
const costOf = (parts: readonly { cost: number | null }[]) =>
  parts.some(({ cost }) => cost === null) ? null : sum(parts.map(({ cost }) => cost ?? 0));

function countAsks(asks: readonly Ask[]): AskCounts {
  const count = (of: (ask: Ask) => number | boolean | null | undefined): Counted => {
    const known = asks.map(of).filter((value) => value !== null && value !== undefined);
    return { sum: sum(known.map(Number)), n: known.length };
  };
  return {
    helped: count((ask) => ask.helped),
    touched: count((ask) => ask.touched),
    repeated: count((ask) => ask.repeated),
    backToBack: count((ask) => ask.backToBack),
    warrant: count((ask) => ask.judged?.warrant),
    follow: count((ask) => ask.judged?.follow),
  };
}

export interface Summary {
  /** Episodes, one per task; an episode without a verdict counts as not resolved. */
  n: number;
  resolved: number;
  passAt1: number;
  /** 95 % Wilson score interval of passAt1. */
  interval: [number, number];
  meanSteps: number;
  meanExpertCalls: number;
  /** Over all tokens of all episodes. */
  expertShare: number;
  expertShareWritten: number;
  /** Share of episodes with a row of the same kind of command longer than 10. */
  loopRate: number;
  /** US dollars in all; null when any part is unknown. The judge's calls are not in it. */
  cost: number | null;
  expertCost: number | null;
  judgeCost: number | null;
  meanMs: number;
  asks: AskCounts;
}

export const summarize = (trajectories: readonly Trajectory[]): Summary => summarizeRows(trajectories.map(measureAsks));

/** The same from the measures of each episode, for sets too large to keep. */
export function summarizeRows(rows: readonly Measured[]): Summary {
  const n = rows.length;
  const resolved = rows.filter((row) => row.resolved).length;
  const total = (pick: (row: Measured) => number) => sum(rows.map(pick));
  const average = (pick: (row: Measured) => number) => mean(rows.map(pick));
  const cost = (pick: (row: Measured) => number | null) =>
    rows.some((row) => pick(row) === null) ? null : total((row) => pick(row) ?? 0);
  const expert = total((row) => row.expertTokens);
  const written = total((row) => row.expertWritten);
  return {
    n,
    resolved,
    passAt1: n === 0 ? 0 : resolved / n,
    interval: wilson(resolved, n),
    meanSteps: average((row) => row.steps),
    meanExpertCalls: average((row) => row.expertCalls),
    expertShare: share(expert, expert + total((row) => row.protegeTokens)),
    expertShareWritten: share(written, written + total((row) => row.protegeWritten)),
    loopRate: average((row) => Number(row.longestRun > LOOP)),
    cost: cost((row) => row.cost),
    expertCost: cost((row) => row.expertCost),
    judgeCost: cost((row) => row.judgeCost),
    meanMs: average((row) => row.ms),
    asks: rows.reduce((all, row) => addAsks(all, row.asks), noEpisode.asks),
  };
}

function addAsks(a: AskCounts, b: AskCounts): AskCounts {
  const names = Object.keys(a) as (keyof AskCounts)[];
  const added = names.map((name) => [name, { sum: a[name].sum + b[name].sum, n: a[name].n + b[name].n }]);
  return Object.fromEntries(added) as unknown as AskCounts;
}
