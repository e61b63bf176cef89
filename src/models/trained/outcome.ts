/** Test runs in one token each. */
import type { TestRun } from '../../facts/summary';

/** The token of a count: the greatest limit that it reaches. */
export function bucket(mark: string, n: number, limits: number[]): string {
  return `${mark}${limits.findLast((limit) => n >= limit) ?? limits[0]}`;
}

/** What a run says about the change before it. */
export function outcome(first: TestRun, run: TestRun): string {
  if (run.ok && run.failed === 0) return '<pass>';
  if (run.passed === 0 || run.passed + run.failed < (first.passed + first.failed) / 2) return '<broken>';
  return run.failed < first.failed ? '<fewer>' : run.failed > first.failed ? '<more>' : '<same>';
}
