/**
 * Candidate repairs of one file: each undoes a common mistake (a wrong operator, an off-by-one, a lost return …). It
 * knows kinds of mistakes, never the task: everything is made from the text of the repository alone.
 */
import { inConditions } from './conditions';
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
}

export type Add = (start: number, end: number, replacement: string, kind: string, prior?: number) => void;

/** Texts of the repository that may hold what was lost: string and number literals as written. */
export interface Pool {
  strings: string[];
  numbers: string[];
}

/**
 * How often a kind of mistake is the cause, relative to the others. Slips of the hand (a wrong operator, name, number or
 * order) are the commonest bugs; what cannot be guessed well from the text alone counts less.
 */
export const SHARES: Record<string, number> = {
  boundary: 3, comparison: 3, equality: 3, logic: 3, nullish: 3, arithmetic: 3, bits: 2, assignment: 3, increment: 2,
  order: 2, sign: 2, operands: 2, operand: 2.5, condition: 2.5, negation: 3, branches: 3, else: 1, exit: 2.5, optional: 1, loop: 1,
  regexp: 1, constant: 3, number: 2, text: 2.5, boolean: 3, length: 2.5, index: 2, spread: 1.5, element: 0.8, variable: 3, property: 2.5,
  method: 3, arguments: 3, argument: 1, wrapper: 0.7, await: 2.5, return: 3, swap: 1, default: 0.7, leave: 0.8,
}; // prettier-ignore

/** All candidates of a file, each once. Empty for a file that cannot be parsed. */
export function candidatesOf(path: string, text: string, pool: Pool): Candidate[] {
  const tree = treeOf(path, text);
  if (!tree) return [];
  const found = new Map<string, Candidate>();
  const add: Add = (start, end, replacement, kind, prior = 1) => {
    if (text.slice(start, end) === replacement) return;
    const key = keyOf(text, start, end, replacement);
    const before = found.get(key);
    if (!before || before.prior < prior) found.set(key, { start, end, replacement, kind, prior });
  };
  for (const generate of [inOperators, inConditions, inValues, inNames, inFlow]) generate(tree, add, pool);
  return [...found.values()];
}

/** The same for two candidates with the same result. */
function keyOf(text: string, start: number, end: number, replacement: string): string {
  const old = text.slice(start, end);
  let head = 0;
  while (head < old.length && head < replacement.length && old[head] === replacement[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < replacement.length - head &&
    old[old.length - 1 - tail] === replacement[replacement.length - 1 - tail]
  )
    tail++;
  return `${start + head}:${end - tail}:${replacement.slice(head, replacement.length - tail)}`;
}
