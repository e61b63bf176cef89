/** The lines that may hold a fault as they stand, file after file: what a ranking is measured against. */
import type { Files, Place } from '../../types';
import { evidenceOf } from './evidence';
import { outlinesOf } from './lines';

/** @param tests paths of the test files */
export function unranked(files: Files, tests: string[]): Place[] {
  const { sources } = evidenceOf({ problem: '' }, files, [], tests);
  const named = Object.fromEntries(Object.entries(sources).sort(([a], [b]) => (a < b ? -1 : 1)));
  return outlinesOf(named).flatMap(({ path, lines }) =>
    lines.map(({ line }) => ({ path, from: line, to: line, score: 0, why: [] })),
  );
}
