/** Applies unified diffs to the shell's files, with a little fuzz; shared by `patch` and `git apply`. */
import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { unmailed } from '../lib/mail';
import { toText } from './bytes';
import { type ShellFs } from './fs';
import { resolvePath } from './paths';

export interface PatchOptions {
  /** Leading path parts to drop (-p). */
  strip: number;
  reverse: boolean;
  /** Lines of context that may differ. */
  fuzz: number;
  /** Only say whether it would fit. */
  check: boolean;
  /** Patch this file, whatever the headers say. */
  target?: string;
}

export interface Applied {
  path: string;
  what: 'patched' | 'created' | 'deleted' | 'renamed';
}

/** Nothing is written unless everything fits. Throws with the first thing that does not. */
export function applyText(fs: ShellFs, root: string, cwd: string, text: string, options: PatchOptions): Applied[] {
  let parsed: StructuredPatch[];
  try {
    parsed = parsePatch(unmailed(text.replaceAll('\r\n', '\n').replace(/\n?$/, '\n')));
  } catch (error) {
    throw new Error(`malformed patch: ${(error as Error).message}`);
  }
  const files = parsed.filter(
    ({ hunks, isRename, isDelete, isCreate }) => hunks.length || isRename || isDelete || isCreate,
  );
  if (!files.length) throw new Error('no valid patches in input');
  const writes = new Map<string, string | null>();
  const applied: Applied[] = [];
  for (const given of files) {
    const patch = options.reverse ? reversePatch(given) : given;
    const place = (name: string | undefined): string | undefined => {
      const clean = name?.split('\t')[0];
      if (!clean || clean === '/dev/null') return undefined;
      const stripped = clean.split('/').slice(options.strip).join('/');
      const full = resolvePath(cwd, options.target ?? (stripped || clean));
      if (
        clean.startsWith('/') ||
        clean.split('/').includes('..') ||
        !full.startsWith(`${root}/`) ||
        full.startsWith(`${root}/.git/`)
      )
        throw new Error(`the path ${clean} leaves the repository`);
      return full;
    };
    let from = patch.isCreate ? undefined : place(patch.oldFileName);
    let to = patch.isDelete ? undefined : place(patch.newFileName);
    const read = (path: string | undefined) => {
      if (path === undefined) return undefined;
      if (writes.has(path)) return writes.get(path) ?? undefined;
      const node = fs.get(path);
      return node?.kind === 'file' ? toText(node.data) : undefined;
    };
    // Plain diffs name both sides (`x.orig`, `x`): the one that exists is meant.
    if (from && to && from !== to && !patch.isRename && !patch.isCopy) from = to = read(to) !== undefined ? to : from;
    const name = (to ?? from ?? '?').slice(root.length + 1);
    const before = from === undefined ? '' : read(from);
    if (before === undefined) throw new Error(`${name}: No such file`);
    if (from === undefined && to && read(to) !== undefined) throw new Error(`${name}: already exists`);
    const after = fit(before, patch, options.fuzz);
    if (typeof after !== 'string')
      throw new Error(`patch failed: ${name}: hunk ${after.hunk} does not fit (line ${after.line})`);
    if (to === undefined && from !== undefined) {
      if (after !== '') throw new Error(`${name}: not all of its lines are deleted by the patch`);
      writes.set(from, null);
      applied.push({ path: name, what: 'deleted' });
      continue;
    }
    if (from !== undefined && from !== to && patch.isRename) writes.set(from, null);
    if (to !== undefined) writes.set(to, after);
    applied.push({ path: name, what: from === undefined ? 'created' : from === to ? 'patched' : 'renamed' });
  }
  if (options.check) return applied;
  for (const [path, content] of writes) {
    if (content === null) fs.rmSync(path, { force: true });
    else fs.writeFileSync(path, content);
  }
  return applied;
}

/** The hunk without up to `drop` context lines at either end, as patch's fuzz does it. */
function trim(hunk: StructuredPatch['hunks'][number], drop: number): StructuredPatch['hunks'][number] {
  const context = (lines: string[]) => {
    const first = lines.findIndex((line) => !line.startsWith(' '));
    return Math.min(drop, first < 0 ? 0 : first);
  };
  const [head, tail] = [context(hunk.lines), context([...hunk.lines].reverse())];
  if (!head && !tail) return hunk;
  return {
    oldStart: hunk.oldStart + head,
    newStart: hunk.newStart + head,
    oldLines: hunk.oldLines - head - tail,
    newLines: hunk.newLines - head - tail,
    lines: hunk.lines.slice(head, hunk.lines.length - tail),
  };
}

function fit(before: string, patch: StructuredPatch, fuzz: number): string | { hunk: number; line: number } {
  const attempt = (hunks: StructuredPatch['hunks'], drop: number) => {
    try {
      return applyPatch(before, { ...patch, hunks: hunks.map((hunk) => trim(hunk, drop)) });
    } catch {
      return false; // the library throws on contradicting end-of-file marks
    }
  };
  for (let drop = 0; drop <= fuzz; drop++) {
    const after = attempt(patch.hunks, drop);
    if (after !== false) return after;
  }
  const index = Math.max(
    0,
    patch.hunks.findIndex((_, i) => attempt(patch.hunks.slice(0, i + 1), fuzz) === false),
  );
  return { hunk: index + 1, line: patch.hunks[index]?.oldStart ?? 0 };
}
