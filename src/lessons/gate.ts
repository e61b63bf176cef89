/** The gate that the lessons hold the learner against, read anew on the recorded steps. */
import type { Choice, Gate, Trajectory } from '../types';

export const gateOf = (): Choice => ({ id: 'stuck' });

export interface Read {
  score: number;
  /** What the score has to reach. */
  bar: number;
  /** It would open. */
  gate: boolean;
  reason: string;
}

/** What `gate` says of what the protégé was about to do after `at` steps. */
export async function scoreOf(gate: Gate, { public: task, config, steps }: Trajectory, at: number): Promise<Read> {
  const proposal = steps[at]?.generations[0];
  if (!proposal) throw new Error(`There is no step ${at + 1}.`);
  const {
    score,
    held,
    reason,
    bar = config.threshold,
  } = await gate({ task, config, steps: steps.slice(0, at) }, proposal);
  return { score, bar, gate: score > 0 && score >= bar && !held, reason };
}
