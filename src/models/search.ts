/**
 * `search`: a generate-and-validate repairer behind the Model port, and not a language model. It reads only what the
 * transcript shows: it runs the tests, views files, ranks suspicious places, tries the inverse of common mistakes one
 * edit at a time, and asks when it is stuck. The baseline that a trained protégé has to beat.
 */
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import { candidatesOf, type Candidate } from './search/candidates';
import { sourcePaths, suspect, testPaths, type Source } from './search/suspicion';
import { readTranscript, type TestRun, type Transcript } from './search/transcript';

interface Options {
  /** Failed tries before it asks the expert; 0 = never asks. */
  patience: number;
  /** Source files it looks at, at most. */
  maxFiles: number;
}

interface Ranked extends Candidate {
  source: Source;
  score: number;
  key: string;
}

type Said = { thought: string; action: Record<string, unknown> };

export function create(options: Record<string, unknown>): Model {
  const patience = typeof options.patience === 'number' ? options.patience : 5;
  const maxFiles = typeof options.maxFiles === 'number' ? options.maxFiles : 10;
  return { generate: (messages, generateOptions) => generate(messages, { patience, maxFiles }, generateOptions ?? {}) };
}

async function* generate(
  messages: Message[],
  options: Options,
  { signal, seed = 0 }: GenerateOptions,
): Stream<string, Completion> {
  signal?.throwIfAborted();
  const started = performance.now();
  const { thought, action } = decide(readTranscript(messages), options, seed);
  const text = `${thought}\n${JSON.stringify(action)}`;
  yield text;
  const chars = messages.reduce((sum, message) => sum + message.content.length, 0);
  // not a language model: tokens are counted as a quarter of the characters read and written
  return {
    text,
    tokensIn: Math.ceil(chars / 4),
    tokensOut: Math.ceil(text.length / 4),
    cost: 0,
    ms: performance.now() - started,
    finish: 'stop',
    model: 'search',
  };
}

/** The next action, from the transcript alone. */
export function decide(t: Transcript, options: Options, seed: number): Said {
  const run = t.runs.at(-1);
  const lastEdit = t.edits.at(-1);
  if (!run) return say('First I run the tests.', { action: 'run', command: t.command });
  if (lastEdit && lastEdit.run === t.runs.length)
    return say('Now the tests again.', { action: 'run', command: t.command });
  if (run.ok && run.failed === 0) return say('All tests pass.', { action: 'submit' });
  const look = nextView(t, t.runs[0]!, options);
  if (look) return look;
  const { best, base, tries } = progress(t);
  const dirty = [...base].find(([path, text]) => t.files.get(path) !== text);
  const undo = dirty && { action: 'edit', path: dirty[0], ...smallestEdit(t.files.get(dirty[0])!, dirty[1]) };
  if (shouldAsk(t, tries, options))
    return say('I am stuck and ask.', { action: 'ask', question: question(t, best, tries) });
  const next = ranked(t, base, best, seed)[0];
  if (!next)
    return undo
      ? say('No idea is left; I take my last change back.', undo)
      : say('No idea is left. I stop here.', { action: 'submit' });
  if (undo && dirty[0] !== next.source.path) return say('That did not help; I take it back.', undo);
  const target = next.source.text.slice(0, next.start) + next.replacement + next.source.text.slice(next.end);
  const edit = smallestEdit(t.files.get(next.source.path)!, target);
  if (undo && edit.find.length > 2500) return say('That did not help; I take it back.', undo);
  const thought = `${undo ? 'That did not help. ' : ''}Perhaps the ${next.kind} in ${next.source.path} is wrong.`;
  return say(thought, { action: 'edit', path: next.source.path, ...edit });
}

const say = (thought: string, action: Record<string, unknown>): Said => ({ thought, action });

/** Test files of failing tests first, then sources: those in stack frames, then those that the tests import. */
function nextView(t: Transcript, first: TestRun, { maxFiles }: Options): Said | null {
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
  const sources = sourcePaths(t.paths).sort((a, b) => weight(b) - weight(a)).slice(0, maxFiles); // prettier-ignore
  const source = sources.find((path) => !seen(path));
  return source ? say('I read the source.', { action: 'view', path: source }) : null;
}

/** What to keep: an edit stays when fewer tests fail after it. `base` = the files as they should read between tries. */
function progress(t: Transcript): { best: TestRun; base: Map<string, string>; tries: number } {
  let best = t.runs[0]!;
  const base = new Map<string, string>();
  let tries = 0;
  for (const edit of t.edits) {
    if (!base.has(edit.path)) base.set(edit.path, edit.before);
    const after = t.runs[edit.run];
    if (!after || edit.after === base.get(edit.path)) continue;
    if (better(after, best)) {
      best = after;
      base.set(edit.path, edit.after);
      tries = 0;
    } else tries++;
  }
  return { best, base, tries };
}

