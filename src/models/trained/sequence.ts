/**
 * The transcript as the net reads it: tokens, append-only within each of two parts (looking around; repairing, which
 * begins anew with the failing tests and the lines). Actions stand in it as the tokens the net would write for them,
 * whoever took them; observations as what matters of them.
 */
import { nextView, progress, traced } from '../search';
import { sourcePaths, testPaths } from '../../repair/suspicion';
import type { TestRun } from '../../facts/summary';
import type { SeenEdit, Transcript } from '../../repair/transcript';
import { Names, prose } from './lexer';
import { bucket, outcome } from './outcome';
import { choicesOf, lineTokens, promisingLines, makes, weightToken, type EditChoice, type PageLine } from './page';
import { fileSlot, id, kindToken, lineSlot, SLOTS } from './vocab';

export interface Sequence {
  tokens: number[];
  /** Where actions stand: [from, to) in `tokens`. */
  actions: { from: number; to: number }[];
  /** The first part, once the second has begun. */
  opening: Pick<Sequence, 'tokens' | 'actions'> | null;
  /** Pages that were turned, each up to the token that turned it. */
  turned: Pick<Sequence, 'tokens' | 'actions'>[];
  /** Line slot -> line and the edits that can be written there, for all that are shown. */
  lines: Map<number, Shown>;
  /** Pages of lines begun; 0 = still looking around. */
  pages: number;
  /** The newest advice that stands on a page. */
  heard: number | null;
  /** How often more lines were asked for. */
  looks: number;
  /** Score of the best line of all. */
  greatest: number;
  /** Files by slot: failing tests and sources, then the other tests. */
  files: string[];
  /** How many of them are worth a look. */
  useful: number;
  names: Names;
  /** Edits that were tried; keys as of `keyOf`. */
  tried: Set<string>;
  /** What tries showed of functions, a factor by `placeOf`; as `search` weighs it. */
  felt: Map<string, number>;
  /** Where the edit went that no run has judged yet. */
  pending: string | null;
  base: Map<string, string>;
  first: TestRun | null;
  /** The lines are shown. */
  paged: boolean;
  /** Advice that came before; indices in the transcript's. */
  early: number[];
  /** Lines that another look would show. */
  hidden: PageLine[];
  t: Transcript;
}

export interface Shown {
  line: PageLine;
  choices: EditChoice[];
}

const PAGE_LINES = 18;
const PAGE_TOKENS = 180;
const ADVICE_LINES = 8;
/** Slots from here on hold the lines that advice brought up. */
export const ADVICE_FROM = 48;
/** Tokens from which a page is begun anew: after a try, and before advice, which may be long. */
const FULL = { tried: 440, asked: 330 };

/** `shift` turns the local names; the same transcript and shift give the same tokens. */
export function sequenceOf(t: Transcript, shift = 0): Sequence {
  const s = begin(t, shift);
  for (const note of t.order) {
    if (note.what === 'run') ran(s, t.runs[note.at]!, note.at);
    else if (note.what === 'view' && !note.again) viewed(s, note.path);
    else if (note.what === 'view') looked(s);
    else if (note.what === 'trace') act(s, 'TRACE', () => show(s));
    else if (note.what === 'edit') changed(s, t.edits[note.at]!);
    else if (note.what === 'advice') advised(s, note.at, note.asked);
    else if (note.what === 'submit') act(s, 'SUBMIT', () => {});
    else if (note.what === 'refused') act(s, 'ASK', () => say(s, '<refused>'));
    else act(s, 'EDIT', () => say(s, '<none>'));
  }
  // nothing left to look at and nothing to count: the lines are what there is
  if (!s.paged && s.first && !s.first.ok && !nextFile(s) && !canTrace(s)) show(s);
  return s;
}

function begin(t: Transcript, shift: number): Sequence {
  const { first, base } = t.runs.length > 0 ? progress(t) : { first: null, base: new Map<string, string>() };
  return { tokens: [id('<start>')], actions: [], opening: null, turned: [], lines: new Map(), pages: 0, heard: null, looks: 0, greatest: 0, files: [], useful: 0, names: new Names(shift), tried: new Set(), felt: new Map(), pending: null, base, first, paged: false, early: [], hidden: [], t }; // prettier-ignore
}

const say = (s: Sequence, ...tokens: string[]) => s.tokens.push(...tokens.map(id));

function act(s: Sequence, action: string, observe: () => void, rest: number[] = []): void {
  s.actions.push({ from: s.tokens.length, to: s.tokens.length + 1 + rest.length });
  s.tokens.push(id(action), ...rest);
  observe();
}

