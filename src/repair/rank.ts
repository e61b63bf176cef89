/** The best untried candidates, most promising first: how common the mistake × how suspicious the place × what tries showed. */
import { hash } from '../lib/ids';
import { direction, namedLines } from './advice';
import { candidatesOf, SHARES, type Candidate, type Pool } from './candidates';
import { closer, CLOSER_SHARES } from './closer';
import { lineAt, suspect, type SourceFile, type Suspicion } from './suspicion';
import { isProgram, of, textOf, treeOf, type SyntaxTree } from './syntax';
import type { TestRun } from '../facts/summary';
import type { Transcript } from './transcript';

export interface Ranked extends Candidate {
  source: SourceFile;
  score: number;
}

/** Keeps a kind with few and hopeless candidates from getting its whole share. */
const SMOOTHING = 2;
/** Enough to find one that parses; to sort thousands at every step would take longer than the rest. */
const CONSIDERED = 200;
const KEPT = 48;
/** By file and by the literals of its pool: a candidate must not depend on what was looked at before. */
const known = new Map<string, Candidate[]>();

/** `base`: the files between tries; `first`: the run that shows what fails on them. */
export function ranked(t: Transcript, base: Map<string, string>, first: TestRun, seed: number): Ranked[] {
  const basis = basisOf(t, base, first);
  const scores = scoresOf(basis, t, base, first, seed);
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  const cut = sorted[sorted.length - 1 - CONSIDERED] ?? 0;
  return rankedWith(basis, scores, (score) => score >= cut).sort((a, b) => b.score - a.score);
}

/** All untried candidates with their scores, in the order of the sources. */
export function scoredCandidates(t: Transcript, base: Map<string, string>, first: TestRun, seed: number): Ranked[] {
  const basis = basisOf(t, base, first);
  return rankedWith(basis, scoresOf(basis, t, base, first, seed), (score) => !Number.isNaN(score));
}

const rankedWith = ({ all }: Basis, scores: Float64Array, keep: (score: number) => boolean): Ranked[] =>
  all.flatMap(({ candidate, source }, i) => (keep(scores[i]!) ? [{ ...candidate, source, score: scores[i]! }] : []));

/** A candidate with what no try changes. */
interface Weighed {
  candidate: Candidate;
  source: SourceFile;
  /** Where the results of tries count for it, too. */
  place: string;
  /** By what runs and messages show. */
  plain: number;
  /** By what an expert said, too. */
  weight: number;
}

interface Basis {
  suspicion: Suspicion;
  /** In the order of the sources. */
  all: Weighed[];
}

const BASES = 4;
const bases = new Map<string, Basis>();

/** From step to step mostly the same: kept for the last few episodes. */
function basisOf(t: Transcript, base: Map<string, string>, first: TestRun): Basis {
  const files = new Map([...t.files, ...base]);
  const trace = t.trace && [...t.trace].map(([path, points]) => [path, [...points]]);
  const key = JSON.stringify([[...files], first, trace ?? null, t.advice.map(({ text }) => text)]);
  const basis = bases.get(key) ?? weighed({ ...t, files }, first);
  bases.delete(key);
  bases.set(key, basis);
  if (bases.size > BASES) bases.delete(bases.keys().next().value!);
  return basis;
}

function weighed(t: Transcript, first: TestRun): Basis {
  const suspicion = suspect(t, first);
  const pool = poolOf(t.files);
  const heard = t.advice.at(-1)?.text ?? '';
  const messages = first.failing.map(({ name, message }) => `${name} ${message}`).join('\n');
  const all = suspicion.sources.flatMap((source) => {
    const ordinary = candidatesIn(source, pool);
    return [...ordinary, ...closerTo(source, ordinary, pool, t)].map((candidate): Weighed => {
      const { start, end, replacement, kind, prior } = candidate;
      const said = kind === 'text' && replacement.length > 3 && messages.includes(replacement.slice(1, -1)) ? 2.5 : 1;
      const plain = said * prior * suspicion.plain(source, start, kind);
      const told = direction(heard, source.text.slice(start, end), replacement);
      const weight = said * told * prior * suspicion.at(source, start, kind);
      return { candidate, source, place: `${source.path}:${suspicion.inside(source, start)}`, plain, weight };
    });
  });
  return { suspicion, all };
}

/** What a closer look at the lines that the newest advice names brings. */
function closerTo({ path, text }: SourceFile, ordinary: Candidate[], pool: Pool, { advice }: Transcript): Candidate[] {
  const lines = namedLines(advice.at(-1)?.text ?? '', path);
  return lines.flatMap((line) => closer(path, text, line, pool, ordinary));
}

