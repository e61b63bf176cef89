/**
 * Which turns of an episode teach: the one place for it, whatever the format. The protégé wrote them, they were carried
 * out, and an edit's lines still stand when the episode ends resolved. What the expert said or did teaches nothing.
 */
import { expertActed, ownReply } from '../../facts/step';
import { diffFiles, applyChanges, own, PatchError, revertPatch } from '../../lib/diff';
import type { Files, Generation, Step, Trajectory } from '../../types';
import { changedLines } from '../reward/similarity';

/** For each step: the generation that teaches, or null. */
export function teachingGenerations(trajectory: Trajectory): (Generation | null)[] {
  const lasting = lastingEdits(trajectory);
  return trajectory.steps.map((step, i) => {
    const { generations } = step;
    if (expertActed(step)) return null;
    const own = ownReply(step);
    if (!own?.action || own.action.kind === 'invalid') return null;
    if (own.action.kind === 'ask' && generations.length === 1) return null; // refused: nobody answered
    return own.action.kind === 'edit' && !lasting.has(i) ? null : own;
  });
}

/**
 * Steps whose edit is part of the repair: every line it added, but for those that were there before the episode, is one
 * that the final patch adds; if it only took lines away, the patch takes them away. Undone, missed and rewritten ones
 * are not, and none is while the episode is not known to be resolved.
 */
function lastingEdits({ steps, patch, report }: Trajectory): Set<number> {
  const out = new Set<number>();
  const before = report?.resolved ? textsBefore(steps, patch ?? '') : null;
  if (!before) return out;
  const after = applyChanges(before, ...steps.map(({ changes }) => changes));
  let files = before;
  steps.forEach((step, i) => {
    const next = applyChanges(files, step.changes);
    const paths = Object.keys(step.changes);
    if (paths.length > 0 && paths.every((path) => lasts(path, { before, files, next, after }))) out.add(i);
    files = next;
  });
  return out;
}

function lasts(path: string, { before, files, next, after }: Record<'before' | 'files' | 'next' | 'after', Files>) {
  const old = new Set(
    textOf(before, path)
      .split('\n')
      .map((line) => line.trim()),
  );
  const kept = new Set(between(path, before, after));
  const changed = between(path, files, next);
  const added = changed.filter((line) => line[0] === '+' && !old.has(line.slice(1)));
  const judged = added.length > 0 ? added : changed.filter((line) => line[0] === '-');
  return judged.length > 0 && judged.every((line) => kept.has(line));
}

const textOf = (files: Files, path: string): string => {
  const content = own(files, path);
  return typeof content === 'string' ? content : '';
};

/** The lines that differ, `+` or `-` before each. */
function between(path: string, from: Files, to: Files): string[] {
  const one = (files: Files): Files => (own(files, path) === undefined ? {} : { [path]: textOf(files, path) });
  return changedLines(diffFiles(one(from), one(to)))
    .split('\n')
    .filter((line) => line !== '');
}

/** The changed files as they were before the episode; null when the patch does not belong to these steps. */
function textsBefore(steps: Step[], patch: string): Files | null {
  const after = applyChanges({}, ...steps.map(({ changes }) => changes));
  try {
    return revertPatch(after, patch);
  } catch (error) {
    if (error instanceof PatchError) return null;
    throw error;
  }
}
