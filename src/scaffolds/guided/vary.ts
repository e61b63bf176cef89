/**
 * What a model would change in a line as it stands: wherever it finds another token likely, that token is put in, instead of
 * what stands there or before it, and the rest of the line stays. One reading of the line gives them all, and weighs the
 * repair library's own edits of that line besides; nothing is written.
 */
import { SHARES, type Pool } from '../../repair/candidates';
import { candidatesIn, poolOf } from '../../repair/rank';
import { parseUncached, treeOf, undeclared } from '../../repair/syntax';
import type { Doubt, Doubts, Files, Model, Move, Span } from '../../types';
import { filled, lineHole } from './gap';

export interface Variant {
  text: string;
  /** How much likelier than what stands there, in natural logarithms. */
  gain: number;
}

/** What it costs, in natural logarithms, to put a token in and leave none out, to leave out so many, to do what is odd. */
const KEEPS = 0.7;
const DROPS = [0, 0, 1, 1.5];
const TAKES = 1;
/** Tokens below that are noise. */
const LEAST = Math.log(0.002);
const MOST_OUT = 4;

/** The likeliest first, each once, none as it stands but for spaces. */
export function variantsOf(text: string, doubts: readonly Doubt[]): Variant[] {
  const found: Variant[] = [];
  doubts.forEach(({ at, logprob, others }, i) => {
    const head = text.slice(0, at);
    const from = (count: number) => (i + count < doubts.length ? text.slice(doubts[i + count]!.at) : '');
    for (const other of others) {
      if (other.logprob < LEAST) continue;
      const gain = other.logprob - logprob;
      // it stands a little later: what it doubts is what stands between
      const later = doubts
        .slice(i + 1, i + 1 + MOST_OUT)
        .findIndex(({ at, end }) => text.slice(at, end) === other.text);
      if (later >= 0) found.push({ text: head + from(later + 1), gain });
      const less = later >= 0 ? TAKES : 0;
      found.push({ text: head + other.text + from(0), gain: gain - KEEPS - less });
      for (let out = 1; out < DROPS.length && i + out <= doubts.length; out++)
        found.push({ text: head + other.text + from(out), gain: gain - DROPS[out]! - less });
    }
  });
  const seen = new Set([bare(text)]);
  return found
    .map(({ text: one, gain }) => ({ text: one.trimEnd(), gain }))
    .sort((a, b) => b.gain - a.gain)
    .filter((variant) => !seen.has(bare(variant.text)) && seen.add(bare(variant.text)));
}

const bare = (line: string) => line.replace(/\s+/g, '').replace(/;$/, '');

/** What a token is given that the model did not name among the likely ones. */
const UNNAMED = Math.log(0.002) - 1;
const SHARE = 0.3;

/**
 * Edits within a line that undo known kinds of mistakes, the likeliest first: by how the model read the line up to where they
 * part from it, and by how common the kind is. `start` is where the line's text begins in the file.
 */
export function mutationsOf(
  path: string,
  text: string,
  start: number,
  line: string,
  doubts: readonly Doubt[],
  pool: Pool,
): Variant[] {
  const end = start + line.length;
  return candidatesIn({ path, text }, pool)
    .filter((one) => one.start >= start && one.end <= end && !one.replacement.includes('\n'))
    .map(({ start: from, end: to, replacement, kind, prior }) => {
      const next = text.slice(start, from) + replacement + text.slice(to, end);
      const common = Math.log((SHARES[kind] ?? 1) * Math.min(prior, 1.5));
      return { text: next, gain: parting(line, next, doubts) + SHARE * common };
    })
    .sort((a, b) => b.gain - a.gain);
}

/** How much likelier the model finds what `next` has where it parts from the line; `<=` parts from `<` a token earlier. */
function parting(line: string, next: string, doubts: readonly Doubt[]): number {
  let same = 0;
  while (same < line.length && line[same] === next[same]) same++;
  const found = doubts.findIndex(({ end }) => end > same);
  const at = found < 0 ? doubts.length - 1 : found;
  const [before, here] = [doubts[at - 1], doubts[at]];
  if (!here) return 0;
  const named = [before, here].flatMap((token) =>
    (token?.others ?? [])
      .filter(({ text }) => next.startsWith(text, token!.at) && token!.at + text.length > same)
      .map(({ logprob }) => logprob - token!.logprob),
  );
  return Math.max(UNNAMED - here.logprob, ...named);
}

/** A line that the model read: what it would put there itself, and what of the known mistakes it finds likely to be one. */
export interface ReadLine {
  vary: Variant[];
  mutate: Variant[];
  spent: Doubts;
  /** What reading it cost is in the record. */
  told: boolean;
}

/** The lines that were read, by `placeKey`. */
export type Variants = Map<string, ReadLine>;

export const isRead = (kind: Move['kind']): kind is 'vary' | 'mutate' => kind === 'vary' || kind === 'mutate';

export const placeKey = ({ path, from }: Pick<Span, 'path' | 'from'>): string => `${path}:${from}`;

/** Variants that are looked at; the others are less likely than those. */
const MOST_PARSED = 48;

const freeNames = (path: string, text: string): Set<string> | undefined => {
  const tree = treeOf(path, text);
  return tree ? undeclared(tree) : undefined;
};

/** A program that reads no name which is declared nowhere, unless it did so before. */
export function sound(path: string, next: string, free: ReadonlySet<string> | undefined): boolean {
  const tree = parseUncached(path, next);
  if (!tree || tree.broken) return false;
  return !free || [...undeclared(tree)].every((name) => free.has(name));
}

const NOTHING: Doubts = { tokens: [], prefilled: 0, ms: 0 };

/** Lines longer than that are tables or text. */
const LONGEST = 240;

/** Reads those of the moves' lines that were not read yet; true = there were some. */
export async function readMoves(
  model: Model,
  files: Files,
  moves: readonly Move[],
  known: Variants,
  signal: AbortSignal,
): Promise<boolean> {
  const unread = moves.filter((move) => isRead(move.kind) && !known.has(placeKey(move)));
  if (unread.length === 0) return false;
  const texts = Object.entries(files).filter((one): one is [string, string] => typeof one[1] === 'string');
  const pool = poolOf(new Map(texts));
  for (const move of unread) {
    const { path } = move;
    const text = String(files[path]);
    const hole = lineHole(path, text, move);
    const line = text.slice(hole.start + hole.head.length, hole.end).trimEnd();
    const read = model.doubts && line.trim() !== '' && line.length <= LONGEST;
    const spent = read ? await model.doubts!(hole.gap, line, signal) : NOTHING;
    const free = freeNames(path, text);
    const fits = ({ text: one }: Variant) =>
      (line.includes('; ') || !one.includes('; ')) && sound(path, filled(text, hole, one), free);
    const vary = variantsOf(line, spent.tokens).slice(0, MOST_PARSED).filter(fits);
    const start = hole.start + hole.head.length;
    const others = spent.tokens.length > 0 ? mutationsOf(path, text, start, line, spent.tokens, pool) : [];
    const seen = new Set(vary.map((one) => bare(one.text)));
    const mutate = others.filter((one) => !seen.has(bare(one.text)) && seen.add(bare(one.text)) && fits(one));
    known.set(placeKey(move), { vary, mutate, spent, told: false });
  }
  return true;
}
