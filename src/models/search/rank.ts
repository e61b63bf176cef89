/** The best untried candidates, most promising first: how common the mistake × how suspicious the place × what tries showed. */
import { hash } from '../../lib/ids';
import { candidatesOf, SHARES, type Candidate, type Pool } from './candidates';
import { suspect, type Source } from './suspicion';
import { isProgram, of, textOf, treeOf, type Tree } from './syntax';
import type { TestRun, Transcript } from './transcript';

export interface Ranked extends Candidate {
  source: Source;
  score: number;
}

/** Keeps a kind with few and hopeless candidates from getting its whole share. */
const SMOOTHING = 2;
const KEPT = 48;
const known = new Map<string, Candidate[]>();

/** `base`: the files between tries; `first`: the run that shows what fails on them. */
export function ranked(t: Transcript, base: Map<string, string>, first: TestRun, seed: number): Ranked[] {
  const out = scored(t, base, first, seed);
  const cut = Float64Array.from(out, ({ score }) => -score).sort()[CONSIDERED] ?? 0;
  return out.filter(({ score }) => score >= -cut).sort((a, b) => b.score - a.score);
}

/** All untried candidates with their scores, in the order of the sources. */
export function scored(t: Transcript, base: Map<string, string>, first: TestRun, seed: number): Ranked[] {
  const files = new Map([...t.files, ...base]);
  const suspicion = suspect({ ...t, files }, first);
  const feedback = learned(t, base, first, suspicion);
  const pool = poolOf(files);
  const said = first.failing.map(({ name, message }) => `${name} ${message}`).join('\n');
  const out: Ranked[] = [];
  const totals = new Map<string, number>();
  for (const source of suspicion.sources) {
    const tried = t.edits.filter((edit) => edit.path === source.path).map((edit) => edit.after);
    for (const candidate of memo(source, pool)) {
      const { start, end, replacement, kind, prior } = candidate;
      const length = source.text.length - (end - start) + replacement.length;
      if (tried.some((text) => text.length === length && text === applied(source, candidate))) continue;
      const learnt = feedback.size === 0 ? 1 : (feedback.get(`${source.path}:${suspicion.inside(source, start)}`) ?? 1);
      const jitter = 1 + 0.05 * (hash(seed, source.path, start, replacement) / 2 ** 32 - 0.5);
      const told = kind === 'text' && replacement.length > 3 && said.includes(replacement.slice(1, -1)) ? 2.5 : 1;
      const score = told * prior * suspicion.at(source, start, kind) * learnt * jitter;
      totals.set(kind, (totals.get(kind) ?? 0) + score);
      out.push({ ...candidate, source, score });
    }
  }
  // P(kind) is shared out over the places where its repair is possible
  for (const c of out) c.score *= (SHARES[c.kind] ?? 1) / (totals.get(c.kind)! + SMOOTHING);
  return out;
}

/** Enough to find one that parses; to sort thousands at every step would take longer than the rest. */
const CONSIDERED = 200;

/** Not every combination of edits is a program. */
export const parses = (candidate: Ranked): boolean =>
  isProgram(candidate.source.path, applied(candidate.source, candidate));

export const applied = ({ text }: Source, { start, end, replacement }: Candidate) =>
  text.slice(0, start) + replacement + text.slice(end);

/** A try that changes no result speaks a little against its function, one that changes some for it. */
function learned(t: Transcript, base: Map<string, string>, first: TestRun, suspicion: ReturnType<typeof suspect>) {
  const out = new Map<string, number>();
  for (const edit of t.edits) {
    const after = t.runs[edit.run];
    const source = suspicion.sources.find(({ path }) => path === edit.path);
    if (!after || !source || edit.after === base.get(edit.path)) continue;
    const name = `${edit.path}:${suspicion.inside(source, firstDifference(edit.after, source.text))}`;
    const fewer = after.failed < first.failed && after.passed >= first.passed;
    out.set(name, (out.get(name) ?? 1) * (fewer ? 2.5 : after.failed === first.failed ? 0.9 : 1));
  }
  return out;
}

function memo(source: Source, pool: Pool): Candidate[] {
  const key = `${source.path}\n${pool.strings.length}\n${pool.numbers.length}\n${source.text}`;
  const found = known.get(key) ?? candidatesOf(source.path, source.text, pool);
  known.set(key, found);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return found;
}

/** Short literals of all files seen, tests included, the commonest first. */
export function poolOf(files: Map<string, string>): Pool {
  const counts = { strings: new Map<string, number>(), numbers: new Map<string, number>() };
  for (const [path, text] of files) {
    const tree = /\.[cm]?[jt]sx?$/.test(path) ? treeOf(path, text) : null;
    if (!tree) continue;
    const own = literals.get(tree) ?? literalsOf(tree);
    literals.set(tree, own);
    for (const key of ['strings', 'numbers'] as const)
      for (const literal of own[key]) counts[key].set(literal, (counts[key].get(literal) ?? 0) + 1);
  }
  const listed = (table: Map<string, number>) => [...table].sort((a, b) => b[1] - a[1]).map(([text]) => text);
  return { strings: listed(counts.strings).slice(0, 40), numbers: listed(counts.numbers).slice(0, 40) };
}

const literals = new WeakMap<Tree, Pool>();

function literalsOf(tree: Tree): Pool {
  const all = [...of(tree, 'Literal')].map(({ node }) => node).filter((node) => node.end - node.start < 14);
  const texts = (type: string) => all.filter(({ value }) => typeof value === type).map((node) => textOf(tree, node));
  return { strings: texts('string'), numbers: texts('number') };
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
