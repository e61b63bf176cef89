/** Which episodes may go into a training set, and why the others may not. */
import type { Task, Trajectory } from '../../types';

/** One sentence for the person: why nothing can be exported and what to do. */
export class ExportError extends Error {
  override name = 'ExportError';
}

export interface Selection {
  kept: Trajectory[];
  /** Reason -> number of episodes left out for it. */
  left: Record<string, number>;
}

/** Finds an episode's task; undefined when it is not at hand. */
export type Lookup = (id: string) => Task | undefined;

/**
 * `demonstrations`: for supervised fine-tuning, resolved ones unless `all`. `tasks`: for reinforcement learning, the
 * first episode of each task. Episodes of test and real tasks stay out of both: they are for measuring.
 * @throws ExportError when nothing is left.
 */
export function select(
  trajectories: readonly Trajectory[],
  what: 'demonstrations' | 'tasks',
  { all = false, lookup }: { all?: boolean; lookup?: Lookup } = {},
): Selection {
  if (trajectories.length === 0)
    throw new ExportError('There are no episodes to export. Run some first, or name the folder they are in.');
  const left: Record<string, number> = {};
  const seen = new Set<string>();
  const kept = trajectories.filter((trajectory) => {
    const split = lookup?.(trajectory.task)?.split;
    const why =
      split === 'test' || split === 'real'
        ? `its task is for measuring (${split})`
        : what === 'tasks'
          ? unfitTask(trajectory, seen)
          : unfit(trajectory, all);
    if (why) left[why] = (left[why] ?? 0) + 1;
    seen.add(trajectory.task);
    return why === '';
  });
  if (kept.length === 0) throw new ExportError(nothing(trajectories.length, left, what));
  return { kept, left };
}

const NOT_RESOLVED = 'not resolved';

function unfit({ exit, steps, report }: Trajectory, all: boolean): string {
  if (steps.length === 0) return 'no steps';
  if (exit === null) return 'not finished';
  if (exit === 'aborted') return 'aborted';
  if (steps.some(({ generations }) => generations.some(({ by }) => by === 'harness')))
    return 'played by the guided scaffold: its calls are no chat';
  if (all || report?.resolved) return '';
  return report ? NOT_RESOLVED : 'no verdict';
}

function unfitTask({ public: task, task: id }: Trajectory, seen: Set<string>): string {
  if (task.problem.trim() === '') return 'its task has no problem statement';
  return seen.has(id) ? 'another episode of the same task' : '';
}

function nothing(n: number, left: Record<string, number>, what: string): string {
  const reasons = Object.entries(left).map(([why, count]) => `${count} ${why}`);
  const next =
    what === 'demonstrations' && left[NOT_RESOLVED]
      ? 'Run more episodes, or include unresolved ones (--all).'
      : 'Run other episodes.';
  return `None of the ${n} ${n === 1 ? 'episode' : 'episodes'} can be exported: ${reasons.join(', ')}. ${next}`;
}
