/**
 * What a model would change in a line as it stands: wherever it finds another token likely, that token is put in, instead of
 * what stands there or before it, and the rest of the line stays. One reading of the line gives them all; nothing is written.
 */
import { parseTree, treeOf, undeclared } from '../../repair/syntax';
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
  const bare = (line: string) => line.replace(/\s+/g, '').replace(/;$/, '');
  const seen = new Set([bare(text)]);
  return found
    .sort((a, b) => b.gain - a.gain)
    .filter((variant) => !seen.has(bare(variant.text)) && seen.add(bare(variant.text)));
}

/** What the model would change in the lines that it read, by `placeKey`. */
export type Variants = Map<string, { list: Variant[]; spent: Doubts; told: boolean }>;

export const placeKey = ({ path, from }: Pick<Span, 'path' | 'from'>): string => `${path}:${from}`;

/** Variants that are looked at; the others are less likely than those. */
const MOST_PARSED = 48;

const freeNames = (path: string, text: string): Set<string> | undefined => {
  const tree = treeOf(path, text);
  return tree ? undeclared(tree) : undefined;
};

/** A program that reads no name which is declared nowhere, unless it did so before. */
export function sound(path: string, next: string, free: ReadonlySet<string> | undefined): boolean {
  const tree = parseTree(path, next);
  if (!tree || tree.broken) return false;
  return !free || [...undeclared(tree)].every((name) => free.has(name));
}

const NOTHING: Doubts = { tokens: [], prefilled: 0, ms: 0 };

/** Lines longer than that are tables or text. */
const LONGEST = 240;

/** Reads those of the moves' lines that were not read yet; true = there were some. */
export async function readLines(
  model: Model,
  files: Files,
  moves: readonly Move[],
  known: Variants,
  signal: AbortSignal,
): Promise<boolean> {
  const unread = moves.filter((move) => move.kind === 'vary' && !known.has(placeKey(move)));
  for (const move of unread) {
    const { path } = move;
    const text = String(files[path]);
    const hole = lineHole(path, text, move);
    const line = text.slice(hole.start + hole.head.length, hole.end).trimEnd();
    const read = model.doubts && line.trim() !== '' && line.length <= LONGEST;
    const spent = read ? await model.doubts!(hole.gap, line, signal) : NOTHING;
    const free = freeNames(path, text);
    const list = variantsOf(line, spent.tokens)
      .slice(0, MOST_PARSED)
      .filter((one) => sound(path, filled(text, hole, one.text), free))
      .filter((one) => line.includes('; ') || !one.text.includes('; '));
    known.set(placeKey(move), { list, spent, told: false });
  }
  return unread.length > 0;
}
