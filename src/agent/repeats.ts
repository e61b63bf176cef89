/** What a repeat is told, and when to try harder. */
import { repeatsOf } from '../facts/repeats';
import { executed } from '../facts/step';
import type { Action, Step } from '../types';

/** The step did what an earlier one did, by itself and in vain. */
export function isRepeat(steps: Step[], i: number): boolean {
  const { generations, changes } = steps[i]!;
  const action = executed(steps[i]!);
  if (!action || action.kind === 'invalid' || action.kind === 'submit') return false;
  return (
    generations.length === 1 && Object.keys(changes).length === 0 && repeatsOf(action, steps.slice(0, i)).length > 0
  );
}

/** Steps at the end of the record that each repeat an earlier one. */
export function streak(steps: Step[]): number {
  let n = 0;
  for (let i = steps.length - 1; i > 0; i--, n++) {
    const action = executed(steps[i]!);
    if (!action || repeatsOf(action, steps.slice(0, i)).length === 0) break;
  }
  return n;
}

/** So many repeats in a row end the episode: neither words nor temperature helped. */
export const MOST_REPEATS = 8;

/** Undefined = the model's own: the first repeat is answered with words, only those behind it with chance. */
export function temperatureFor(steps: Step[]): number | undefined {
  const n = streak(steps);
  return n < 2 ? undefined : Math.min(1.4, 0.6 + 0.2 * n);
}

/** What a repeat is told, in words; '' for none. `hint` says what else to do. */
export function repeatNote(action: Action, steps: Step[], hint: string): string {
  const before = repeatsOf(action, steps);
  if (before.length === 0 || action.kind === 'invalid' || action.kind === 'submit') return '';
  const where =
    before.length === 1 ? `in step ${before[0]}` : `${before.length} times before, first in step ${before[0]}`;
  return `You did exactly this ${where}, and nothing has changed since: it can only give the same result. Do something else. ${hint}`;
}
