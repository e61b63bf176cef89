/** A patch under review: hunks kept or reverted one by one, the patch and the files that are left. */
import { formatPatch } from 'diff';
import { applyPatch, diffFiles, parsePatch, type FilePatch } from '../lib/diff';
import type { Files } from '../types';

export interface ReviewedHunk {
  lines: string[];
  oldStart: number;
  newStart: number;
  kept: boolean;
}
export interface ReviewedFile {
  path: string;
  from: string | null;
  to: string | null;
  binary: boolean;
  hunks: ReviewedHunk[];
}

/** @throws PatchError */
export const openReview = (patch: string): ReviewedFile[] =>
  parsePatch(patch).map((file) => ({
    path: (file.to ?? file.from)!,
    from: file.from,
    to: file.to,
    binary: file.binary,
    hunks: file.hunks.map(({ lines, oldStart, newStart }) => ({ lines, oldStart, newStart, kept: true })),
  }));

/** The files with the kept hunks applied. `patch` must fit `base` as a whole. */
export function keptFiles(base: Files, patch: string, review: readonly ReviewedFile[]): Files {
  const files = parsePatch(patch).flatMap((file, i) => {
    const kept = file.hunks.filter((_, n) => review[i]?.hunks[n]?.kept);
    // A file is created or deleted as a whole: its one hunk decides.
    return kept.length || file.hunks.length === 0 ? [{ ...file, hunks: kept }] : [];
  });
  return applyPatch(base, files.map(asText).join(''));
}

const asText = (file: FilePatch): string =>
  formatPatch({
    isGit: true,
    oldFileName: file.from === null ? '/dev/null' : `a/${file.from}`,
    newFileName: file.to === null ? '/dev/null' : `b/${file.to}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: file.hunks,
    ...(file.from === null ? { isCreate: true, newMode: '100644' } : {}),
    ...(file.to === null ? { isDelete: true, oldMode: '100644' } : {}),
  });

/** The patch for the root of the repository: paths start with the folder that was imported. */
export function patchFor(base: Files, after: Files, folder: string): string {
  if (folder === '') return diffFiles(base, after);
  const moved = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
  return diffFiles(moved(base), moved(after));
}

/** A shell command that applies the patch from the root of a checkout, with the patch inside. */
export function applyCommand(patch: string): string {
  let mark = 'PATCH';
  while (patch.split('\n').includes(mark)) mark += '_';
  return `git apply <<'${mark}'\n${patch}${patch.endsWith('\n') ? '' : '\n'}${mark}\n`;
}