/** The score of each candidate of the basis, NaN for those that were tried. */
function scoresOf(
  { suspicion, all }: Basis,
  t: Transcript,
  base: Map<string, string>,
  first: TestRun,
  seed: number,
): Float64Array {
  const feedback = learned(t, base, first, suspicion);
  const tried = new Map<string, string[]>();
  for (const { path, after } of t.edits) {
    const key = `${path}:${after.length}`;
    tried.set(key, [...(tried.get(key) ?? []), after]);
  }
  const totals = new Map<string, number>();
  const spots = new Map<string, number>();
  const plain = Float64Array.from(all, ({ candidate, source, place, plain }) => {
    const { start, end, replacement, kind } = candidate;
    const same = tried.get(`${source.path}:${source.text.length - (end - start) + replacement.length}`);
    if (same?.includes(applied(source, candidate))) return NaN;
    const jitter = 1 + 0.05 * (hash(seed, source.path, start, replacement) / 2 ** 32 - 0.5);
    const score = plain * (feedback.get(place) ?? 1) * jitter;
    const key = candidate.closer ? `${source.path}:${lineAt(source, start)}:${kind}` : kind;
    totals.set(key, (totals.get(key) ?? 0) + score);
    return score;
  });
  // P(kind) is shared out over the places where its repair is possible; words of an expert count after that
  const shares = new Map(
    Object.entries(SHARES).map(([kind, share]) => [kind, share / ((totals.get(kind) ?? 0) + SMOOTHING)]),
  );
  const out = plain.map((score, i) => {
    const { candidate, source, plain, weight } = all[i]!;
    if (candidate.closer) return score;
    const shared = score * (shares.get(candidate.kind) ?? 1);
    const spot = `${source.path}:${lineAt(source, candidate.start)}`;
    if (!Number.isNaN(shared)) spots.set(spot, (spots.get(spot) ?? 0) + shared);
    return shared * (weight / (plain || 1));
  });
  if (!all.some(({ candidate }) => candidate.closer)) return out;
  // what only a closer look brings shares what its line has
  const lines = [...spots.values()].reduce((a, b) => a + b, 0);
  return out.map((score, i) => {
    const { candidate, source, plain, weight } = all[i]!;
    if (!candidate.closer || Number.isNaN(score)) return score;
    const line = lineAt(source, candidate.start);
    const near = Math.max(
      ...[line - 1, line, line + 1].map((one) => spots.get(`${source.path}:${one}`) ?? 0),
      lines / (spots.size || 1),
    );
    const total = totals.get(`${source.path}:${line}:${candidate.kind}`) ?? 1;
    return (near / ALL_SHARES) * (CLOSER_SHARES[candidate.kind] ?? 0.3) * (score / total) * (weight / (plain || 1));
  });
}

const ALL_SHARES = Object.values(SHARES).reduce((a, b) => a + b, 0);
const PARSED = 64;
const programs = new Map<string, boolean>();

/** Not every combination of edits is a program. */
export function parses(candidate: Ranked): boolean {
  const { path } = candidate.source;
  const text = applied(candidate.source, candidate);
  const key = `${path}\n${text}`;
  const program = programs.get(key) ?? isProgram(path, text);
  programs.set(key, program);
  if (programs.size > PARSED) programs.delete(programs.keys().next().value!);
  return program;
}

export const applied = ({ text }: SourceFile, { start, end, replacement }: Candidate) =>
  text.slice(0, start) + replacement + text.slice(end);

/** A try that changes no result speaks a little against its function, one that changes some for it. */
function learned(t: Transcript, base: Map<string, string>, first: TestRun, suspicion: Suspicion) {
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

/** All candidates of a file, kept for as long as its text and the pool are the same. */
export function candidatesIn(source: Pick<SourceFile, 'path' | 'text'>, pool: Pool): Candidate[] {
  const key = `${source.path}\n${pool.strings.join()}\n${pool.numbers.join()}\n${source.text}`;
  const found = known.get(key) ?? candidatesOf(source.path, source.text, pool);
  known.set(key, found);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return found;
}

/** Short literals of all files seen, tests included, the commonest first; and what only a closer look takes in. */
export function poolOf(files: Map<string, string>): Pool {
  const counts = { strings: new Map<string, number>(), numbers: new Map<string, number>() };
  const complaints = new Set<string>();
  for (const [path, text] of files) {
    const tree = /\.[cm]?[jt]sx?$/.test(path) ? treeOf(path, text) : null;
    if (!tree) continue;
    const own = literals.get(tree) ?? literalsOf(tree);
    literals.set(tree, own);
    for (const key of ['strings', 'numbers'] as const)
      for (const literal of own[key]) counts[key].set(literal, (counts[key].get(literal) ?? 0) + 1);
    for (const words of own.complaints) complaints.add(words);
  }
  const listed = (table: Map<string, number>) => [...table].sort((a, b) => b[1] - a[1]).map(([text]) => text);
  const every = { strings: listed(counts.strings), numbers: listed(counts.numbers) };
  const short = (list: string[]) => list.filter((text) => text.length < 14).slice(0, 40);
  return {
    strings: short(every.strings),
    numbers: short(every.numbers),
    every: { strings: every.strings.slice(0, 250), numbers: every.numbers.slice(0, 120) },
    complaints: [...complaints].slice(0, 30),
  };
}

type Literals = Record<'strings' | 'numbers' | 'complaints', string[]>;

const literals = new WeakMap<SyntaxTree, Literals>();

function literalsOf(tree: SyntaxTree): Literals {
  const all = [...of(tree, 'Literal')].map(({ node }) => node).filter((node) => node.end - node.start < 30);
  const texts = (type: string) => all.filter(({ value }) => typeof value === type).map((node) => textOf(tree, node));
  const complaints = all.flatMap(({ regex }) =>
    /^[\w ]{4,}$/.test(regex?.pattern ?? '') ? [regex.pattern as string] : [],
  );
  return { strings: texts('string'), numbers: texts('number'), complaints };
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