/** Files that are read before the lines are shown, at most: to read on and on is a loop (paper §2). */
const VIEWS = 10;

export const nextFile = ({ t }: Sequence): string | null =>
  t.runs.length > 0 && t.order.filter(({ what }) => what === 'view').length < VIEWS
    ? ((nextView(t, t.runs[0]!, { patience: 0, maxFiles: 10 })?.action.path as string | undefined) ?? null)
    : null;
export const canTrace = (s: Sequence): Record<string, unknown> | null =>
  s.first && s.t.trace === undefined && s.t.edits.length === 0 ? (traced(s.t, s.first)?.action ?? null) : null;

function ran(s: Sequence, run: TestRun, at: number): void {
  act(s, 'RUN', () => {
    if (at > 0) {
      felt(s, run);
      return void say(s, outcome(s.first!, run));
    }
    say(s, '<run>', bucket('f', run.failed, [1, 2, 3, 6, 10]), bucket('p', run.passed, [0, 1, 3, 8, 20]));
    if (run.ok) return void say(s, '<pass>');
    say(s, '<files>');
    const tests = new Set(testPaths(s.t.paths));
    const failing = new Set(run.failing.map(({ file }) => file));
    const inFrames = new Set(run.failing.flatMap(({ frames }) => frames.map(({ path }) => path)));
    const useful = [...[...tests].filter((path) => failing.has(path)), ...sourcePaths(s.t.paths)];
    s.files = [...new Set([...useful, ...tests])].slice(0, SLOTS.file);
    s.useful = useful.length;
    s.files.forEach((path, i) => {
      const kind = tests.has(path) ? (failing.has(path) ? 'failing' : 'test') : inFrames.has(path) ? 'frame' : 'source';
      say(s, `mark-${kind}`, `F${i}`);
    });
  });
  if (s.tokens.length <= FULL.tried || (run.ok && run.failed === 0)) return;
  renew(s);
  if (s.heard !== null) advice(s, s.heard);
}

/** A try that changes no result speaks a little against its function, one that changes some for it. */
function felt(s: Sequence, run: TestRun): void {
  const first = s.first!;
  const better = run.failed < first.failed && run.passed >= first.passed;
  if (s.pending !== null && !(run.ok && run.failed === 0))
    s.felt.set(s.pending, (s.felt.get(s.pending) ?? 1) * (better ? 2.5 : run.failed === first.failed ? 0.9 : 1));
  s.pending = null;
}

const placeOf = ({ source, inside }: PageLine) => `${source.path}:${inside}`;

function failures(s: Sequence, { failing, failed, passed }: TestRun): void {
  say(s, bucket('f', failed, [1, 2, 3, 6, 10]), bucket('p', passed, [0, 1, 3, 8, 20]));
  for (const { name, message, frames } of failing.slice(0, 2)) {
    say(s, '<fail>');
    s.tokens.push(...prose(name, s.names).slice(0, 6));
    say(s, '<says>');
    s.tokens.push(...prose(message, s.names).slice(0, 12));
    if (frames.length > 0) say(s, '<at>');
  }
}

function viewed(s: Sequence, path: string): void {
  const at = s.files.indexOf(path);
  act(s, 'VIEW', () => {}, at < 0 ? [id('<none>')] : [fileSlot(at)]);
}

function looked(s: Sequence): void {
  if (!s.paged) return;
  act(s, 'MORE', () => {});
  s.looks++;
  s.turned.push({ tokens: s.tokens, actions: s.actions });
  page(s);
}

/** The same lines on a new page, without those that have nothing left to try. */
function renew(s: Sequence): void {
  const left = ({ choices }: Shown) => choices.some((choice) => !s.tried.has(keyOf(choice)));
  const shown = [...s.lines].filter(([slot, one]) => slot < ADVICE_FROM && left(one)).map(([, { line }]) => line);
  s.hidden = [...shown, ...s.hidden];
  s.turned.push({ tokens: s.tokens, actions: s.actions });
  page(s);
}

/** The first page of lines. */
function show(s: Sequence): void {
  if (s.paged || !s.first) return;
  s.paged = true;
  s.opening = { tokens: s.tokens, actions: s.actions };
  s.hidden = promisingLines(s.t, s.base, s.first);
  s.greatest = s.hidden[0]?.weight ?? 0;
  page(s);
  const early = s.early.at(-1); // the newest of several: there is room for one
  if (early !== undefined) advice(s, early);
}

/** A page begins anew with the failing tests, so that a sequence stays short; lines of the page before are gone. */
function page(s: Sequence): void {
  s.tokens = [id('<start>')];
  s.actions = [];
  s.lines.clear();
  s.pages++;
  failures(s, s.first!);
  place(s, s.hidden, 0, PAGE_LINES);
}

