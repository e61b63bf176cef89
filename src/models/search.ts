/**
 * `search`: a generate-and-validate repairer behind the Model port, and not a language model. It reads only what the
 * transcript shows: it runs the tests, views files, ranks suspicious places, tries the inverse of common mistakes one
 * edit at a time, and asks when it is stuck. The baseline that a trained protégé has to beat.
 */
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import { smallestEdit } from '../repair/edit';
import { applied, parses, ranked } from '../repair/rank';
import { lineAt, sourcePaths, testPaths } from '../repair/suspicion';
import { traceCommand } from '../repair/trace';
import type { TestRun } from '../facts/summary';
import { readTranscript, type Transcript } from '../repair/transcript';
import { estimated } from './estimate';

interface SearchOptions {
  /** Failed tries before it asks the expert; 0 = never asks. */
  patience: number;
  /** Source files it looks at, at most. */
  maxFiles: number;
}

type ReplyBody = { thought: string; action: Record<string, unknown> };

export function create(options: Record<string, unknown>): Model {
  const patience = typeof options.patience === 'number' ? options.patience : 5;
  const maxFiles = typeof options.maxFiles === 'number' ? options.maxFiles : 10;
  return { generate: (messages, generateOptions) => generate(messages, { patience, maxFiles }, generateOptions ?? {}) };
}

async function* generate(
  messages: Message[],
  options: SearchOptions,
  { signal, seed = 0 }: GenerateOptions,
): Stream<string, Completion> {
  signal?.throwIfAborted();
  const started = performance.now();
  const { thought, action } = decide(readTranscript(messages), options, seed);
  const text = `${thought}\n${JSON.stringify(action)}`;
  yield text;
  return estimated(text, messages, started, 'search');
}

/** The next action, from the transcript alone. */
export function decide(t: Transcript, options: SearchOptions, seed: number): ReplyBody {
  const run = t.runs.at(-1);
  const lastEdit = t.edits.at(-1);
  if (!run) return say('First I run the tests.', { action: 'run', command: t.command });
  const { first, base, tries } = progress(t);
  if (lastEdit && lastEdit.run === t.runs.length && (lastEdit.foreign || lastEdit.after !== base.get(lastEdit.path)))
    return say('Now the tests again.', { action: 'run', command: t.command });
  if (run.ok && run.failed === 0 && lastEdit?.run !== t.runs.length)
    return say('All tests pass.', { action: 'submit' });
  const look = nextView(t, t.runs[0]!, options);
  if (look) return look;
  const trace = t.trace === undefined && tries === 0 ? traced(t, first) : null;
  if (trace) return trace;
  const dirty = [...base].find(([path, text]) => t.files.get(path) !== text);
  const undo = dirty && { action: 'edit', path: dirty[0], ...smallestEdit(t.files.get(dirty[0])!, dirty[1]) };
  if (shouldAsk(t, tries, options))
    return say('I am stuck and ask.', { action: 'ask', question: question(t, first, tries) });
  const list = ranked(t, base, first, seed);
  const best = list.find(parses);
  const stay = dirty && list.find((one) => one.source.path === dirty[0] && parses(one));
  const next = stay && stay.score > best!.score * STAY ? stay : best;
  if (!next)
    return undo
      ? say('No idea is left; I take my last change back.', undo)
      : say('No idea is left. I stop here.', { action: 'submit' });
  if (undo && dirty[0] !== next.source.path) return say('That did not help; I take it back.', undo);
  const edit = smallestEdit(t.files.get(next.source.path)!, applied(next.source, next));
  if (undo && edit.find.length > 2500) return say('That did not help; I take it back.', undo);
  const thought = `${undo ? 'That did not help. ' : ''}Perhaps line ${lineAt(next.source, next.start)} of ${next.source.path} is wrong (${next.kind}).`;
  return say(thought, { action: 'edit', path: next.source.path, ...edit });
}

/** To go on in the file that is changed already saves the step that takes the change back. */
const STAY = 0.6;

const say = (thought: string, action: Record<string, unknown>): ReplyBody => ({ thought, action });

/** Test files of failing tests first, then sources: those in stack frames, then those that the tests import. */
export function nextView(t: Transcript, first: TestRun, { maxFiles }: SearchOptions): ReplyBody | null {
  for (const [path, { from }] of t.partial) return say('There is more of it.', { action: 'view', path, from });
  const seen = (path: string) => t.files.has(path) || t.missing.has(path);
  const failing = [...new Set(first.failing.map((f) => f.file))].filter((path) => t.paths.includes(path)).slice(0, 3);
  const tests = failing.length > 0 ? failing : testPaths(t.paths).slice(0, 2);
  const test = tests.find((path) => !seen(path));
  if (test) return say('I read the failing test.', { action: 'view', path: test });
  const text = tests.map((path) => t.files.get(path) ?? '').join('\n');
  const frames = first.failing.flatMap((f) => f.frames.map((frame) => frame.path));
  const weight = (path: string) => {
    const stem = path
      .split('/')
      .at(-1)!
      .replace(/\.\w+$/, '');
    return (
      (frames.includes(path) ? 4 : 0) +
      (text.includes(`/${stem}`) ? 2 : 0) +
      (first.failing.some((f) => f.file.includes(stem)) ? 1 : 0)
    );
  };
  const sources = sourcePaths(t.paths)
    .sort((a, b) => weight(b) - weight(a))
    .slice(0, maxFiles);
  const source = sources.find((path) => !seen(path));
  return source ? say('I read the source.', { action: 'view', path: source }) : null;
}

/** One command that tells which code the failing tests run. */
export function traced(t: Transcript, first: TestRun): ReplyBody | null {
  if (first.failing.length === 0) return null;
  const files = [...t.files.keys()];
  const command = traceCommand(t.files, sourcePaths(files), testPaths(files), first, t.command);
  return command === null ? null : say('I count which code the failing tests run.', { action: 'run', command });
}

/**
 * `base` = the files as they should read between tries: as they were, with what an expert changed in our place; `first` =
 * the run on these. A change of ours that helps only some of the tests is taken back, too: it hides the cause more often
 * than it is a part of the repair.
 */
export function progress(t: Transcript): { first: TestRun; base: Map<string, string>; tries: number } {
  let first = t.runs[0]!;
  const base = new Map<string, string>();
  let tries = 0;
  for (const edit of t.edits) {
    if (!base.has(edit.path)) base.set(edit.path, edit.before);
    const after = t.runs[edit.run];
    if (edit.foreign) {
      base.set(edit.path, edit.after);
      if (after) first = after;
    } else if (after && edit.after !== base.get(edit.path)) tries++;
  }
  return { first, base, tries };
}

function shouldAsk(t: Transcript, tries: number, { patience }: SearchOptions): boolean {
  if (patience <= 0 || t.refused > 0 || tries < patience) return false;
  if (t.last?.action === 'ask') return false;
  const since = t.advice.length === 0 ? tries : t.edits.length - t.advice.at(-1)!.edits;
  return since >= patience * (1 + t.advice.length);
}

export function question(t: Transcript, first: TestRun, tries: number): string {
  const failing = first.failing.slice(0, 3).map((f) => `"${f.name}" (${f.message.split('\n')[0] || 'no message'})`);
  const tried = [...new Set(t.edits.map((edit) => edit.path))].join(', ');
  return `These tests fail: ${failing.join('; ')}. I tried ${tries} changes in ${tried} without effect. Which file and function is wrong, and what kind of change does it need?`;
}
