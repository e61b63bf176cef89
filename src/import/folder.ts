/** A picked or dropped folder -> an import. The page hands in its entries; nothing here touches the disk by itself. */
import { FileCollector } from './collect';
import { gitignores, IGNORED, isNever, isToolMade } from './ignore';
import { limits, megabytes, tooManyFiles } from './limits';
import { parseJson } from './manifest';
import { markOf, type Imported } from './origin';
import { reporting, type ImportProgress } from './progress';
import type { Stream } from '../types';

/** One file of the folder; `path` starts below it. */
export interface FolderEntry {
  path: string;
  size: number;
  bytes(): Promise<Uint8Array>;
}

/** @throws ImportError */
export function importFolder(
  entries: readonly FolderEntry[],
  name: string,
  signal?: AbortSignal,
  /** Files that version control holds, whatever .gitignore says. */
  tracked?: ReadonlySet<string>,
): Stream<ImportProgress, Imported> {
  return reporting(async (emit) => {
    const wanted = entries.filter(({ path }) => !isNever(path) || isToolMade(path) || tracked?.has(path));
    const texts = new Map<string, string>();
    for (const { path, size, bytes } of wanted)
      if (/(^|\/)\.gitignore$/.test(path) && size < limits.fileBytes)
        texts.set(path, new TextDecoder().decode(await bytes()));
    const ignored = gitignores(texts);
    const kept = wanted.filter(({ path }) => tracked?.has(path) || !ignored(path));
    if (kept.length > limits.files) throw tooManyFiles(limits);
    const collector = new FileCollector();
    let done = 0;
    for (const { path, size, bytes } of kept) {
      signal?.throwIfAborted();
      if (size > limits.fileBytes) collector.leave(path, `larger than ${megabytes(limits.fileBytes)}`);
      else if (collector.refuses(path) === null) collector.add(path, await bytes());
      emit({ phase: 'files', done: ++done, total: kept.length, bytes: collector.bytes });
    }
    if (kept.length < wanted.length)
      for (const { path } of wanted) if (!tracked?.has(path) && ignored(path)) collector.leave(path, IGNORED);
    const { files, bytes, notes } = collector.finish(`The folder ${name}`);
    if (ignored.note) notes.push(ignored.note);
    // A folder changes between two imports and is still the same one: its package tells it from another of its name.
    const own = Object.entries(files).filter(([path]) => /^(package\.json|deno\.json)$/.test(path));
    return {
      name,
      origin: { kind: 'folder', name },
      files,
      bytes,
      notes,
      mark: markOf(Object.fromEntries(own.map(([path, text]) => [path, nameIn(text)]))),
    };
  });
}

/** The name that a package gives itself. */
function nameIn(manifest: string | Uint8Array): string {
  const name = typeof manifest === 'string' ? parseJson(manifest)?.name : undefined;
  return typeof name === 'string' ? name : '';
}
