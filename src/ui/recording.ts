/** A stored trajectory as the events it was a fold of. */
import type { AgentEvent, Files, Stream, Trajectory } from '../types';

/** Events from step `from` on; the session already shows the steps before it. */
export async function* replay(trajectory: Trajectory, from = 0): Stream<AgentEvent, Trajectory> {
  for (let index = from; index < trajectory.steps.length; index++) {
    const step = trajectory.steps[index]!;
    for (const [i, generation] of step.generations.entries()) {
      for (const text of generation.text.match(/[\s\S]{1,14}/g) ?? []) yield { type: 'token', by: generation.by, text };
      yield { type: 'generation', generation };
      if (i === 0 && step.reading) yield { type: 'reading', reading: step.reading };
    }
    if (step.observation.text) yield { type: 'output', text: step.observation.text };
    yield { type: 'step', index, step };
  }
  if (trajectory.exit) yield { type: 'end', exit: trajectory.exit, error: trajectory.error, patch: trajectory.patch ?? '' };
  if (trajectory.report) yield { type: 'grade', report: trajectory.report };
  return trajectory;
}

/** A recorded episode with the files it started from. */
export function parseRecording(json: unknown): { trajectory: Trajectory; base: Files } {
  const { trajectory, files } = json as { trajectory: Trajectory; files?: Files };
  return { trajectory, base: files ?? {} };
}