/** Shows lines in slots from `from` on; what is shown is taken out of `hidden`. */
function place(s: Sequence, lines: PageLine[], from: number, count: number): void {
  say(s, '<page>');
  const end = s.tokens.length + PAGE_TOKENS;
  let inside = '';
  const shown = new Set<PageLine>();
  for (const line of lines) {
    const at = from + shown.size;
    if (shown.size >= count || s.tokens.length > end) break;
    if (line.inside !== inside && line.inside) s.tokens.push(id('<in>'), s.names.name(line.inside));
    inside = line.inside;
    const best = line.candidates[0]!;
    s.tokens.push(
      weightToken(line.weight, s.greatest),
      kindToken(best.kind),
      ...lineTokens(line, s.names),
      lineSlot(at),
    );
    s.lines.set(at, { line, choices: choicesOf(line, s.names) });
    shown.add(line);
  }
  s.hidden = s.hidden.filter((line) => !shown.has(line));
}

function changed(s: Sequence, edit: SeenEdit): void {
  if (!s.paged) show(s);
  if (edit.after === s.base.get(edit.path)) return void say(s, '<undone>');
  const found = edit.foreign ? null : choiceFor(s, edit.path, edit.after);
  if (!found) return act(s, 'EDIT', () => {}, [id('<none>')]);
  const { slot, choice } = found;
  s.tried.add(keyOf(choice));
  s.pending = placeOf(found.line);
  act(s, 'EDIT', () => {}, [lineSlot(slot), choice.kind, choice.token, choice.rank]);
}

/** The shown line and choice that make a file read like this; null when none does. */
export function choiceFor(
  s: Sequence,
  path: string,
  text: string,
): { slot: number; line: PageLine; choice: EditChoice } | null {
  for (const [slot, { line, choices }] of [...s.lines].reverse()) {
    if (line.source.path !== path) continue;
    for (const choice of choices) if (makes(choice, text)) return { slot, line, choice };
  }
  return null;
}

export const LEVELS = ['line', 'kind', 'token', 'rank'] as const;
export type Level = (typeof LEVELS)[number];

/** What can be written at a level of an edit, and how likely the harness holds it: the logarithm of its edits' scores. */
export function levelOptions(
  lines: Iterable<[number, Shown]>,
  choices: EditChoice[],
  level: Level,
  felt?: ReadonlyMap<string, number>,
): { allowed: number[]; prior: number[] } {
  const sums = new Map<number, number>();
  const add = (token: number, { candidate }: EditChoice, factor = 1) =>
    sums.set(token, (sums.get(token) ?? 0) + (candidate.score * factor) ** SHARPNESS);
  if (level === 'line')
    for (const [slot, { line, choices: all }] of lines)
      for (const choice of all) add(lineSlot(slot), choice, felt?.get(placeOf(line)));
  else for (const choice of choices) add(choice[level], choice);
  return { allowed: [...sums.keys()], prior: [...sums.values()].map((sum) => Math.log(sum + 1e-12)) };
}

/** Scores of `search` are no probabilities; on train repos this exponent makes them about that. */
const SHARPNESS = 1.3;

export const keyOf = ({ candidate: { source, start, end, replacement } }: EditChoice) =>
  `${source.path}:${start}:${end}:${replacement}`;

/** Advice nobody asked for while looking around does not end the looking: it is read once the lines are shown. */
function advised(s: Sequence, at: number, asked: boolean): void {
  if (!asked && !s.paged) return void s.early.push(at);
  show(s);
  if (asked) act(s, 'ASK', () => {});
  if (s.tokens.length > FULL.asked) renew(s);
  advice(s, at);
}

function advice(s: Sequence, at: number): void {
  s.heard = at;
  say(s, '<advice>');
  s.tokens.push(...prose(pointOf(s.t.advice[at]!.text), s.names).slice(0, 24));
  const lines = s.first ? promisingLines(s.t, s.base, s.first, at + 1).slice(0, ADVICE_LINES) : [];
  const same = (a: PageLine, b: PageLine) => a.line === b.line && a.source.path === b.source.path;
  for (const [slot, { line }] of s.lines) if (lines.some((one) => same(one, line))) s.lines.delete(slot);
  place(s, lines, ADVICE_FROM, ADVICE_LINES);
  s.hidden = s.hidden.filter((line) => !lines.some((one) => same(one, line)));
}

/** The line of the advice that names a place, or else its first. */
function pointOf(text: string): string {
  const lines = text.split('\n');
  return lines.find((line) => /\d|\.[cm]?[jt]sx?\b/.test(line)) ?? lines[0]!;
}
