/** Between the stages: Pass@1 on repos that nothing was learned from. */
import { expertCalls } from '../../facts/step';
import type { Shape, Weights } from '../../models/trained/net';
import { rollouts, type Arena } from '../../train/rollout';
import type { Task } from '../../types';

export interface Score {
  n: number;
  resolved: number;
  steps: number;
  calls: number;
}

/** Pass@1 with the most probable actions, alone or with the expert. */
export async function passAt1(
  shape: Shape,
  weights: Weights,
  tasks: Task[],
  arena: Arena,
  expert: boolean,
): Promise<Score> {
  const score: Score = { n: tasks.length, resolved: 0, steps: 0, calls: 0 };
  const plays = tasks.map((task) => ({ task, seed: 0, temperature: 0 }));
  for await (const { trajectory } of rollouts({ shape, weights }, plays, expert ? arena : { ...arena, expert: null })) {
    score.resolved += Number(trajectory.report?.resolved ?? false);
    score.steps += trajectory.steps.length / tasks.length;
    score.calls += expertCalls(trajectory.steps) / tasks.length;
  }
  return score;
}
