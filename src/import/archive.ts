/** A dropped archive -> an import: zip, tar or tar.gz by its first bytes, the one top folder stripped, .gitignore heeded. */
import { FileCollector } from './collect';
import { ImportError } from './fault';
import { gitignores, IGNORED, isNever } from './ignore';
import { limits, tooLarge } from './limits';
import { markOf, type Imported } from './origin';
import { reporting, type ImportProgress } from './progress';
import { untar } from './tar';
import type { Unpacked } from './unpack';
import { unzip } from './zip';
import type { Stream } from '../types';

/** @throws ImportError; a hostile archive is refused or its bad entries are named and left out. */
export function importArchive(bytes: Uint8Array, file: string): Stream<ImportProgress, Imported> {
  return reporting(async (emit) => {
    if (bytes.length > limits.packed) throw tooLarge(file, limits.packed);
    const tell = (done: number) => emit({ phase: 'unpacking', done: 0, total: 0, bytes: done, what: file });
    tell(0);
    const unpacked = await open(bytes, file, tell);
    return gather({ ...unpacked, tracked: unpacked.tracked ?? hasCommit(bytes) }, file);
  });
}

function open(bytes: Uint8Array, file: string, tell: (done: number) => void): Promise<Unpacked> {
  const [a, b, c, d] = bytes;
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return unzip(bytes, tell);
  if (a === 0x1f && b === 0x8b) return untar(bytes, true, tell);
  if (new TextDecoder().decode(bytes.subarray(257, 262)) === 'ustar') return untar(bytes, false, tell);
  throw new ImportError('archive', `${file} is no zip, tar or tar.gz. Drop one of these, or choose a folder.`);
}

/** `clock-1a2b3c/src/a.js` in every entry -> `clock-1a2b3c/`. */
function topFolder(paths: string[]): string {
  const slash = paths[0]?.indexOf('/') ?? -1;
  if (slash <= 0) return '';
  const top = paths[0]!.slice(0, slash + 1);
  return top !== '../' && top !== './' && paths.every((path) => path.startsWith(top)) ? top : '';
}

/** GitHub's zips, as git's own, end with the commit as their comment. */
const hasCommit = (zip: Uint8Array) => /^\x28\0[0-9a-f]{40}$/.test(String.fromCharCode(...zip.subarray(-42)));

function gather({ entries, left, tracked }: Unpacked, file: string): Imported {
  const collector = new FileCollector();
  const top = topFolder(entries.map(({ path }) => path));
  const below = (path: string) => (path.startsWith(top) ? path.slice(top.length) : path).replace(/^(?:\.\/)+/, '');
  const plain = entries.map(({ path, data }) => ({ path: below(path), data }));
  const ignored = gitignores(
    new Map(
      plain
        .filter(({ path }) => /(^|\/)\.gitignore$/.test(path))
        .map(({ path, data }) => [path, new TextDecoder().decode(data)]),
    ),
  );
  for (const { path, reason } of left) collector.leave(below(path), reason);
  for (const { path, data } of plain)
    if (tracked || !ignored(path)) collector.add(path, data);
    else if (!isNever(path)) collector.leave(path, IGNORED);
  const { files, bytes, notes } = collector.finish(file);
  if (ignored.note) notes.push(ignored.note);
  const name = file.replace(/\.(zip|tgz|tar|tar\.gz)$/i, '').replace(/[^\w.-]+/g, '-') || 'archive';
  return {
    name,
    origin: { kind: 'archive', file, ...(top ? { folder: top.slice(0, -1) } : {}) },
    files,
    bytes,
    notes,
    mark: markOf(files),
  };
}
