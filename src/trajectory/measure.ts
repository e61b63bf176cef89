/** Numbers derived from trajectories; nothing here is stored. */
import { actionClass, runLengths } from '../lib/loops';
import type { Role, Trajectory } from '../types';

/** One episode in numbers. Tokens and times are sums over its generations; `cost` is null when any part is unknown. */
export interface Measures {
  /** Null while there is no verdict. */
  resolved: boolean | null;
  steps: number;
  expertCalls: number;
  protegeTokens: number;
  expertTokens: number;
  /** Expert tokens, read and written, of all tokens: the paper's count. 0..1 */
  expertShare: number;
  /** Expert tokens of all tokens written. 0..1 */
  expertShareWritten: number;
  /** Longest row of commands of the same kind. */
  longestRun: number;
  cost: number | null;
  ms: number;
}

/** A row of the same kind of command longer than this counts as a loop. */
const LOOP = 10;

export function measure({ steps, report }: Trajectory): Measures {
  const all = steps.flatMap((step) => step.generations);
  const tokens = (by: Role | null, written = false) =>
    sum(all.filter((g) => by === null || g.by === by).map((g) => g.tokensOut + (written ? 0 : g.tokensIn)));
  const kinds = steps.map((step) => actionClass(step.generations.findLast((g) => g.action)?.action));
  return {
    resolved: report?.resolved ?? null,
    steps: steps.length,
    expertCalls: all.filter((g) => g.by === 'expert').length,
    protegeTokens: tokens('protege'),
    expertTokens: tokens('expert'),
    expertShare: share(tokens('expert'), tokens(null)),
    expertShareWritten: share(tokens('expert', true), tokens(null, true)),
    longestRun: Math.max(0, ...runLengths(kinds)),
    cost: all.some((g) => g.cost === null) ? null : sum(all.map((g) => g.cost ?? 0)),
    ms: sum(all.map((g) => g.ms)) + sum(steps.map((step) => step.observation.ms)),
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
  /** US dollars in all; null when any part is unknown. */
  cost: number | null;
  meanMs: number;
}

export function summarize(trajectories: readonly Trajectory[]): Summary {
  const rows = trajectories.map(measure);
  const n = rows.length;
  const resolved = rows.filter((row) => row.resolved).length;
  const mean = (pick: (row: Measures) => number) => (n === 0 ? 0 : sum(rows.map(pick)) / n);
  const all = trajectories.flatMap((t) => t.steps.flatMap((step) => step.generations));
  const expert = all.filter((g) => g.by === 'expert');
  return {
    n,
    resolved,
    passAt1: n === 0 ? 0 : resolved / n,
    interval: wilson(resolved, n),
    meanSteps: mean((row) => row.steps),
    meanExpertCalls: mean((row) => row.expertCalls),
    expertShare: share(sum(expert.map((g) => g.tokensIn + g.tokensOut)), sum(all.map((g) => g.tokensIn + g.tokensOut))),
    expertShareWritten: share(sum(expert.map((g) => g.tokensOut)), sum(all.map((g) => g.tokensOut))),
    loopRate: mean((row) => Number(row.longestRun > LOOP)),
    cost: rows.some((row) => row.cost === null) ? null : sum(rows.map((row) => row.cost ?? 0)),
    meanMs: mean((row) => row.ms),
  };
}

/** 95 % Wilson score interval for `k` of `n`; [0, 1] when n is 0. */
export function wilson(k: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.959963984540054;
  const p = k / n;
  const centre = p + (z * z) / (2 * n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const clamp = (x: number) => Math.min(1, Math.max(0, x));
  return [
    k === 0 ? 0 : clamp((centre - spread) / (1 + (z * z) / n)),
    k === n ? 1 : clamp((centre + spread) / (1 + (z * z) / n)),
  ];
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
