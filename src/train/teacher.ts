/**
 * The teacher: a protégé with hindsight that shows how an episode should go. It looks around like `search`, tries some
 * plausible edits that turn out wrong, asks where it is stuck, and then makes the right edit. It stands for a rejection-
 * sampled search: knowing the right edit only spares the runs of the many episodes that would have been thrown away.
 */
import { rng } from '../lib/ids';
import { question, decide as searchDecide } from '../models/search';
import { readTranscript } from '../repair/transcript';
import { smallestEdit } from '../repair/edit';
import { applied } from '../repair/rank';
import { editedFile, type EditChoice } from '../models/trained/page';
import { actionsAt } from '../models/trained/policy';
import {
  ADVICE_FROM,
  canTrace,
  choiceFor,
  keyOf,
  nextFile,
  sequenceOf,
  type Sequence,
} from '../models/trained/sequence';
import { id } from '../models/trained/vocab';
import type { Model } from '../types';

export interface LessonPlan {
  seed: number;
  /** Wrong edits before the right one. */
  tries: number;
  /** Asks after the tries, and follows the advice. It also asks where no edit that it is shown would help. */
  asks: boolean;
  /** Wrong edits between the advice and the right one: advice does not always lead straight to it. */
  doubts: number;
}

/** `fixed`: the files as they should read. */
export function teacher(fixed: Record<string, string | Uint8Array>, { seed, ...plan }: LessonPlan): Model {
  const random = rng(seed);
  return {
    async *generate(messages) {
      const s = sequenceOf(readTranscript(messages));
      const text = JSON.stringify(next(s, fixed, plan, random));
      yield text;
      return { text, tokensIn: s.tokens.length, tokensOut: 5, cost: 0, ms: 0, finish: 'stop', model: 'teacher' };
    },
  };
}

type Fixed = Record<string, string | Uint8Array>;

function next(
  s: Sequence,
  fixed: Fixed,
  plan: Omit<LessonPlan, 'seed'>,
  random: () => number,
): Record<string, unknown> {
  const { t } = s;
  const allowed = actionsAt(s, true);
  if (!s.first || allowed[0] === id('RUN')) return { action: 'run', command: t.command };
  if (allowed.length === 1 && allowed[0] === id('SUBMIT')) return { action: 'submit' };
  if (!s.paged) {
    const view = nextFile(s);
    if (view) return searchDecide(t, { patience: 0, maxFiles: 10 }, 0).action;
    return canTrace(s) ?? { action: 'submit' };
  }
  const gold = rightChoice(s, fixed);
  const heard = t.advice.at(-1);
  const turns = allowed.includes(id('MORE')) && s.looks < LOOKS;
  if (!gold && !heard && !plan.asks && turns && t.edits.length >= plan.tries) return more(s);
  const tries = Math.max(plan.tries, gold ? 0 : 2); // without a right edit in sight it tries what is there
  if (!heard && t.edits.length >= tries && (plan.asks || !gold))
    return { action: 'ask', question: question(t, s.first, s.tried.size) };
  if (heard ? t.edits.length - heard.edits < plan.doubts : t.edits.length < tries) {
    const wrong = wrongChoice(s, gold, random);
    if (wrong) return edit(s, wrong);
  }
  if (gold) return edit(s, gold);
  if (allowed.includes(id('MORE'))) return more(s);
  return { action: 'submit' };
}

/** Pages it turns before it asks. */
const LOOKS = 2;

function more({ hidden }: Sequence): Record<string, unknown> {
  const { source, line } = hidden[0]!;
  return { action: 'view', path: source.path, from: 1, to: Math.max(1, line) };
}

/** The shown edit that makes the files read as they should; null when none is shown. */
function rightChoice(s: Sequence, fixed: Fixed): EditChoice | null {
  for (const [path, text] of s.t.files)
    if (typeof fixed[path] === 'string' && (s.base.get(path) ?? text) !== fixed[path]) {
      const found = choiceFor(s, path, fixed[path]);
      if (found) return found.choice;
    }
  return null;
}

/** A plausible one: the likelier, the higher its line and its place in the line. */
function wrongChoice(s: Sequence, gold: EditChoice | null, random: () => number): EditChoice | null {
  const file = s.t.edits.at(-1)?.path;
  const named = [...s.lines].filter(([slot]) => slot >= ADVICE_FROM);
  const all = (named.length > 0 ? named : [...s.lines]).flatMap(([, { choices }]) => choices);
  const open = all
    .filter((choice) => !s.tried.has(keyOf(choice)) && (!gold || keyOf(choice) !== keyOf(gold)))
    .filter(({ candidate }) => file === undefined || candidate.source.path === file)
    .sort((a, b) => b.candidate.score - a.candidate.score);
  for (let i = Math.floor(random() * Math.min(4, open.length)); i < open.length; i++)
    if (editedFile(open[i]!) !== null) return open[i]!;
  return null;
}

function edit(s: Sequence, { candidate }: EditChoice): Record<string, unknown> {
  const path = candidate.source.path;
  const dirty = [...s.base].find(([one, text]) => one !== path && s.t.files.get(one) !== text);
  if (dirty) return { action: 'edit', path: dirty[0], ...smallestEdit(s.t.files.get(dirty[0])!, dirty[1]) };
  return { action: 'edit', path, ...smallestEdit(s.t.files.get(path)!, applied(candidate.source, candidate)) };
}
