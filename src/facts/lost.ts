/** A protégé that lost its way in the free loop: most of its steps were no action, or gave again what an earlier one had given. */
import type { Step } from '../types';
import { carried } from './step';
import { factsOf } from './progress';

const FEWEST = 4;
const MOST = 0.5;

/** One sentence on it, with what to do; undefined for episodes that did otherwise, and for guided repair. */
export function lost(steps: readonly Step[]): string | undefined {
  const own = steps.filter((step) => carried(step)?.by === 'protege');
  if (own.length < FEWEST || own.some((step) => carried(step)?.move)) return undefined;
  const seen = new Set<string>();
  let wasted = 0;
  let changed = 0;
  for (const step of own) {
    const { kind, action, edited } = factsOf(step);
    if (edited !== undefined) changed++;
    const key = `${changed} ${action}`; // after an edit the same action may say something else
    if (kind === 'invalid' || kind === 'none' || seen.has(key)) wasted++;
    seen.add(key);
  }
  if (wasted < MOST * own.length) return undefined;
  return (
    `${wasted} of its ${own.length} steps were no action or one that it had taken before: the free loop asks too much of this model. ` +
    'Take guided repair, where it only writes lines, a larger model, or an expert.'
  );
}
