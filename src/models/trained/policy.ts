/**
 * What the net may write next, how it is written (greedily over a beam, or drawn), and the JSON action it stands for.
 * The masks hold the grammar and what the transcript rules out: an edit that was tried, a file that was read.
 */
import { rng } from '../../lib/ids';
import { question } from '../search';
import { smallestEdit } from '../../repair/edit';
import { applied } from '../../repair/rank';
import type { NetDecoder } from './decoder';
import { editedFile, type EditChoice } from './page';
import { canTrace, choiceFor, keyOf, LEVELS, nextFile, levelOptions, type Sequence } from './sequence';
import { fileSlot, id, lineSlot, TOKENS } from './vocab';

/** One written token, what it was chosen from, and its natural-log probability among those. */
export interface WrittenToken {
  token: number;
  allowed: number[];
  /** What the harness held likely, beside `allowed`. */
  prior?: number[];
  logp: number;
}

export interface NetDecision {
  thought: string;
  action: Record<string, unknown>;
  written: WrittenToken[];
  /** Where in the sequence it was written, and on which page (0 = looking around). */
  at: number;
  page: number;
}

/**
 * What the harness does for the net, each of which can be taken away to see what it is worth: the prior on edits, the
 * masks beyond what makes an action valid, the beam over whole edits.
 */
export type Aid = 'prior' | 'masks' | 'beam';

export interface Manner {
  /** null = the most probable of a beam; else drawn with this seed. */
  draw: { seed: number; temperature: number } | null;
  /** May it ask at all? */
  mayAsk: boolean;
  /** Aids taken away; ablations only. */
  without?: readonly Aid[];
}

const A = {
  run: id('RUN'),
  view: id('VIEW'),
  trace: id('TRACE'),
  more: id('MORE'),
  edit: id('EDIT'),
  ask: id('ASK'),
  submit: id('SUBMIT'),
};
const WIDTH = 5;

/** First tokens that make sense now; never empty. */
export function actionsAt(s: Sequence, mayAsk: boolean): number[] {
  const { t } = s;
  if (!s.first) return [A.run];
  const last = t.runs.at(-1)!;
  const edit = t.edits.at(-1);
  const pending = edit !== undefined && edit.run === t.runs.length && edit.after !== s.base.get(edit.path);
  if (pending) return [A.run, A.submit];
  if (last.ok && last.failed === 0 && !dirtyUnrun(s)) return [A.submit];
  if (!s.paged) {
    const out = [...(nextFile(s) ? [A.view] : []), ...(canTrace(s) ? [A.trace] : [])];
    return out.length > 0 ? out : [A.submit];
  }
  const out: number[] = [];
  if (openLines(s).length > 0) out.push(A.edit);
  if (s.hidden.length > 0 && s.looks < 5) out.push(A.more);
  if (mayAsk && t.refused === 0 && t.last?.action !== 'ask' && !repeated(s)) out.push(A.ask);
  return out.length > 0 ? out : [A.submit]; // no giving up while something is left to try
}

/** Asked again, the expert said the same: to ask on would bring nothing new. */
const repeated = ({ t: { advice } }: Sequence) => advice.length > 1 && advice.at(-1)!.text === advice.at(-2)!.text;

/** Every first token that can be carried out, sensible or not; an episode begins with the tests all the same. */
function anyAction(s: Sequence, mayAsk: boolean): number[] {
  if (!s.first) return [A.run];
  const out = [A.run, A.submit];
  if (filesAt(s).length > 0) out.push(A.view);
  if (canTrace(s)) out.push(A.trace);
  if (s.paged && openLines(s).length > 0) out.push(A.edit);
  if (s.paged && s.hidden.length > 0) out.push(A.more);
  if (mayAsk) out.push(A.ask);
  return out;
}

/** The edit that stands in the files now: to write it again would change nothing. */
function standing(s: Sequence): Set<string> {
  const last = s.t.edits.at(-1);
  const found = last && last.after !== s.base.get(last.path) ? choiceFor(s, last.path, last.after) : null;
  return new Set(found ? [keyOf(found.choice)] : []);
}

const dirtyUnrun = ({ t }: Sequence) => t.edits.length > 0 && t.edits.at(-1)!.run === t.runs.length;
const open = (s: Sequence, choices: EditChoice[]) => choices.filter((choice) => !s.tried.has(keyOf(choice)));
const openLines = (s: Sequence) => [...s.lines].filter(([, { choices }]) => open(s, choices).length > 0);

