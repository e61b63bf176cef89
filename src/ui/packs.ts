/** Task lists and packs as the site serves them (public/tasks); loaded lazily. */
import { findInstance, instance, summary, type RepoPack, type TaskIndex } from '../tasks/instances';
import { workspace } from '../facts/task';
import { parseTask } from '../tasks/load';
import type { Task } from '../types';
import type { TaskRow } from './catalog.svelte';

export { parseTask, workspace };

let index: TaskIndex | null = null;

async function json<T>(path: string, what: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(new URL(path, document.baseURI));
  } catch {
    throw new Error(`${what} did not load. Check that the site is still served, then try again.`);
  }
  if (!response.ok)
    throw new Error(`${what} is missing on this site (${response.status}). Build it again with \`npm run build\`.`);
  return (await response.json()) as T;
}

async function load(): Promise<TaskIndex> {
  return (index ??= await json<TaskIndex>('tasks/index.json', 'The task list'));
}

export async function listTasks(): Promise<TaskRow[]> {
  const loaded = await load();
  return loaded.rows.map((row, i) => ({ ...summary(loaded, i), sources: loaded.repos[row[0]]!.sources.length }));
}

/** A whole task; throws one clear sentence when it is unknown. */
export async function fetchTask(id: string): Promise<Task> {
  const loaded = await load();
  const at = findInstance(loaded, id);
  if (at === -1) throw new Error(`There is no task "${id}" on this site. Choose another one.`);
  const { name } = loaded.repos[loaded.rows[at]![0]]!;
  return instance(loaded, await json<RepoPack>(`tasks/repos/${name}.json`, `The repo ${name}`), at);
}
