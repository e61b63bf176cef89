/** What training keeps on disk: remembered test runs, examples, checkpoints. Lines are appended; files are replaced whole. */
import fs from 'node:fs';
import path from 'node:path';
import { parseCheckpoint, writeCheckpoint, type Checkpoint } from '../models/trained/checkpoint';
import type { Adam } from '../train/optimise';

/** Complete lines of a JSON-lines file; a torn last line is left out. */
export function readLines<T>(file: string): T[] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as T] : [];
      } catch {
        return [];
      }
    });
}

export const appendLine = (file: string, value: unknown) => fs.appendFileSync(file, `${JSON.stringify(value)}\n`);

export interface Table<T> {
  get(key: string): T | undefined;
  /** A key that is there already keeps its value. */
  set(key: string, value: T): void;
}

/**
 * Values by key, a line of JSON each. Only where they lie is held in memory, so that a long training stays small; a torn
 * line counts as absent. One process writes: the workers of a pool ask it.
 */
export function diskTable<T>(file: string): Table<T> {
  const places = new Map<string, [from: number, length: number]>();
  const bytes = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0);
  for (let from = 0, to = bytes.indexOf(10); to >= 0; from = to + 1, to = bytes.indexOf(10, from)) {
    const key = /^\["([^"\\]*)",/.exec(bytes.toString('utf8', from, Math.min(to, from + 300)))?.[1];
    if (key !== undefined) places.set(key, [from, to - from]);
  }
  if (bytes.length > 0 && bytes.at(-1) !== 10) fs.appendFileSync(file, '\n');
  return {
    get(key) {
      const place = places.get(key);
      const line = place && read(file, ...place);
      try {
        const [own, value] = JSON.parse(line ?? '[]') as [string, T];
        return own === key ? value : undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      if (places.has(key)) return;
      const line = Buffer.from(`${JSON.stringify([key, value])}\n`);
      places.set(key, [fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0, line.length - 1]);
      fs.appendFileSync(file, line);
    },
  };
}

function read(file: string, from: number, length: number): string {
  const fd = fs.openSync(file, 'r');
  try {
    const line = Buffer.alloc(length);
    return line.toString('utf8', 0, fs.readSync(fd, line, 0, length, from));
  } finally {
    fs.closeSync(fd);
  }
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
    Object.fromEntries(
      Object.entries(extra).flatMap(([name, data]) =>
        name.startsWith(`${mark}/`) ? [[name.slice(mark.length + 1), data]] : [],
      ),
    );
  return { step, first: part('first'), second: part('second') };
}
