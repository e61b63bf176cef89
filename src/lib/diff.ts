/** Git-style unified diffs of whole file trees: make, parse, apply. Strict: context must match exactly. */
import { applyPatch as applyOne, formatPatch, parsePatch as parseAll, reversePatch, structuredPatch } from 'diff';
import type { StructuredPatch } from 'diff';
import type { Changes, Files } from '../types';
import { unmailed } from './mail';

/** One file's part of a patch. `from` null = created, `to` null = deleted, `binary` = a note without content, `copy`: `from` stays. */
export interface FilePatch {
  from: string | null;
  to: string | null;
  binary: boolean;
  copy?: true;
  hunks: StructuredPatch['hunks'];
}

/** A patch that does not parse or apply; `path` and `hunk` (1-based) say where. */
export class PatchError extends Error {
  override name = 'PatchError';
  constructor(
    message: string,
    readonly path?: string,
    readonly hunk?: number,
  ) {
    super(message);
  }
}

/** Unified diff turning `before` into `after`, files in name order; '' when they are equal. Binary files are noted. */
export function diffFiles(before: Files, after: Files): string {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.map((path) => diffFile(path, own(before, path), own(after, path))).join('');
}

/** Line edits after which a file counts as rewritten: looking for the shortest diff would take too long. */
const MAX_EDITS = 4000;

/** One hunk that replaces everything. */
function whole(before: string, after: string): Pick<StructuredPatch, 'hunks'> {
  const marked = (text: string, mark: string) => {
    if (text === '') return [];
    const lines = text.split('\n').map((line) => mark + line);
    return text.endsWith('\n') ? lines.slice(0, -1) : [...lines, '\\ No newline at end of file'];
  };
  const count = (lines: string[]) => lines.filter((line) => !line.startsWith('\\')).length;
  const [gone, come] = [marked(before, '-'), marked(after, '+')];
  const span = { oldStart: 1, oldLines: count(gone), newStart: 1, newLines: count(come) };
  return { hunks: [{ ...span, lines: [...gone, ...come] }] };
}

function diffFile(path: string, before: Files[string] | undefined, after: Files[string] | undefined): string {
  if (same(before, after)) return '';
  const binary = typeof before === 'object' || typeof after === 'object';
  const created = before === undefined;
  const deleted = after === undefined;
  const shell = binary
    ? { hunks: [] }
    : (structuredPatch('', '', before ?? '', after ?? '', undefined, undefined, {
        context: 3,
        maxEditLength: MAX_EDITS,
      }) ?? whole(before ?? '', after ?? ''));
  const text = formatPatch({
    isGit: true,
    oldFileName: created ? '/dev/null' : `a/${path}`,
    newFileName: deleted ? '/dev/null' : `b/${path}`,
    oldHeader: undefined,
    newHeader: undefined,
    hunks: shell.hunks,
    ...(created ? { isCreate: true, newMode: '100644' } : {}),
    ...(deleted ? { isDelete: true, oldMode: '100644' } : {}),
  });
  if (!binary) return text;
  return `${text}Binary files ${created ? '/dev/null' : `a/${path}`} and ${deleted ? '/dev/null' : `b/${path}`} differ\n`;
}

/** A file by its path, whatever the path (`constructor` and `__proto__` are names like others). */
export function own(files: Files, path: string): Files[string] | undefined {
  return Object.hasOwn(files, path) ? files[path] : undefined;
}

