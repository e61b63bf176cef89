/** The weights of the ranking, fitted to train tasks, as the text of src/repair/localise/weights.ts. */
import { describeLines } from '../../repair/localise/features';
import { HAND, PRIOR_PULL } from '../../repair/localise/weights';
import { lineOfOffset, outlineOf, startsOf } from '../../repair/localise/lines';
import { fitLocaliser, type Sample } from './fit';
import { goldOf, isHit } from './gold';
import type { TaskEvidence } from './recall';

/** A bug fix of one file. */
export interface Commit {
  path: string;
  before: string;
  patch: string;
}

const COMMIT = 0.4;
const STATIC = /^(kind:|sign:|odd:|busy$|bare$|depth$)/;

/** JSON of the fitted weights, largest first. */
export function fitted(found: TaskEvidence[], commits: Commit[]): string {
  const samples = found.flatMap(({ evidence, goldPatch, files }): Sample[] => {
    if (evidence.coverage === null) return []; // the run was cut short
    const gold = goldOf(goldPatch, files);
    const lines = describeLines(evidence);
    const right = lines.flatMap(({ line }, i) => (isHit({ path: line.path, from: line.line }, gold) ? [i] : []));
    return right.length > 0 ? [{ lines: lines.map(({ features }) => features), gold: right }] : [];
  });
  const weights = fitLocaliser([...samples, ...commits.flatMap(inFunction)], { prior: HAND, pull: PRIOR_PULL });
  const sorted = Object.entries(weights).sort((a, b) => b[1] - a[1]);
  return `${JSON.stringify(Object.fromEntries(sorted.map(([name, value]) => [name, Math.round(value * 100) / 100])), null, 1)}\n`;
}

/** The lines of the outermost function that a commit changes: which of them it was, by what stands on them alone. */
function inFunction({ path, before, patch }: Commit): Sample[] {
  const changed = goldOf(patch, { [path]: before }).find((one) => one.path === path)?.lines;
  const outline = outlineOf(path, before);
  if (!changed || !outline) return [];
  const starts = startsOf(before);
  const span = ({ start, end }: { start: number; end: number }) =>
    [lineOfOffset(starts, start), lineOfOffset(starts, end)] as const;
  const around = outline.functions
    .map(span)
    .filter(([from, to]) => [...changed].some((line) => from <= line && line <= to));
  const [from, to] = around.sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0] ?? [1, Infinity];
  const lines = describeLines({
    problem: '',
    sources: { [path]: before },
    tests: {},
    report: null,
    output: '',
    coverage: null,
  }).filter(({ line }) => from <= line.line && line.line <= to);
  const gold = lines.flatMap(({ line }, i) => (changed.has(line.line) ? [i] : []));
  if (lines.length < 4 || gold.length === 0 || gold.length > lines.length / 2) return [];
  const still = (all: Record<string, number>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => STATIC.test(name)));
  return [{ lines: lines.map(({ features }) => still(features)), gold, weight: COMMIT }];
}
