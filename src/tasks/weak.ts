/**
 * After a pass: how closely do the expected tests look at what the patch changed? Mutants of the patched lines (our own
 * operators) are run one after the other until the tests notice one. Where they notice none, the patch may have passed
 * because few tests look at it, and a pass says little.
 */
import { applyPatch, changesBetween, applyChanges } from '../lib/diff';
import { hash } from '../lib/ids';
import type { Files, Report, Sandbox, Task } from '../types';
import { grade, type GradeOptions, type Submission } from './grade';
import { accept } from './guard';
import { workspace } from '../facts/task';

/** So many mutants at most, of different places where there are that many. */
const TRIES = 5;

/** Offsets of the lines that are new against `before`; all of a new file. */
function changedRanges(before: string, after: string): [start: number, end: number][] {
  const old = new Map<string, number>();
  for (const line of before.split('\n')) old.set(line, (old.get(line) ?? 0) + 1);
  const ranges: [number, number][] = [];
  let at = 0;
  for (const line of after.split('\n')) {
    const left = old.get(line) ?? 0;
    if (left > 0) old.set(line, left - 1);
    else if (line.trim() !== '') ranges.push([at, at + line.length]);
    at += line.length + 1;
  }
  return ranges;
}

/**
 * `weak` of a resolved report; undefined where nothing can be mutated (only text was deleted, no code was changed).
 * Each try is one run of the tests in a sandbox of its own.
 */
export async function weaklyHeld(
  task: Task,
  submission: Submission,
  makeSandbox: () => Promise<Sandbox>,
  { signal, ...options }: GradeOptions = {},
): Promise<Report['weak']> {
  const { mutants, splice } = await import('./mutate');
  const base = workspace(task);
  const after = 'files' in submission ? submission.files : applyPatch(base, submission.patch);
  const { changes } = accept(task, changesBetween(base, after));
  const found: { path: string; text: string; line: number }[] = [];
  for (const [path, text] of Object.entries(changes)) {
    if (typeof text !== 'string' || !/\.[cm]?[jt]sx?$/.test(path)) continue;
    const before = task.files[path] ?? '';
    const ranges = changedRanges(before, text);
    try {
      for (const mutant of mutants(path, text)) {
        const line = ranges.findIndex(([start, end]) => mutant.start >= start && mutant.end <= end);
        if (line < 0) continue;
        const mutated = splice(text, mutant.start, mutant.end, mutant.text);
        // A mutant that is the base again would say nothing new.
        if (mutated !== before) found.push({ path, text: mutated, line });
      }
    } catch {
      // What our parser does not read is not mutated.
    }
  }
  if (found.length === 0) return undefined;
  // Of every patched line one, then of each another.
  const rounds = new Map<number, typeof found>();
  const shuffled = found.map((one, i) => ({ one, at: hash(task.id, String(i)) })).sort((a, b) => a.at - b.at);
  for (const { one } of shuffled) rounds.set(one.line, [...(rounds.get(one.line) ?? []), one]);
  const order = [...rounds.values()];
  const chosen = Array.from({ length: TRIES }, (_, n) => order.map((list) => list[n])).flat();
  let tried = 0;
  for (const one of chosen.filter((mutant) => mutant !== undefined).slice(0, TRIES)) {
    signal?.throwIfAborted();
    const files: Files = applyChanges(base, changes, { [one.path]: one.text });
    tried++;
    const { resolved } = await grade(task, { files }, makeSandbox, { ...options, ...(signal ? { signal } : {}) });
    if (!resolved) return { tried, noticed: true };
  }
  return { tried, noticed: false };
}
