/** The one JSON object of an episode, as the commands print and keep it, and what speaks against a pass. */
import { expertCalls } from '../facts/step';
import type { Report, Role, Trajectory } from '../types';

/** Of a resolved report: do few tests look at the change, does it differ from the reference? Absent: not known. */
export interface PassDoubts {
  weaklyHeld?: boolean;
  differs?: boolean;
}

/** What every record of an episode says of its end, whatever else it counts. */
export interface Judged extends PassDoubts {
  resolved: boolean;
  exit: string;
  steps: number;
  error?: string;
}

export interface Outcome extends Judged {
  taskId: string;
  expertCalls: number;
  expertTokens: number;
  protegeTokens: number;
  wallMs: number;
  patch: string;
  /** Of bench: the task's file, where it is not called after the task. */
  file?: string;
}

export function outcomeOf(trajectory: Trajectory, wallMs: number): Outcome {
  const generations = trajectory.steps.flatMap((step) => step.generations);
  const tokens = (by: Role) =>
    generations.filter((g) => g.by === by).reduce((sum, g) => sum + g.tokensIn + g.tokensOut, 0);
  return {
    taskId: trajectory.task,
    resolved: trajectory.report?.resolved ?? false,
    exit: trajectory.exit ?? 'aborted',
    steps: trajectory.steps.length,
    expertCalls: expertCalls(trajectory.steps),
    expertTokens: tokens('expert'),
    protegeTokens: tokens('protege'),
    wallMs: Math.round(wallMs),
    patch: trajectory.patch ?? '',
    ...doubts(trajectory.report),
    ...(trajectory.error ? { error: `${trajectory.error.boundary}: ${trajectory.error.message}` } : {}),
  };
}

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
