/** What a repeat is told, and when to try harder. */
import { repeatsOf } from '../facts/repeats';
import { escalated, executed } from '../facts/step';
import type { Action, Step } from '../types';
import { isGreen } from './brief';

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

/** Edits behind the last advice that left the tests red, those that changed nothing included. */
function vainEdits(steps: Step[]): number {
  const since = steps.findLastIndex(escalated);
  return steps.slice(since + 1).filter((step) => executed(step)?.kind === 'edit' && !isGreen(step.observation)).length;
}

const WARMEST = 1.4;

/**
 * Undefined = the model's own. The first repeat is answered with words, only those behind it with chance; a change that did not
 * help makes the next one bolder at once, since a small model's likeliest change of a line is the same again, or none.
 */
export function temperatureFor(steps: Step[]): number | undefined {
  const [again, vain] = [streak(steps), vainEdits(steps)];
  const warmth = Math.max(again < 2 ? 0 : 0.6 + 0.2 * again, vain < 1 ? 0 : 0.4 + 0.2 * vain);
  return warmth === 0 ? undefined : Math.min(WARMEST, warmth);
}

/** What a repeat is told, in words; '' for none. `hint` says what else to do. */
export function repeatNote(action: Action, steps: Step[], hint: string): string {
  const before = repeatsOf(action, steps);
  if (before.length === 0 || action.kind === 'invalid' || action.kind === 'submit') return '';
  const where =
    before.length === 1 ? `in step ${before[0]}` : `${before.length} times before, first in step ${before[0]}`;
  return `You did exactly this ${where}, and nothing has changed since: it can only give the same result. Do something else. ${hint}`;
}
