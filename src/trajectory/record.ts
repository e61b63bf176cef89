/** A trajectory is the fold of its events; recording is a pass-through that saves after each step. */
import { map } from '../lib/stream';
import type { AgentEvent, Stream, Trajectory } from '../types';

export interface Keeping {
  save(trajectory: Trajectory): Promise<void>;
  /** A save failed; the run goes on, and every later save tries again with all of it. */
  problem?(error: unknown): void;
}

/** The same events and result; each start, step, end and grade is saved before it is passed on. */
export function record(stream: Stream<AgentEvent, Trajectory>, keeping: Keeping): Stream<AgentEvent, Trajectory> {
  let trajectory: Trajectory | undefined;
  return map(stream, async (event) => {
    const folded = fold(trajectory, event);
    if (folded !== trajectory) {
      trajectory = folded;
      await keep(folded!, keeping);
    }
    return event;
  });
}

async function keep(trajectory: Trajectory, { save, problem }: Keeping): Promise<void> {
  try {
    await save(trajectory);
  } catch (error) {
    problem?.(error);
  }
}

/** The trajectory after one more event; the same object when the event leaves no trace. */
export function fold(trajectory: Trajectory | undefined, event: AgentEvent): Trajectory | undefined {
  if (event.type === 'start') return event.trajectory;
  if (!trajectory) return undefined;
  switch (event.type) {
    case 'step':
      return { ...trajectory, steps: [...trajectory.steps.slice(0, event.index), event.step] };
    case 'end': {
      const { exit, patch, error, handed } = event;
      const more = { ...(handed === undefined ? {} : { handed }), ...(error ? { error } : {}) };
      return { ...trajectory, exit, patch, ...more };
    }
    case 'grade':
      return { ...trajectory, report: event.report };
    case 'judge':
      return { ...trajectory, judgements: [...(trajectory.judgements ?? []), event.judgement] };
    default:
      return trajectory;
  }
}
