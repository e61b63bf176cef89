/**
 * Plays the free loop as a language model should, with hindsight: it runs the tests, says what fails and asks, reads the
 * place that it is told, changes the line and hands in what is green. Some of its episodes go wrong on the way, so that
 * what comes after a mistake is shown, too. Fine-tuning learns from what it does in the real loop (train/export/taught).
 */
import { own } from '../lib/diff';
import { rng } from '../lib/ids';
import { firstLine } from '../lib/text';
import { estimated } from '../models/estimate';
import { mutants, splice } from '../tasks/mutate';
import type { Files, Model } from '../types';

/**
 * asks: straight from the answer to the repair. alone: nobody answers. retries: the first change is another one of that
 * line. again: after such a change it asks once more. misses: the first change finds nothing to replace.
 */
export const DEMONSTRATIONS = ['asks', 'alone', 'retries', 'again', 'misses'] as const;
export type Demonstration = (typeof DEMONSTRATIONS)[number];

export interface DemonstratorPlan {
  kind: Demonstration;
  command: string;
  seed: number;
}

/** One place of the repair: whole lines of the broken file, as many as occur once in it. */
export interface RepairPlace {
  path: string;
  /** 1-based. */
  from: number;
  find: string;
  replace: string;
}

interface Turn {
  thought: string;
  action: Record<string, unknown>;
}

/** Throws where the repair is not one place of a few lines of one file. */
export function demonstrator(broken: Files, fixed: Files, { kind, command, seed }: DemonstratorPlan): Model {
  const place = repairPlace(broken, fixed);
  if (!place) throw new Error('This repair is more than one place of a few lines; take another task.');
  const turns = play(place, kind, command, rng(seed), own(broken, place.path) as string);
  return {
    async *generate(messages) {
      const started = performance.now();
      const { value } = turns.next(messages.at(-1)?.content ?? '');
      const turn: Turn = value ?? { thought: 'All tests pass.', action: { action: 'submit' } };
      const text = `${turn.thought}\n${JSON.stringify(turn.action)}`;
      yield text;
      return estimated(text, messages, started, 'demonstrator');
    },
  };
}

/** Lines of a window above and below the place, at least; it is never in the same spot of it. */
const NEAR = 4;

function* play(
  place: RepairPlace,
  kind: Demonstration,
  command: string,
  random: () => number,
  text: string,
): Generator<Turn, undefined, string> {
  const { path, from, find, replace } = place;
  const edit = (thought: string, find: string, replace: string): Turn => ({
    thought,
    action: { action: 'edit', path, find, replace },
  });
  let told = yield { thought: 'I run the tests.', action: { action: 'run', command } };
  const above = NEAR + Math.floor(random() * NEAR);
  const view = { action: 'view', path, from: Math.max(1, from - above), to: from + 2 * NEAR - above + NEAR };
  yield { thought: 'I ask where the fault is.', action: { action: 'ask', question: questionOf(told) } };
  yield { thought: kind === 'alone' ? 'Nobody answers; I read the code.' : 'I read that place.', action: view };
  const other = kind === 'retries' || kind === 'again' ? otherEdit(place, text, random) : undefined;
  if (kind === 'misses' && replace.trim() !== '' && !text.includes(replace))
    yield edit(`I change line ${from}.`, replace, find);
  if (other !== undefined) {
    told = yield edit(`I change line ${from}.`, find, other);
    if (kind === 'again') yield { thought: 'That was not it; I ask again.', action: askAgain(told, other) };
    yield edit(`Line ${from} is still wrong.`, other, replace);
  } else yield edit(`Line ${from} is wrong.`, find, replace);
  return undefined;
}

const askAgain = (told: string, tried: string) => ({
  action: 'ask',
  question: `I tried ${firstLine(tried, 80)} and ${questionOf(told)}`,
});

const LONGEST = 120;

/** What the brief of a test run says of its first failing test (agent/brief), as a question. */
export function questionOf(told: string): string {
  const [, name, why] = /^FAIL (.*)(?:\n +(.*))?/m.exec(told) ?? [];
  if (name === undefined) return 'the tests fail. Where is the fault?';
  return `${firstLine(name, LONGEST)} fails${why ? `: ${firstLine(why.trim(), LONGEST)}` : ''}. Where is the fault?`;
}

/** Another mistake in the same lines, instead of the repair; undefined when no operator makes one. */
function otherEdit({ path, find, replace }: RepairPlace, text: string, random: () => number): string | undefined {
  const start = text.indexOf(find);
  const all = mutants(path, text)
    .filter((mutant) => mutant.start >= start && mutant.end <= start + find.length)
    .map((mutant) => splice(find, mutant.start - start, mutant.end - start, mutant.text))
    .filter((made) => made.trim() !== '' && made !== replace && made !== find && !text.includes(made));
  return all[Math.floor(random() * all.length)];
}

const MOST_LINES = 3;

/** Null when the files differ in more than one place of a few lines. */
export function repairPlace(broken: Files, fixed: Files): RepairPlace | null {
  const paths = [...new Set([...Object.keys(broken), ...Object.keys(fixed)])].filter(
    (path) => own(broken, path) !== own(fixed, path),
  );
  const [path] = paths;
  if (path === undefined || paths.length > 1) return null;
  const [before, after] = [own(broken, path), own(fixed, path)];
  if (typeof before !== 'string' || typeof after !== 'string') return null;
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  if (a.length - end - start > MOST_LINES || b.length - end - start > MOST_LINES) return null;
  const indent = (line: string) => line.length - line.trimStart().length;
  for (let grown = 0; grown <= MOST_LINES; grown++) {
    const lines = [a.slice(start, a.length - end), b.slice(start, b.length - end)].map((part) => part.join('\n'));
    const cut = Math.min(...lines.map(indent));
    const [find, replace] = lines.map((part) => part.slice(cut)) as [string, string];
    if (find.trim() !== '' && before.split(find).length === 2) return { path, from: start + 1, find, replace };
    if (start > 0) start--;
    else if (end > 0) end--;
    else return null;
  }
  return null;
}
