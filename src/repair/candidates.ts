/**
 * Candidate repairs of one file: each undoes a common mistake (a wrong operator, an off-by-one, a lost return …). It
 * knows kinds of mistakes, never the task: everything is made from the text of the repository alone.
 */
import { inConditions } from './conditions';
import { replacementKey } from './edit';
import { inFlow } from './flow';
import { inNames } from './names';
import { inOperators } from './operators';
import { treeOf } from './syntax';
import { inValues } from './values';

export interface Candidate {
  start: number;
  end: number;
  replacement: string;
  /** Kind of mistake it would undo; a key of SHARES. */
  kind: string;
  /** Plausibility among the candidates of its kind; 1 = ordinary. */
  prior: number;
  /** Only looked for on a line that an expert named. */
  closer?: true;
}

export type Add = (start: number, end: number, replacement: string, kind: string, prior?: number) => void;

/** Texts of the repository that may hold what was lost: string and number literals as written. */
export interface Pool {
  strings: string[];
  numbers: string[];
  /** All literals for a closer look, long ones too; default none. */
  every?: { strings: string[]; numbers: string[] };
  /** Plain words that tests expect an error to say; default none. */
  complaints?: string[];
}

/**
 * How often a kind of mistake is the cause, relative to the others, counted on the training split. What is seldom there
 * but common elsewhere (a lost await, a regular expression) gets a little more; what can seldom be guessed, less.
 */
export const SHARES: Record<string, number> = {
  equality: 5, arithmetic: 4.6, logic: 4.5, variable: 4.3, negation: 4.1, return: 4.1, length: 3.5, condition: 3.5, constant: 3.2, arguments: 3.5,
  boolean: 3, operands: 2.9, comparison: 2.9, method: 2.7, property: 2.6, text: 2.5, branches: 2.5, assignment: 2.4, nullish: 2.3, sign: 1.9,
  boundary: 2, index: 2, exit: 1.7, number: 1.5, operand: 1.5, argument: 1.2, swap: 0.8, loop: 0.9, else: 0.7, spread: 0.9, bits: 1, leave: 0.6,
  regexp: 0.6, increment: 0.6, order: 0.6, await: 0.6, optional: 0.4, default: 0.4, element: 0.4, wrapper: 0.4,
}; // prettier-ignore

/** All candidates of a file, each once. Empty for a file that cannot be parsed. */
export function candidatesOf(path: string, text: string, pool: Pool): Candidate[] {
  const tree = treeOf(path, text);
  if (!tree) return [];
  const found = new Map<string, Candidate>();
  const add: Add = (start, end, replacement, kind, prior = 1) => {
    if (text.slice(start, end) === replacement) return;
    const key = replacementKey(text, start, end, replacement);
    const before = found.get(key);
    if (!before || before.prior < prior) found.set(key, { start, end, replacement, kind, prior });
  };
  for (const generate of [inOperators, inConditions, inValues, inNames, inFlow]) generate(tree, add, pool);
  return [...found.values()];
}
