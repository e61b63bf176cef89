/**
 * What the rooms keep in this browser: episodes (trajectory/store), task files that were opened, and the files that
 * imported episodes carried. Without storage everything is kept in memory until the page closes. Loaded lazily.
 */
import { openDB, type DBSchema } from 'idb';
import { openStore, StoreError, summaryOf, type EpisodeSummary, type Store } from '../trajectory/store';
import type { Files, Task, Trajectory } from '../types';

interface Beside extends DBSchema {
  tasks: { key: string; value: Task };
  bases: { key: string; value: Files };
}

export interface Shelf {
  store: Store;
  /** Why episodes are not kept past this page, when they are not. */
  problem: StoreError | null;
  task(id: string): Promise<Task | undefined>;
  keepTask(task: Task): Promise<void>;
  base(id: string): Promise<Files | undefined>;
  keepBase(id: string, base: Files): Promise<void>;
}

export async function openShelf(): Promise<Shelf> {
  try {
    const [store, beside] = await Promise.all([
      openStore(),
      openDB<Beside>('protege-beside', 1, {
        upgrade(db) {
          db.createObjectStore('tasks', { keyPath: 'id' });
          db.createObjectStore('bases');
        },
      }),
    ]);
    return {
      store,
      problem: null,
      task: (id) => beside.get('tasks', id),
      keepTask: async (task) => void (await beside.put('tasks', task)),
      base: (id) => beside.get('bases', id),
      keepBase: async (id, base) => void (await beside.put('bases', base, id)),
    };
  } catch (error) {
    if (error instanceof StoreError && error.kind !== 'unavailable') throw error;
    return inMemory(error instanceof StoreError ? error : new StoreError('unavailable', error));
  }
}

/** The same shelf without a browser's storage. */
function inMemory(problem: StoreError): Shelf {
  const episodes = new Map<string, Trajectory>();
  const tasks = new Map<string, Task>();
  const bases = new Map<string, Files>();
  const list = async (): Promise<EpisodeSummary[]> =>
    [...episodes.values()].map(summaryOf).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return {
    problem,
    store: {
      writer: async () => ({
        save: async (trajectory) => void episodes.set(trajectory.id, trajectory),
        release: async () => {},
      }),
      get: async (id) => episodes.get(id),
      list,
      unfinished: async () => [],
      remove: async (id) => void episodes.delete(id),
      close: () => episodes.clear(),
    },
    task: async (id) => tasks.get(id),
    keepTask: async (task) => void tasks.set(task.id, task),
    base: async (id) => bases.get(id),
    keepBase: async (id, base) => void bases.set(id, base),
  };
}
