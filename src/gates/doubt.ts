/**
 * Doubt from the engine's own numbers, both ways: too unsure (low mean log-probability of the reply's tokens), and the
 * over-confidence by which loops give themselves away (mean log-probability of almost 0, several steps in a row).
 */
import { escalated } from '../facts/step';
import type { Gate, Generation, State } from '../types';
import { meanLogprob } from './learned/features';
import { compose } from './question';

interface DoubtOptions {
  /** Mean log-probability at which the score is 0.5; lower is more. */
  unsure: number;
  /** From here up a reply counts as over-confident. */
  sure: number;
  /** Over-confident replies in a row that open the gate; a ported rule of the paper uses 1. 0 = off. */
  row: number;
}

/** `unsure` (default -0.8), `sure` (default -0.005), `row` (default 3). */
export function create({ unsure = -0.8, sure = -0.005, row = 3 }: Record<string, unknown> = {}): Gate {
  if (typeof unsure !== 'number' || !(unsure < 0) || typeof sure !== 'number' || !(sure <= 0))
    throw new Error('The doubt gate\'s "unsure" and "sure" are mean log-probabilities, below 0.');
  if (typeof row !== 'number' || !Number.isInteger(row) || row < 0)
    throw new Error('The doubt gate\'s "row" is a whole number of replies, from 0 up.');
  return (state, proposal) => read(state, proposal, { unsure, sure, row });
}

function read(state: State, proposal: Generation, { unsure, sure, row }: DoubtOptions) {
  const mean = meanLogprob(proposal);
  if (mean === undefined)
    return { score: 0, reason: 'The engine gives no token probabilities, so there is no doubt to read.' };
  const doubt = mean / (mean + unsure); // 0 when sure, 0.5 at `unsure`, towards 1 below
  const inRow = confidentRow(state, sure) + Number(mean >= sure);
  const over = row > 0 && mean >= sure ? Math.min(1, (0.5 * inRow) / row) : 0;
  const score = Math.max(doubt, over);
  const said =
    over > doubt
      ? `${inRow} ${inRow === 1 ? 'reply' : 'replies'} in a row without any doubt (mean log-probability ${mean.toFixed(3)}), as in a loop.`
      : `Mean token log-probability ${mean.toFixed(2)}: ${doubt >= 0.5 ? 'unsure' : 'sure enough'}.`;
  return { score, reason: said, ...(score > 0 ? { question: compose(state, `The agent may be wrong: ${said}`) } : {}) };
}

/** Over-confident proposals before this one; the expert's word starts the row anew. */
function confidentRow({ steps }: State, sure: number): number {
  const last = steps.findLastIndex((step) => {
    const mean = step.generations[0] && meanLogprob(step.generations[0]);
    return mean === undefined || mean < sure || escalated(step);
  });
  return steps.length - 1 - last;
}
