/**
 * The lines a repair may touch, each with the edits a repairer may make there. Parsing, counting what the failing tests
 * run, listing edits and putting lines in a first order (that of `search`) is the harness's work; which line, which kind
 * and which replacement is the net's. Everything here comes from files and runs that the transcript shows.
 */
import { hash } from '../../lib/ids';
import type { Candidate } from '../../repair/candidates';
import { applied, scoredCandidates, type Ranked } from '../../repair/rank';
import { lineAt, type SourceFile } from '../../repair/suspicion';
import { functionsOf, isProgram, treeOf } from '../../repair/syntax';
import type { TestRun } from '../../facts/summary';
import type { Transcript } from '../../repair/transcript';
import { lex, type Names } from './lexer';
import { choiceSlot, id, kindToken } from './vocab';

/** One edit: `:kind`, the token that it brings (or takes away), and which of several such. */
export interface EditChoice {
  kind: number;
  token: number;
  rank: number;
  candidate: Ranked;
}

export interface PageLine {
  source: SourceFile;
  /** 1-based. */
  line: number;
  /** Score of its best edit. */
  weight: number;
  /** Name of the innermost function around it. */
  inside: string;
  text: string;
  /** The best first. */
  candidates: Ranked[];
}

const MAX_TOKENS = 12;
const KEPT = 12;
const known = new Map<number, PageLine[]>();

/** All lines with edits, the most promising first; `advised`: how much of the advice counts. */
export function promisingLines(t: Transcript, base: Map<string, string>, first: TestRun, advised = 0): PageLine[] {
  const advice = t.advice.slice(0, advised);
  const files = new Map([...t.files, ...base]);
  const key = hash(
    ...[...files].flat(),
    JSON.stringify(first),
    JSON.stringify(advice),
    JSON.stringify([...(t.trace ?? [])].map(([path, m]) => [path, [...m]])),
  );
  const lines =
    known.get(key) ?? group(scoredCandidates({ ...t, files, advice, edits: [], runs: [first] }, base, first, 0));
  known.set(key, lines);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return lines;
}

function group(all: Ranked[]): PageLine[] {
  const found = new Map<SourceFile, Map<number, PageLine>>();
  for (const candidate of all.sort((a, b) => b.score - a.score)) {
    const { source, start, score } = candidate;
    const line = lineAt(source, start);
    const lines = found.get(source) ?? new Map<number, PageLine>();
    found.set(source, lines);
    const at = lines.get(line);
    if (at) at.candidates.push(candidate);
    else {
      const text = source.text.slice(source.lines[line - 1], source.lines[line] ?? source.text.length);
      lines.set(line, { source, line, weight: score, inside: insideOf(source, start), text, candidates: [candidate] });
    }
  }
  return [...found.values()].flatMap((lines) => [...lines.values()]).sort((a, b) => b.weight - a.weight);
}

function insideOf({ path, text }: SourceFile, offset: number): string {
  const tree = treeOf(path, text);
  const around = tree ? functionsOf(tree).findLast((f) => f.start <= offset && offset <= f.end) : undefined;
  return around?.name ?? '';
}

const LAYOUT = new Set(['.', ';', ')', '}', '{'].map(id));

/** A line without the punctuation that follows from the rest: at most 12 tokens, head and tail of a longer one. */
export function lineTokens({ text }: PageLine, names: Names): number[] {
  const tokens = lex(text, names).filter((token) => !LAYOUT.has(token));
  return tokens.length <= MAX_TOKENS ? tokens : [...tokens.slice(0, MAX_TOKENS - 3), id('...'), ...tokens.slice(-2)];
}

/** The bucket of a weight relative to the greatest. */
export function weightToken(weight: number, greatest: number): number {
  const ratio = greatest > 0 ? weight / greatest : 0;
  const limits = [0.9, 0.6, 0.35, 0.2, 0.1, 0.05, 0.02];
  const at = limits.findIndex((limit) => ratio >= limit);
  return id(`w${at < 0 ? 7 : at}`);
}

const MOST = 8;

/** The edits of a line as the net can write them; of more than 8 of one shape the best. */
export function choicesOf({ source, candidates }: PageLine, names: Names): EditChoice[] {
  const counts = new Map<string, number>();
  return candidates.flatMap((candidate) => {
    const [kind, token] = [kindToken(candidate.kind), brought(source, candidate, names)];
    const key = `${kind} ${token}`;
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return nth < MOST ? [{ kind, token, rank: choiceSlot(nth), candidate }] : [];
  });
}

/** The first token that is new; for a pure deletion the first that goes. */
function brought({ text }: SourceFile, { start, end, replacement }: Candidate, names: Names): number {
  const [old, now] = [lex(text.slice(start, end), names), lex(replacement, names)];
  let i = 0;
  while (i < old.length && i < now.length && old[i] === now[i]) i++;
  return now[i] ?? old[i] ?? id('<none>');
}

/** Parsing a whole file costs more than all other reading of a step; the same edit is asked about at every step. */
const programs = new WeakMap<Ranked, boolean>();

/** The whole file after an edit, or null when that is no program. */
export function editedFile({ candidate }: EditChoice): string | null {
  const text = applied(candidate.source, candidate);
  const program = programs.get(candidate) ?? isProgram(candidate.source.path, text);
  programs.set(candidate, program);
  return program ? text : null;
}

/** Is this the file after the edit, and a program? */
export function makes(choice: EditChoice, text: string): boolean {
  const { source, replacement, start, end } = choice.candidate;
  if (source.text.length + replacement.length - (end - start) !== text.length) return false;
  return applied(source, choice.candidate) === text && editedFile(choice) !== null;
}