/** Files that may be viewed: named by the task, not seen yet; passing tests only when nothing else is left. */
export function filesAt({ t, files, useful }: Sequence): number[] {
  const unseen = files.flatMap((path, i) => (t.files.has(path) || t.missing.has(path) ? [] : [i]));
  const first = unseen.filter((i) => i < useful);
  return (first.length > 0 ? first : unseen).map(fileSlot);
}

interface Options {
  allowed: number[];
  prior?: number[];
}

function logSoftmax(logits: ArrayLike<number>, { allowed, prior }: Options, temperature = 1): Map<number, number> {
  const scores = allowed.map((token, i) => (logits[token]! + (prior?.[i] ?? 0)) / temperature);
  const top = Math.max(...scores);
  const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0)) + top;
  return new Map(allowed.map((token, i) => [token, scores[i]! - total]));
}

const best = (table: Map<number, number>) => [...table].reduce((a, b) => (b[1] > a[1] ? b : a))[0];

function drawn(table: Map<number, number>, random: () => number): number {
  let left = random();
  for (const [token, logp] of table) if ((left -= Math.exp(logp)) < 0) return token;
  return best(table);
}

/** How much likelier (natural logarithm) the file is that `search` would read next. */
const NEXT = 2;

const GIVE_UP: WrittenToken = { token: A.submit, allowed: [A.submit], logp: 0 };

/** Reads the sequence and writes one action. */
export async function decide(
  given: Sequence,
  decoder: NetDecoder,
  { draw, mayAsk, without = [] }: Manner,
): Promise<NetDecision> {
  const free = without.includes('masks');
  const s = free ? { ...given, tried: standing(given) } : given;
  const random = draw ? rng(draw.seed) : () => 0;
  const pick = (logits: ArrayLike<number>, options: Options): WrittenToken => {
    const table = logSoftmax(logits, options, draw?.temperature);
    const token = draw ? drawn(table, random) : best(table);
    return { token, ...options, logp: table.get(token)! };
  };
  const logits = await decoder.read(s.tokens);
  const allowed = free ? anyAction(s, mayAsk) : actionsAt(s, mayAsk);
  const prior = !without.includes('prior');
  let first = pick(logits, { allowed });
  // the most probable whole action: one edit out of many may be less probable than asking
  if (!draw && allowed.includes(A.edit) && !without.includes('beam')) {
    const table = logSoftmax(logits, { allowed });
    const edit = { token: A.edit, allowed, logp: table.get(A.edit)! };
    const found = await writeEdit(s, decoder, pick, false, prior);
    table.delete(A.edit);
    const other = table.size > 0 ? best(table) : null;
    if (found && (other === null || edit.logp + found.logp >= table.get(other)!)) return editOf(s, found, edit);
    first = other === null ? GIVE_UP : { token: other, allowed, logp: table.get(other)! };
  }
  const draws = first.token === A.edit ? await writeEdit(s, decoder, pick, true, prior) : null;
  if (draws) return editOf(s, draws, first);
  if (first.token === A.edit) {
    const others = allowed.filter((token) => token !== A.edit); // no edit that is left makes a program
    first = others.length > 0 ? pick(logits, { allowed: others }) : GIVE_UP;
  }
  const where = { at: s.tokens.length, page: s.pages };
  const done = (thought: string, action: Record<string, unknown>, ...rest: WrittenToken[]): NetDecision => ({
    thought,
    action,
    written: [first, ...rest],
    ...where,
  });
  switch (first.token) {
    case A.run:
      return done(s.first ? 'Now the tests again.' : 'First I run the tests.', { action: 'run', command: s.t.command });
    case A.trace:
      return done('I count which code the failing tests run.', canTrace(s)!);
    case A.ask:
      return done('I am stuck and ask.', { action: 'ask', question: question(s.t, s.first!, s.tried.size) });
    case A.submit:
      return done(s.t.runs.at(-1)?.ok ? 'All tests pass.' : 'I stop here.', { action: 'submit' });
    case A.more: {
      const { source, line } = s.hidden[0]!;
      return done('I look at more lines.', {
        action: 'view',
        path: source.path,
        from: Math.max(1, line - 3),
        to: line + 3,
      });
    }
    case A.view: {
      const unseen = filesAt(s);
      const allowed = unseen.length > 0 ? unseen : [id('<none>')];
      const next = nextFile(s);
      const likely = allowed.map((slot) => (s.files[slot - fileSlot(0)] === next ? NEXT : 0));
      const file = pick((await decoder.branch([[A.view]]))[0]!, prior ? { allowed, prior: likely } : { allowed });
      const path = s.files[file.token - fileSlot(0)] ?? next!;
      const from = s.t.partial.get(path)?.from;
      return done('I read it.', { action: 'view', path, ...(from ? { from } : {}) }, file);
    }
    default:
      throw new Error(`${TOKENS[first.token]} is no action.`);
  }
}