const better = (a: TestRun, b: TestRun) => a.failed < b.failed && a.passed >= b.passed;
const same = (a: TestRun, b: TestRun) => a.failed === b.failed && a.passed === b.passed;

function shouldAsk(t: Transcript, tries: number, { patience }: Options): boolean {
  if (patience <= 0 || t.refused > 0 || tries < patience) return false;
  if (t.last?.action === 'ask') return false;
  const since = t.advice.length === 0 ? tries : t.edits.length - t.advice.at(-1)!.edits;
  return since >= patience * (1 + t.advice.length);
}

function question(t: Transcript, best: TestRun, tries: number): string {
  const failing = best.failing.slice(0, 3).map((f) => `"${f.name}" (${f.message.split('\n')[0] || 'no message'})`);
  const tried = [...new Set(t.edits.map((edit) => edit.path))].join(', ');
  return `These tests fail: ${failing.join('; ')}. I tried ${tries} changes in ${tried} without effect. Which file and function is wrong, and what kind of change does it need?`;
}

/** How often each kind of mistake is the cause; rough, from published mutation studies. */
const SHARES: Record<string, number> = {
  comparison: 12, equality: 6, logic: 8, arithmetic: 10, assignment: 6, increment: 3, bits: 2, constant: 11, boolean: 5, condition: 10,
  negation: 5, ternary: 5, branches: 3, else: 2, arguments: 6, operands: 4, method: 6, variable: 8, 'off-by-one': 7, return: 6, await: 2,
  exit: 4, optional: 2, text: 2, loop: 2, spread: 1,
}; // prettier-ignore

/** Untried candidates on the files of `base`, most promising first. */
function ranked(t: Transcript, base: Map<string, string>, best: TestRun, seed: number): Ranked[] {
  const suspicion = suspect({ ...t, files: new Map([...t.files, ...base]) }, best);
  const tried = new Set(t.edits.map((edit) => edit.path + edit.after));
  const changed = new Map<string, number>();
  for (const edit of t.edits) {
    const after = t.runs[edit.run];
    const source = suspicion.sources.find((s) => s.path === edit.path);
    if (!after || !source) continue;
    const name = `${edit.path}:${suspicion.inside(source, firstDifference(edit.after, base.get(edit.path)!))}`;
    changed.set(name, (changed.get(name) ?? 1) * (same(after, best) ? 0.85 : 1.05));
  }
  const out: Ranked[] = [];
  for (const source of suspicion.sources) {
    for (const candidate of candidatesOf(source.text)) {
      const result = source.text.slice(0, candidate.start) + candidate.replacement + source.text.slice(candidate.end);
      const key = source.path + result;
      if (tried.has(key)) continue;
      const feedback = changed.get(`${source.path}:${suspicion.inside(source, candidate.start)}`) ?? 1;
      const jitter = 1 + 0.05 * (hash(`${seed}${source.path}${candidate.start}${candidate.replacement}`) - 0.5);
      out.push({
        ...candidate,
        source,
        key,
        score: candidate.prior * suspicion.at(source, candidate.start, candidate.kind) * feedback * jitter,
      });
    }
  }
  // a kind with many places gets less for each of them: P(kind) is shared out over its candidates
  const totals = new Map<string, number>();
  for (const c of out) totals.set(c.kind, (totals.get(c.kind) ?? 0) + c.score);
  for (const c of out) c.score *= SHARES[c.kind]! / totals.get(c.kind)!;
  return out.sort((a, b) => b.score - a.score);
}

function firstDifference(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

/** FNV-1a, 0..1. */
function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return (h >>> 0) / 2 ** 32;
}

/** Whole lines around the difference of two texts, as many as make them occur once. */
function smallestEdit(now: string, target: string): { find: string; replace: string } {
  const a = now.split('\n');
  const b = target.split('\n');
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from++;
  let tail = 0;
  while (tail < a.length - from && tail < b.length - from && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  let [start, end] = [from, tail];
  for (;;) {
    const find = a.slice(start, a.length - end).join('\n');
    if (find.trim() !== '' && now.indexOf(find) === now.lastIndexOf(find)) {
      return { find, replace: b.slice(start, b.length - end).join('\n') };
    }
    if (start === 0 && end === 0) return { find: now, replace: target };
    start = Math.max(0, start - 1);
    end = Math.max(0, end - 1);
  }
}
export function debugRanked(messages: Message[]) { const t = readTranscript(messages); const { best, base } = progress(t); return ranked(t, base, best, 1); }
