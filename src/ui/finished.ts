/** The finished episodes of this browser, read a little in each frame into what a room needs of them. */
import type { Trajectory } from '../types';
import { library } from './library.svelte';

/** How far such a reading is. */
export type LoadState =
  | { kind: 'none' }
  | { kind: 'reading'; done: number; of: number }
  | { kind: 'ready' }
  | { kind: 'failed'; message: string };

const FRAME_MS = 12;

export interface FinishedPlan<Entry> {
  /** What was read before, by episode, time of saving and variant; new entries are added. */
  known: Map<string, Entry>;
  /** What else an entry depends on. */
  variant?: string;
  /** undefined for an episode that does not read: it is counted as damaged. */
  read(get: () => Promise<Trajectory | undefined>): Promise<Entry | undefined>;
  tell(done: number, of: number): void;
}

/** Entries in the order of the library. @throws when the library cannot be read. */
export async function readFinished<Entry>({
  known,
  variant = '',
  read,
  tell,
}: FinishedPlan<Entry>): Promise<{ entries: Entry[]; damaged: number }> {
  await library.load();
  if (library.state.kind === 'failed') throw new Error(library.state.message);
  const finished = library.rows.filter((row) => row.exit !== null);
  const { store } = await library.storage();
  const entries: Entry[] = [];
  let damaged = 0;
  let pause = performance.now() + FRAME_MS;
  for (const [done, { id, savedAt }] of finished.entries()) {
    const key = `${id} ${savedAt} ${variant}`;
    const entry = known.get(key) ?? (await read(() => store.get(id)));
    if (entry) {
      known.set(key, entry);
      entries.push(entry);
    } else damaged++;
    if (performance.now() < pause) continue;
    tell(done, finished.length);
    await new Promise((resolve) => setTimeout(resolve));
    pause = performance.now() + FRAME_MS;
  }
  return { entries, damaged };
}
