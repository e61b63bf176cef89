/** A protégé that lost its way in the free loop: most of its steps were no action, or gave again what an earlier one had given. */
import type { Config, Step } from '../types';
import { repeatsOf } from './repeats';
import { carried, executed } from './step';

const FEWEST = 4;
const MOST = 0.5;

/**
 * One sentence on it, with what to do; undefined for episodes that did otherwise, and where no language model plays the free loop
 * (a guided repair's tries are no actions).
 */
export function lost({ dialect }: Pick<Config, 'dialect'>, steps: readonly Step[]): string | undefined {
  if (dialect === undefined || steps.some((step) => carried(step)?.move)) return undefined;
  const own = steps.flatMap((step, i) => (carried(step)?.by === 'expert' ? [] : [i]));
  if (own.length < FEWEST) return undefined;
  const wasted = own.filter((i) => {
    const action = executed(steps[i]!);
    return !action || action.kind === 'invalid' || repeatsOf(action, steps.slice(0, i)).length > 0;
  });
  if (wasted.length < MOST * own.length) return undefined;
  return (
    `${wasted.length} of its ${own.length} steps were no action or one that it had taken before: the free loop asks too much of this model. ` +
    'Take guided repair, where it only writes lines, a larger model, or an expert.'
  );
}
