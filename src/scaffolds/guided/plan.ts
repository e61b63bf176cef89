/**
 * What to try next: moves at places, the likeliest for its price first. A move's worth falls with every try, faster when the
 * tries brought nothing new, and rises where a change fixed some of the tests. No randomness: the same record, the same plan.
 */
import { functionsOf, treeOf } from '../../repair/syntax';
import type { Files, Move, Place, Span } from '../../types';
import { offsets, fillParts } from './gap';
import type { History, Tried } from './history';
import { isRead, placeKey, type Variants } from './vary';

export interface PlanOptions {
  /** Samples of one kind at one place, at most. */
  samples: number;
  /** Places that are written at; a model that can tell reads more of them. */
  places: number;
  /** Kinds of moves that are used. */
  moves: readonly Move['kind'][];
  /** The model was made to fill gaps; else it is asked for them in a chat, and rewriting pays more. */
  fills: boolean;
  /** What the model would change in the lines that it read; absent = it cannot tell. A move at another line means: read it. */
  variants?: Variants;
}

/** Why a place stands at the head after a mentor spoke. */
export const NAMED = 'the mentor names it';

interface MoveArm extends Span {
  kind: Move['kind'];
  /** Of a line that was read: how much likelier the model finds each of its variants, the likeliest first. */
  gains?: readonly number[];
  worth: number;
  told: boolean;
  of?: number[];
}

/**
 * How much a first try of a kind is worth against filling a line, by what it yields for its price. Reading a line costs a fifth of
 * filling it, and what comes of the reading costs a run of the tests only; on a processor that is a thirtieth.
 */
const KIND: Record<Move['kind'], number> = {
  fill: 1,
  vary: 2.5,
  mutate: 2.5,
  mend: 0.95,
  part: 0.5,
  insert: 0.3,
  rewrite: 0.35,
  repair: 0.6,
  compose: 3,
};
/** Filling a gap asked for in a chat, against one with the tokens for it. */
const CHAT = 0.5;
/** What is left of an arm's worth after a try. */
const AFTER = { fresh: 0.62, stale: 0.35, syntax: 0.5 };
/** A variant's worth rises with how much likelier the model finds it, up to a point; it costs a run of the tests and no tokens. */
const GAIN = 0.3;
const MOST_GAIN = 5;
const NEXT = 0.85;
/** Variants of a line that are tried, for each sample. */
const VARIANTS = { vary: 2, mutate: 3 };
const lift = (gain: number) => Math.exp(GAIN * Math.min(gain, MOST_GAIN));
/** Places that are read, against those that are written at. */
const FARTHER = 2.5;
/** A line is worth to be read about as much as to be written anew. */
const UNREAD = [0];
/** A later place against the one before it. */
const fall = (rank: number) => (rank + 1) ** -0.7;

/** The next `count` moves; [] = nothing is left that is worth a try. */
export function planMoves(history: History, files: Files, options: PlanOptions, count: number): Move[] {
  const arms = armsOf(history, files, options);
  const pending: Move[] = [];
  // a place that the mentor named begins anew: with its words the model reads something else
  const heard = history.advice.at(-1)?.step ?? 0;
  while (pending.length < count) {
    let best: { move: Move; worth: number } | undefined;
    for (const arm of arms) {
      const own = history.tried.filter(({ move, step }) => sameArm(move, arm) && (!arm.told || step >= heard));
      const soon = pending.filter((move) => sameArm(move, arm)).length;
      const count = own.length + soon;
      if (count >= (arm.gains?.length ?? limitOf(arm.kind, options))) continue;
      const again = arm.gains ? NEXT ** soon * lift(arm.gains[count]!) : AFTER.fresh ** soon;
      const worth = own.reduce((left, tried) => left * remains(tried), arm.worth) * again;
      if (!best || worth > best.worth) best = { worth, move: moveOf(arm, count) };
    }
    if (!best) break;
    pending.push(best.move);
  }
  return pending;
}

const moveOf = ({ kind, path, from, to, of }: MoveArm, sample: number): Move => ({
  kind,
  path,
  from,
  to,
  sample,
  ...(of ? { of } : {}),
});

const sameArm = (move: Move, arm: MoveArm): boolean =>
  (move.kind !== 'repair' || move.of?.join() === arm.of?.join()) &&
  move.kind === arm.kind &&
  move.path === arm.path &&
  move.from === arm.from &&
  move.to === arm.to;

