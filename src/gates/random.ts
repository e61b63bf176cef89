/** A coin per step, decided by the task, the episode's seed and the step's number alone. */
import { hash, rng } from '../lib/ids';
import type { Gate } from '../types';
import { compose } from './question';

/** `p`: probability of opening, default 0.2; `seed` is mixed with the episode's. */
export function create({ p = 0.2, seed = 0 }: { p?: unknown; seed?: unknown } = {}): Gate {
  if (typeof p !== 'number' || !(p >= 0 && p <= 1))
    throw new Error('The random gate needs "p", a probability from 0 to 1.');
  return (state) => {
    const drawn = rng(hash(Number(seed) || 0, state.config.seed, state.task.id, state.steps.length))();
    const open = drawn < p;
    return {
      score: open ? 1 : 0,
      reason: `The coin (p = ${p}) says ${open ? 'ask' : 'no'} at step ${state.steps.length + 1}.`,
      question: compose(state, 'The agent asks by chance at this step.'),
    };
  };
}
