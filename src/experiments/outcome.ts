/** What an episode came to: the one row that every experiment keeps of it, with what it counts besides. */
import { measure, type Measures } from '../trajectory/measure';
import type { Report, Trajectory } from '../types';

/** Of a resolved report: do few tests look at the change, does it differ from the reference? Absent: not known. */
export interface PassDoubts {
  weaklyHeld?: boolean;
  differs?: boolean;
}

/** Calls and tokens (read and written) are counted by trajectory/measure. */
export interface Outcome
  extends PassDoubts, Pick<Measures, 'steps' | 'expertCalls' | 'expertTokens' | 'protegeTokens'> {
  resolved: boolean;
  /** How it ended; `error` also where it could not begin. */
  exit: string;
  error?: string;
}

export function outcomeOf(trajectory: Trajectory): Outcome {
  const { steps, expertCalls, expertTokens, protegeTokens } = measure(trajectory);
  return {
    resolved: trajectory.report?.resolved ?? false,
    exit: trajectory.exit ?? 'aborted',
    steps,
    expertCalls,
    expertTokens,
    protegeTokens,
    ...doubts(trajectory.report),
    ...(trajectory.error ? { error: `${trajectory.error.boundary}: ${trajectory.error.message}` } : {}),
  };
}

/** A crash of one episode is a row, not the end: it counts as not resolved, and says why. */
export const crashed = (error: unknown): Outcome => ({
  resolved: false,
  exit: 'error',
  steps: 0,
  expertCalls: 0,
  expertTokens: 0,
  protegeTokens: 0,
  error: (error as Error).message,
});

/** As `protege repair` and `protege bench` print and keep it. */
export interface BenchOutcome extends Outcome {
  taskId: string;
  wallMs: number;
  patch: string;
  /** The task's file, where it is not called after the task. */
  file?: string;
}

export const benchOutcome = (trajectory: Trajectory, wallMs: number): BenchOutcome => ({
  taskId: trajectory.task,
  ...outcomeOf(trajectory),
  wallMs: Math.round(wallMs),
  patch: trajectory.patch ?? '',
});

export function doubts(report: Report | undefined): PassDoubts {
  const { resolved, weak, differs } = report ?? {};
  if (!resolved) return {};
  return { ...(weak ? { weaklyHeld: !weak.noticed } : {}), ...(differs ? { differs: differs.length > 0 } : {}) };
}

/** `2 of 9`: so many are, of those of which it is known; `–` where it is known of none. */
export function among(found: readonly (boolean | undefined)[]): string {
  const known = found.filter((one) => one !== undefined);
  return known.length === 0 ? '–' : `${known.filter(Boolean).length} of ${known.length}`;
}

/** Rows that were kept before calls had one name: `calls` in the tables, `asks` of the real models. */
export function withCurrentNames<Kept extends Outcome>(kept: Kept): Kept {
  const { calls, asks } = kept as { calls?: number; asks?: unknown };
  return typeof kept.expertCalls === 'number' ? kept : { ...kept, expertCalls: calls ?? asks };
}