type Pick = (logits: ArrayLike<number>, options: Options) => WrittenToken;
interface Path {
  tokens: WrittenToken[];
  logp: number;
  /** Choices that the tokens so far leave. */
  choices: EditChoice[];
}

/** The most probable untried edit of a beam, or a drawn one; null when none is left. */
async function writeEdit(
  s: Sequence,
  decoder: NetDecoder,
  pick: Pick,
  draws: boolean,
  prior: boolean,
): Promise<Path | null> {
  for (;;) {
    if (openLines(s).length === 0) return null;
    let beam: Path[] = [{ tokens: [], logp: 0, choices: [] }];
    for (const level of LEVELS) {
      const grown: Path[] = [];
      const options = beam
        .map(({ choices }) =>
          levelOptions(draws ? openLines(s) : s.lines, draws ? open(s, choices) : choices, level, s.felt),
        )
        .map((one): Options => (prior ? one : { allowed: one.allowed }));
      const need = beam.filter((_, i) => options[i]!.allowed.length > 1);
      const logits =
        need.length > 0
          ? await decoder.branch(need.map(({ tokens }) => [A.edit, ...tokens.map(({ token }) => token)]))
          : [];
      for (const [i, path] of beam.entries()) {
        const own = options[i]!;
        const { allowed } = own;
        const at = need.indexOf(path);
        const all = at < 0 ? new Map([[allowed[0]!, 0]]) : logSoftmax(logits[at]!, own);
        const drew = draws && at >= 0 ? [pick(logits[at]!, own)] : null;
        const next: WrittenToken[] = drew ?? [...all].map(([token, logp]) => ({ token, ...own, logp }));
        for (const one of next) {
          const choices =
            level === 'line'
              ? s.lines.get(one.token - lineSlot(0))!.choices
              : path.choices.filter((choice) => choice[level] === one.token);
          // tried edits keep their probability, so that a line whose good edits were tried is not tried on and on
          if (open(s, choices).length > 0)
            grown.push({ tokens: [...path.tokens, one], logp: path.logp + one.logp, choices });
        }
      }
      beam = grown.sort((a, b) => b.logp - a.logp).slice(0, level === 'line' ? WIDTH + 1 : WIDTH);
    }
    const found = beam.find((path) => stays(s, path, beam[0]!)) ?? beam[0];
    if (!found) return null;
    const choice = open(s, found.choices)[0]!;
    if (editedFile(choice) !== null) return { ...found, choices: [choice] };
    s.tried.add(keyOf(choice)); // not a program: never shown, never run
  }
}

/** To go on in the file that is changed already saves the step that takes the change back. */
const STAY = Math.log(0.6);

function stays(s: Sequence, { choices, logp }: Path, best: Path): boolean {
  const dirty = changed(s);
  return dirty !== undefined && logp >= best.logp + STAY && open(s, choices)[0]!.candidate.source.path === dirty[0];
}

/** The file that is not as it was, and how it was. */
const changed = ({ base, t }: Sequence) => [...base].find(([path, text]) => t.files.get(path) !== text);

/** The action of an edit; a change that did not help in another file is taken back first. */
function editOf(s: Sequence, { tokens, choices }: Path, first: WrittenToken): NetDecision {
  const choice = choices[0]!;
  const { source, start } = choice.candidate;
  const written = [first, ...tokens];
  const where = { at: s.tokens.length, page: s.pages };
  const other = changed(s);
  const dirty = other && other[0] !== source.path ? other : undefined;
  const path = dirty ? dirty[0] : source.path;
  const target = dirty ? dirty[1] : applied(source, choice.candidate);
  const action = { action: 'edit', path, ...smallestEdit(s.t.files.get(path)!, target) };
  const line = source.text.slice(0, start).split('\n').length;
  const kind = TOKENS[choice.kind]!.slice(1);
  const thought = dirty ? 'That did not help; I take it back.' : `Perhaps line ${line} of ${path} is wrong (${kind}).`;
  return { thought, action, written, ...where };
}
