/**
 * A closer look at a line that an expert named: repairs too many to be tried everywhere (a lost statement, operand or
 * check, any other literal), each made from what the repository itself says elsewhere.
 */
import type { Candidate, Pool } from './candidates';
import { conditionsNear } from './closer/conditions';
import { nearOf } from './closer/near';
import { statementsNear } from './closer/statements';
import { valuesNear } from './closer/values';
import { replacementKey } from './edit';
import { treeOf } from './syntax';

/**
 * How often each kind is the cause where none of the ordinary candidates is, on the scale of SHARES; counted on the
 * training split.
 */
export const CLOSER_SHARES: Record<string, number> = {
  statement: 8, operand: 5, guard: 3, text: 2, element: 1.4, method: 1.3, branches: 1.3, default: 1, argument: 0.8, number: 0.8, wrapper: 0.8,
  leave: 0.6, property: 0.7, sign: 0.5, spread: 0.4, assignment: 0.5, variable: 0.4, nullish: 0.4, index: 0.3,
}; // prettier-ignore

const MOST = 900;

/** Candidates on one line (1-based), the plausible ones of each kind; none that is in `ordinary` already. */
export function closer(path: string, text: string, line: number, pool: Pool, ordinary: Candidate[]): Candidate[] {
  const tree = treeOf(path, text);
  const near = tree && nearOf(tree, line);
  if (!near) return [];
  const known = new Set(ordinary.map(({ start, end, replacement }) => replacementKey(text, start, end, replacement)));
  const found = new Map<string, Candidate>();
  const add = (start: number, end: number, replacement: string, kind: string, prior = 1) => {
    if (text.slice(start, end) === replacement) return;
    const key = replacementKey(text, start, end, replacement);
    const before = found.get(key);
    if (!known.has(key) && (!before || before.prior < prior))
      found.set(key, { start, end, replacement, kind, prior, closer: true });
  };
  for (const generate of [statementsNear, conditionsNear, valuesNear]) generate(near, add, pool);
  return [...found.values()].sort((a, b) => b.prior - a.prior).slice(0, MOST);
}
