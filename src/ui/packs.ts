/** Task lists and packs as the site serves them (public/tasks); loaded lazily. */
import { parseTask } from '../tasks/load';
import type { Task } from '../types';
import type { TaskRow } from './catalog.svelte';

export async function listTasks(): Promise<TaskRow[]> {
  throw new Error('not wired');
}

export async function fetchTask(id: string): Promise<Task> {
  throw new Error(id);
}

export { parseTask };