/** Equal text or equal bytes. */
export function same(a: Files[string] | undefined, b: Files[string] | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** What turns `before` into `after`. */
export function changesBetween(before: Files, after: Files): Changes {
  const changes: [string, Changes[string]][] = [];
  for (const path of Object.keys(before)) if (!Object.hasOwn(after, path)) changes.push([path, null]);
  for (const [path, content] of Object.entries(after)) {
    if (!same(own(before, path), content)) changes.push([path, content]);
  }
  return Object.fromEntries(changes);
}

/** Folds changes over files; the inputs stay as they are. */
export function applyChanges(files: Files, ...changes: Changes[]): Files {
  const out = new Map(Object.entries(files));
  for (const change of changes) {
    for (const [path, content] of Object.entries(change)) {
      if (content === null) out.delete(path);
      else out.set(path, content);
    }
  }
  return Object.fromEntries(out);
}

/** @throws PatchError when the text is not a unified diff. */
export function parsePatch(patch: string): FilePatch[] {
  if (patch.trim() === '') return [];
  let parsed: StructuredPatch[];
  try {
    parsed = parseAll(unmailed(patch));
  } catch (error) {
    throw new PatchError(`This is not a valid unified diff: ${(error as Error).message}`);
  }
  const files = parsed.filter((file) => file.hunks.length > 0 || file.isGit);
  if (files.length === 0) throw new PatchError('This is not a unified diff: it has no file headers and no hunks.');
  return files.map((file) => ({
    from: file.isCreate ? null : name(file.oldFileName),
    to: file.isDelete ? null : name(file.newFileName),
    binary: Boolean(file.isBinary),
    ...(file.isCopy ? { copy: true as const } : {}),
    hunks: file.hunks,
  }));
}

function name(header: string | undefined): string | null {
  if (header === undefined || header === '/dev/null') return null;
  return header.replace(/^[ab]\//, '');
}

/**
 * The files after the patch. Notes about binary files carry no content and change nothing.
 * @throws PatchError naming the file and the hunk that did not fit; nothing is applied then.
 */
export function applyPatch(files: Files, patch: string): Files {
  const out = new Map(Object.entries(files));
  const parts = parsePatch(patch);
  const leaving = new Set(parts.filter(({ from, to, copy }) => from !== to && !copy).map(({ from }) => from));
  const moved = new Set<string>();
  for (const file of parts) {
    const path = file.to ?? file.from;
    if (path === null) throw new PatchError('A part of the patch names no file.');
    if (file.binary) continue;
    const moves = file.from !== file.to && file.from !== null && file.to !== null;
    // As in git: what is renamed or copied is the file before the patch, in whatever order the parts stand.
    const before = file.from === null ? '' : ((moves ? own(files, file.from) : undefined) ?? out.get(file.from));
    if (before === undefined) throw new PatchError(`The patch changes ${file.from}, which does not exist.`, path);
    if (typeof before === 'object') throw new PatchError(`The patch changes ${file.from}, a binary file.`, path);
    if (file.from !== file.to && file.to !== null && out.has(file.to) && !leaving.has(file.to))
      throw new PatchError(`The patch creates ${file.to}, which exists already.`, path);
    const after = applyHunks(before, file, path);
    if (file.to === null && after !== '')
      throw new PatchError(`The patch deletes ${path}, but not all of its lines.`, path);
    const swapped = moves && moved.has(file.from!) && own(files, file.from!) !== undefined;
    if (file.from !== null && !file.copy && !swapped) out.delete(file.from);
    if (file.to !== null) out.set(file.to, after);
    if (moves) moved.add(file.to!);
  }
  return Object.fromEntries(out);
}

/** The files before the patch, from those after it. @throws PatchError as applyPatch does */
export function revertPatch(files: Files, patch: string): Files {
  parsePatch(patch); // says what is wrong with a text that is none
  const parts = patch.trim() === '' ? [] : parseAll(unmailed(patch));
  return applyPatch(files, parts.map((part) => formatPatch(reversePatch(part))).join(''));
}

function applyHunks(before: string, file: FilePatch, path: string): string {
  const attempt = (hunks: FilePatch['hunks']) => {
    try {
      return applyOne(before, { ...shellOf(file), hunks }, { autoConvertLineEndings: false });
    } catch {
      return false; // the library throws on hunks whose end-of-file marks contradict each other
    }
  };
  const after = attempt(file.hunks);
  if (after !== false) return after;
  const hunk = 1 + file.hunks.findIndex((_, i) => attempt(file.hunks.slice(0, i + 1)) === false);
  const at = file.hunks[hunk - 1]!.oldStart;
  throw new PatchError(
    `Hunk ${hunk} of ${file.hunks.length} for ${path} (line ${at}) does not fit: its context lines are not in the file.`,
    path,
    hunk,
  );
}

const shellOf = (file: FilePatch) => ({
  oldFileName: file.from ?? '/dev/null',
  newFileName: file.to ?? '/dev/null',
  oldHeader: undefined,
  newHeader: undefined,
});
