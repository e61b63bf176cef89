/** Task files that were opened, and the files that imported episodes carried, in IndexedDB. */
import { openDB, type DBSchema } from 'idb';
import type { Files, Task } from '../types';

interface Schema extends DBSchema {
  tasks: { key: string; value: Task };
  bases: { key: string; value: Files };
}

export interface Tasks {
  task(id: string): Promise<Task | undefined>;
  keepTask(task: Task): Promise<void>;
  base(id: string): Promise<Files | undefined>;
  keepBase(id: string, base: Files): Promise<void>;
}

export async function openTasks(): Promise<Tasks> {
  const db = await openDB<Schema>('protege-beside', 1, {
    upgrade(db) {
      db.createObjectStore('tasks', { keyPath: 'id' });
      db.createObjectStore('bases');
    },
  });
  return {
    task: (id) => db.get('tasks', id),
    keepTask: async (task) => void (await db.put('tasks', task)),
    base: (id) => db.get('bases', id),
    keepBase: async (id, base) => void (await db.put('bases', base, id)),
  };
}

/** The same until the page closes. */
export function tasksInMemory(): Tasks {
  const tasks = new Map<string, Task>();
  const bases = new Map<string, Files>();
  return {
    task: async (id) => tasks.get(id),
    keepTask: async (task) => void tasks.set(task.id, task),
    base: async (id) => bases.get(id),
    keepBase: async (id, base) => void bases.set(id, base),
  };
}