function remains({ move, refused, fixed, broken }: Tried): number {
  if (isRead(move.kind)) return fixed.length > broken.length ? 1.1 : NEXT;
  if (refused === 'syntax') return AFTER.syntax;
  if (refused) return AFTER.stale;
  return fixed.length > broken.length ? 1.1 : AFTER.fresh;
}

const limitOf = (kind: Move['kind'], { samples }: PlanOptions): number =>
  kind === 'repair'
    ? 1
    : kind === 'rewrite'
      ? Math.max(1, Math.ceil(samples / 2))
      : kind === 'insert' || kind === 'part'
        ? Math.ceil(samples / 2)
        : samples;

function armsOf(history: History, files: Files, { samples, places, moves, fills, variants }: PlanOptions): MoveArm[] {
  const use = (kind: Move['kind']) => moves.includes(kind);
  const arms = new Map<string, MoveArm>();
  let told = false;
  const add = (kind: Move['kind'], { path, from, to }: Span, worth: number, gains?: readonly number[]) => {
    const key = `${kind} ${path} ${from} ${to}`;
    const known = arms.get(key);
    const arm = { kind, path, from, to, worth, told, ...(gains ? { gains } : {}) };
    if (!known || known.worth < worth) arms.set(key, arm);
  };
  history.places.slice(0, variants ? FARTHER * places : places).forEach((place, rank) => {
    const worth = fall(rank);
    told = place.why.includes(NAMED);
    const text = files[place.path];
    if (typeof text !== 'string') return;
    const gap = fills ? worth : worth * CHAT;
    if (variants && place.to === place.from) {
      const read = variants.get(placeKey(place));
      for (const kind of ['vary', 'mutate'] as const) {
        if (!use(kind)) continue;
        const gains = read?.[kind].slice(0, VARIANTS[kind] * samples).map(({ gain }) => gain);
        add(kind, place, worth * KIND[kind], gains ?? UNREAD);
      }
    }
    if (rank >= places) return;
    if (place.to >= place.from && use('fill')) add('fill', place, gap);
    if (place.to >= place.from && use('mend')) add('mend', place, gap * KIND.mend);
    if (use('part') && fillParts(place.path, text, place).length > 0) add('part', place, gap * KIND.part);
    if (use('insert')) {
      add('insert', { path: place.path, from: place.from, to: place.from - 1 }, gap * KIND.insert);
      if (place.to >= place.from)
        add('insert', { path: place.path, from: place.to + 1, to: place.to }, gap * KIND.insert * 0.8);
    }
    const inside = use('rewrite') ? spanAround(place, text) : undefined;
    if (inside) add('rewrite', inside, worth * (fills ? KIND.rewrite : 1));
  });
  if (use('repair')) repairs(history, arms);
  return [...arms.values()];
}

/** A rewritten function that did not do is repaired, twice at most, with what still fails. */
function repairs({ tried }: History, arms: Map<string, MoveArm>): void {
  for (const { step, move, refused } of tried) {
    if ((move.kind !== 'rewrite' && move.kind !== 'repair') || refused === 'unchanged' || refused === 'empty') continue;
    if (depth(tried, step) >= MOST_REPAIRS) continue;
    const { path, from, to } = move;
    const rewrite = arms.get(`rewrite ${path} ${from} ${to}`)?.worth ?? 0;
    arms.set(`repair ${step}`, {
      kind: 'repair',
      path,
      from,
      to,
      worth: rewrite * KIND.repair,
      told: false,
      of: [step],
    });
  }
}

const MOST_REPAIRS = 2;

const depth = (tried: Tried[], step: number): number => {
  const before = tried.find((one) => one.step === step)?.move.of?.[0];
  return before === undefined ? 0 : 1 + depth(tried, before);
};

const MOST_LINES = 60;

/** The smallest function of some size around a place that is short enough to be written anew; 1-based lines. */
export function spanAround({ path, from }: Place, text: string): Span | undefined {
  const tree = treeOf(path, text);
  if (!tree) return undefined;
  const at = offsets(text);
  const offset = Math.max(0, (at[from - 1] ?? 0) + /^[ \t]*/.exec(text.slice(at[from - 1] ?? 0))![0].length);
  const lineOf = (index: number) => at.findLastIndex((start) => start <= index) + 1;
  const around = functionsOf(tree)
    .filter((f) => f.start <= offset && offset <= f.end)
    .map((f) => ({ path, from: lineOf(f.start), to: lineOf(f.end - 1) }))
    .filter((span) => span.to - span.from < MOST_LINES);
  return around.findLast((span) => span.to - span.from >= 3) ?? around.at(-1);
}
