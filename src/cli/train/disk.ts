/** What training keeps on disk: remembered test runs, examples, checkpoints. Lines are appended; files are replaced whole. */
import fs from 'node:fs';
import path from 'node:path';
import { parseCheckpoint, writeCheckpoint, type Checkpoint } from '../../models/trained/checkpoint';
import type { Memory } from '../../train/memo';
import type { Adam } from '../../train/optimise';
import type { ExecResult } from '../../types';

/** Complete lines of a JSON-lines file; a torn last line is left out. */
export function readLines<T>(file: string): T[] {
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').split('\n').flatMap((line) => {
    try {
      return line ? [JSON.parse(line) as T] : [];
    } catch {
      return [];
    }
  }); // prettier-ignore
}

export const appendLine = (file: string, value: unknown) => fs.appendFileSync(file, `${JSON.stringify(value)}\n`);

/** Test runs by files and command, kept in a file. */
export function diskMemory(file: string): Memory {
  const known = new Map(readLines<[string, ExecResult]>(file));
  return {
    get: (key) => known.get(key),
    set(key, result) {
      known.set(key, result);
      appendLine(file, [key, result]);
    },
  };
}

/** Replaced by rename, so that a crash leaves the old or the new file. */
export function saveCheckpoint(file: string, checkpoint: Checkpoint, bits: 16 | 32): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, writeCheckpoint(checkpoint, bits));
  fs.renameSync(`${file}.new`, file);
}

export function loadCheckpoint(file: string): Checkpoint | null {
  return fs.existsSync(file) ? parseCheckpoint(new Uint8Array(fs.readFileSync(file))) : null;
}

/** The optimiser's state as extra arrays of a checkpoint, and back. */
export const packAdam = ({ first, second }: Adam): Checkpoint['extra'] => ({
  ...Object.fromEntries(Object.entries(first).map(([name, data]) => [`first/${name}`, data])),
  ...Object.fromEntries(Object.entries(second).map(([name, data]) => [`second/${name}`, data])),
});

export function unpackAdam(extra: Checkpoint['extra'], step: number): Adam {
  const part = (mark: string) =>
    Object.fromEntries(Object.entries(extra).flatMap(([name, data]) => (name.startsWith(`${mark}/`) ? [[name.slice(mark.length + 1), data]] : []))); // prettier-ignore
  return { step, first: part('first'), second: part('second') };
}
