/** The closing table of a benchmark: n, Pass@1 with its interval, steps, time, expert use. */
import { mean, median, sum, wilson } from '../lib/stats';
import { percent } from '../lib/text';
import type { BenchOutcome } from './outcome';

export interface BenchSummary {
  n: number;
  resolved: number;
  /** Of the resolved, those that were weighed, and those of them that no test holds to their lines. */
  weighed: number;
  weak: number;
  /** … those that were compared with the reference, and those that differ from it. */
  compared: number;
  differs: number;
  /** Share, with the Wilson 95 % interval. */
  pass1: number;
  interval: [low: number, high: number];
  meanSteps: number;
  medianWallMs: number;
  expertCallsPerTask: number;
  /** Expert tokens (inputs and outputs) over all tokens. */
  expertTokenShare: number;
  exits: Record<string, number>;
}

export function summarize(outcomes: BenchOutcome[]): BenchSummary {
  const n = outcomes.length;
  const resolved = outcomes.filter((o) => o.resolved).length;
  const exits: Record<string, number> = {};
  for (const o of outcomes) exits[o.exit] = (exits[o.exit] ?? 0) + 1;
  const expert = sum(outcomes.map((o) => o.expertTokens));
  const all = expert + sum(outcomes.map((o) => o.protegeTokens));
  return {
    n,
    resolved,
    weighed: outcomes.filter((o) => o.resolved && o.weaklyHeld !== undefined).length,
    weak: outcomes.filter((o) => o.resolved && o.weaklyHeld === true).length,
    compared: outcomes.filter((o) => o.resolved && o.differs !== undefined).length,
    differs: outcomes.filter((o) => o.resolved && o.differs === true).length,
    pass1: n === 0 ? 0 : resolved / n,
    interval: wilson(resolved, n),
    meanSteps: mean(outcomes.map((o) => o.steps)),
    medianWallMs: median(outcomes.map((o) => o.wallMs)),
    expertCallsPerTask: mean(outcomes.map((o) => o.expertCalls)),
    expertTokenShare: all === 0 ? 0 : expert / all,
    exits,
  };
}

export function printed(s: BenchSummary, name: string): string {
  return [
    name,
    `  n ${s.n}   Pass@1 ${percent(s.pass1)} (95 % interval ${percent(s.interval[0])} to ${percent(s.interval[1])}, Wilson)   resolved ${s.resolved}${s.weighed > 0 ? `, of these weakly held ${s.weak} (of ${s.weighed} weighed)` : ''}${s.compared > 0 ? `, different from the reference ${s.differs} (of ${s.compared} compared)` : ''}`,
    `  steps per task ${s.meanSteps.toFixed(1)} (mean)   time per task ${(s.medianWallMs / 1000).toFixed(1)} s (median)`,
    `  expert calls per task ${s.expertCallsPerTask.toFixed(2)}   expert share of all tokens ${percent(s.expertTokenShare)}`,
    `  exits: ${Object.entries(s.exits)
      .map(([exit, count]) => `${exit} ${count}`)
      .join(', ')}`,
    '',
  ].join('\n');
}
