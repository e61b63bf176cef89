import type { Gate } from '../types';
import { compose } from './question';

/** `n`: opens at steps n, 2n, …; default 5. */
export function create({ n = 5 }: { n?: unknown } = {}): Gate {
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1)
    throw new Error('The gate needs "n", a whole number from 1 up.');
  return (state) => {
    const step = state.steps.length + 1;
    const open = step % n === 0;
    return {
      score: open ? 1 : 0,
      reason: open ? `Step ${step} is one of every ${n}.` : `Next at step ${Math.ceil(step / n) * n}.`,
      question: compose(state, `The agent asks at every ${n === 1 ? 'step' : `${n}th step`}.`),
    };
  };
}
