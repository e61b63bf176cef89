/**
 * What the rooms keep in this browser: episodes, and the tasks beside them. Without storage everything is kept in memory
 * until the page closes. Loaded lazily.
 */
import type { Trajectory } from '../types';
import { openStore, summaryOf, type EpisodeSummary, type Store } from './episodes';
import { StoreError } from './fault';
import { openTasks, tasksInMemory, type Tasks } from './tasks';

export interface BrowserStorage extends Tasks {
  store: Store;
  /** Why episodes are not kept past this page, when they are not. */
  problem: StoreError | null;
}

/** @throws StoreError blocked or newer */
export async function openStorage(): Promise<BrowserStorage> {
  try {
    const [store, tasks] = await Promise.all([openStore(), openTasks()]);
    return { store, problem: null, ...tasks };
  } catch (error) {
    if (error instanceof StoreError && error.kind !== 'unavailable') throw error;
    const problem = error instanceof StoreError ? error : new StoreError('unavailable', error);
    return { store: storeInMemory(), problem, ...tasksInMemory() };
  }
}

function storeInMemory(): Store {
  const episodes = new Map<string, Trajectory>();
  return {
    writer: async () => ({
      save: async (trajectory) => void episodes.set(trajectory.id, trajectory),
      release: async () => {},
    }),
    get: async (id) => episodes.get(id),
    list: async (): Promise<EpisodeSummary[]> =>
      [...episodes.values()].map(summaryOf).sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    unfinished: async () => [],
    remove: async (id) => void episodes.delete(id),
    close: () => episodes.clear(),
  };
}
