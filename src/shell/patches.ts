/** Applies unified diffs to the shell's files, with a little fuzz; shared by `patch` and `git apply`. */
import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { unmailed } from '../lib/mail';
import { toText } from './bytes';
import { type ShellFs } from './fs';
import { dirname, resolvePath } from '../lib/posix';

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
  /** Below this folder, as `git apply --directory`. */
  directory?: string;
  /** The counts of the hunks' heads are wrong: as many lines as there are. */
  recount?: boolean;
  /** Of the files of the patch only those for which this is true, by their paths in the repository. */
  only?: (path: string) => boolean;
}

export interface Applied {
  path: string;
  what: 'patched' | 'created' | 'deleted' | 'renamed' | 'copied';
  /** Lines that came and went. */
  added: number;
  removed: number;
  /** Where it was before. */
  from?: string;
  mode?: string;
}

/** Nothing is written unless everything fits. Throws with the first thing that does not. */
export function applyText(fs: ShellFs, root: string, cwd: string, text: string, options: PatchOptions): Applied[] {
  let parsed: StructuredPatch[];
  try {
    const whole = text.replace(/\n?$/, '\n');
    parsed = parsePatch(unmailed(options.recount ? recounted(whole) : whole));
  } catch (error) {
    throw new Error(`malformed patch: ${(error as Error).message}`);
  }
  const files = parsed.filter(
    ({ hunks, isRename, isCopy, isDelete, isCreate, isBinary, newMode }) =>
      hunks.length || isRename || isCopy || isDelete || isCreate || isBinary || newMode,
  );
  if (!files.length) throw new Error('no valid patches in input');
  const writes = new Map<string, string | null>();
  const modes = new Map<string, number>();
  const moved = new Set<string>();
  const applied: Applied[] = [];
  const before = (path: string) => {
    const node = fs.get(path);
    return node?.kind === 'file' ? toText(node.data) : undefined;
  };
  const read = (path: string) => (writes.has(path) ? (writes.get(path) ?? undefined) : before(path));
  const turned = files.map((file) => (options.reverse ? reversePatch(file) : file));
  const place = (name: string | undefined) => placed(root, cwd, name, options);
  const leaving = new Set(turned.flatMap((one) => (one.isRename || one.isDelete ? [place(one.oldFileName)] : [])));
  for (const patch of turned) {
    let from = patch.isCreate ? undefined : place(patch.oldFileName);
    let to = patch.isDelete ? undefined : place(patch.newFileName);
    // Plain diffs name both sides (`x.orig`, `x`): the one that exists is meant.
    const moves = patch.isRename || patch.isCopy;
    if (from && to && from !== to && !moves) from = to = read(to) !== undefined ? to : from;
    const name = (to ?? from ?? '?').slice(root.length + 1);
    if (options.only && !options.only(name)) continue;
    if (patch.isBinary)
      throw new Error(`cannot apply binary patch to '${name}': the sandbox reads patches of text only`);
    // As in git: what is renamed or copied is the file before the patch, in whatever order the parts stand.
    const old = from === undefined ? '' : ((moves ? before(from) : undefined) ?? read(from));
    if (old === undefined) throw new Error(`${name}: No such file`);
    if (to !== undefined && from !== to && read(to) !== undefined && !leaving.has(to))
      throw new Error(`${name}: already exists`);
    const after = fit(old, patch, options.fuzz);
    if (typeof after !== 'string')
      throw new Error(`patch failed: ${name}: hunk ${after.hunk} does not fit (line ${after.line})`);
    if (to === undefined && after !== '') throw new Error(`${name}: not all of its lines are deleted by the patch`);
    const what = to === undefined ? 'deleted' : from === undefined ? 'created' : from === to ? 'patched' : 'renamed';
    const swapped = from !== undefined && moved.has(from) && before(from) !== undefined;
    if (from !== undefined && from !== to && !patch.isCopy && !swapped) writes.set(from, null);
    if (to !== undefined) writes.set(to, after);
    if (to !== undefined && moves) moved.add(to);
    if (to !== undefined && patch.newMode) modes.set(to, parseInt(patch.newMode.slice(-3), 8));
    const lines = patch.hunks.flatMap((hunk) => hunk.lines);
    applied.push({
      path: name,
      what: what === 'renamed' && patch.isCopy ? 'copied' : what,
      added: lines.filter((line) => line.startsWith('+')).length,
      removed: lines.filter((line) => line.startsWith('-')).length,
      ...(from === undefined ? {} : { from: from.slice(root.length + 1) }),
      ...((patch.newMode ?? patch.oldMode) ? { mode: patch.newMode ?? patch.oldMode! } : {}),
    });
  }
  if (options.check) return applied;
  for (const [path, content] of writes) if (content === null) vacate(fs, root, path);
  for (const [path, content] of writes) {
    const mode = modes.get(path);
    if (content !== null) fs.writeFileSync(path, content, undefined, mode === undefined ? undefined : { mode });
  }
  return applied;
}

/** Hunk heads with the counts of the lines that follow. */
function recounted(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      const head = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
      if (!head) return line;
      let end = at + 1;
      while (end < lines.length && /^[ +\\-]/.test(lines[end]!) && !/^(?:-- ?$|--- .*)/.test(lines[end]!)) end++;
      const count = (marks: string) => lines.slice(at + 1, end).filter((one) => marks.includes(one[0]!)).length;
      return `@@ -${head[1]},${count(' -')} +${head[2]},${count(' +')} @@${line.slice(head[0].length)}`;
    })
    .join('\n');
}

/** Where a name of the patch is in the file system. Throws when that is outside of the repository. */
function placed(root: string, cwd: string, name: string | undefined, options: PatchOptions): string | undefined {
  const clean = name?.split('\t')[0];
  if (!clean || clean === '/dev/null') return undefined;
  const stripped = clean.split('/').slice(options.strip).join('/');
  const full = resolvePath(resolvePath(cwd, options.directory ?? '.'), options.target ?? (stripped || clean));
  if (
    clean.startsWith('/') ||
    clean.split('/').includes('..') ||
    !full.startsWith(`${root}/`) ||
    full.startsWith(`${root}/.git/`)
  )
    throw new Error(`the path ${clean} leaves the repository`);
  return full;
}

/** Without the file and the folders that it leaves empty: another part may make a file of that name. */
function vacate(fs: ShellFs, root: string, path: string): void {
  fs.rmSync(path, { force: true });
  for (let dir = dirname(path); dir.startsWith(`${root}/`) && fs.get(dir) && !fs.list(dir).length; dir = dirname(dir))
    fs.rmSync(dir);
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
