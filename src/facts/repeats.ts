/** Steps that do what an earlier one did, with nothing changed since. */
import { actionKey } from './progress';
import { executed } from './step';
import type { Action, Step } from '../types';

/** Numbers (from 1) of the earlier steps that the action repeats; what changed files lies behind none of them. One wrong reply is like any other. */
export function repeatsOf(action: Action, earlier: readonly Step[]): number[] {
  const key = actionKey(action);
  const since = earlier.findLastIndex(({ changes }) => Object.keys(changes).length > 0);
  return earlier.flatMap((step, i) => {
    const before = executed(step);
    return i > since && before && actionKey(before) === key ? [i + 1] : [];
  });
}
