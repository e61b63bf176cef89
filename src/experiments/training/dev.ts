/** Between the stages: Pass@1 on repos that nothing was learned from. */
import { mean } from '../../lib/stats';
import type { Shape, Weights } from '../../models/trained/net';
import { rollouts, type Arena } from '../../train/rollout';
import type { Task } from '../../types';
import { outcomeOf, type Outcome } from '../outcome';

/** Outcomes in short; `steps` and `calls` are means. */
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
  const outcomes: Outcome[] = [];
  const plays = tasks.map((task) => ({ task, seed: 0, temperature: 0 }));
  for await (const { trajectory } of rollouts({ shape, weights }, plays, expert ? arena : { ...arena, expert: null }))
    outcomes.push(outcomeOf(trajectory));
  return {
    n: tasks.length,
    resolved: outcomes.filter(({ resolved }) => resolved).length,
    steps: mean(outcomes.map(({ steps }) => steps)),
    calls: mean(outcomes.map(({ expertCalls }) => expertCalls)),
  };
}
