/**
 * Recorded episodes -> labelled rows. Label 1: from this step on, the protégé did not get fewer tests to fail than ever
 * before within `horizon` steps or before its episode ended. A row whose future an expert's word or an abort cut off is
 * left out: what the protégé would have done alone is unknown there.
 */
import type { Trajectory } from '../../types';
import { factsOf, Progress } from '../../facts/progress';
import { vectorOf, Walk } from './features';

export interface GateRow {
  x: number[];
  y: 0 | 1;
  /** Repository (or task) it comes from: rows of one group never stand on both sides of a split. */
  group: string;
  episode: string;
  step: number;
}

/** `byte-codec-0musord` -> `byte-codec`; other names stay as they are. */
export const groupOf = (task: string): string => task.replace(/-[0-9a-z]{7}$/, '');

export function rowsOf(trajectory: Trajectory, horizon: number): GateRow[] {
  const { steps, public: task, config, id: episode } = trajectory;
  const labels = labelsOf(trajectory, horizon);
  const group = groupOf(trajectory.task);
  const walk = new Walk();
  const rows: GateRow[] = [];
  steps.forEach((step, i) => {
    const proposal = step.generations[0];
    const y = labels[i];
    if (proposal && y !== undefined) {
      const known = step.generations.length === 1 ? factsOf(step) : undefined;
      rows.push({ x: vectorOf(walk.signs(proposal, task, config, known)), y, group, episode, step: i });
    }
    walk.add(step);
  });
  return rows;
}

/** Per step 1 = no progress ahead, 0 = progress or nothing left to do, undefined = unknown. */
export function labelsOf({ steps, exit }: Trajectory, horizon: number): (0 | 1 | undefined)[] {
  const progress = new Progress();
  const facts = steps.map(factsOf);
  const best: (number | undefined)[] = [];
  const better = facts.map((one) => {
    best.push(progress.best);
    return progress.add(one);
  });
  const known =
    exit === 'submitted' || exit === 'gave_up' || exit === 'step_limit' || exit === 'token_limit' || exit === 'format';
  return steps.map((_, from) => {
    if (best[from] === 0) return 0;
    for (let i = from; i < Math.min(steps.length, from + horizon); i++) {
      if (facts[i]!.advised) return undefined;
      if (better[i]) return 0;
    }
    return from + horizon <= steps.length || known ? 1 : undefined;
  });
}
