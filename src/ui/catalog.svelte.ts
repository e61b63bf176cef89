/** The task list: ids and labels first, a whole task only when it is opened. */
import { messageOf } from '../lib/text';
import type { Task } from '../types';

export interface TaskRow {
  id: string;
  title: string;
  kind: string;
  difficulty: string;
  framework: string;
  split: string;
  /** Source files of its repository. */
  sources: number;
}

/** What a small language model does best at: one wrong place of an easy kind, in a repository of few files. */
export const suits = ({ difficulty, sources }: Pick<TaskRow, 'difficulty' | 'sources'>): boolean =>
  difficulty === 'easy' && sources > 0 && sources <= 6;

export interface Filters {
  text: string;
  kind: string;
  difficulty: string;
  framework: string;
  /** Only what suits a small model. */
  small: boolean;
}

export const noFilters: Filters = { text: '', kind: '', difficulty: '', framework: '', small: false };

export function matching(rows: TaskRow[], filters: Filters): TaskRow[] {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      (!filters.kind || row.kind === filters.kind) &&
      (!filters.difficulty || row.difficulty === filters.difficulty) &&
      (!filters.framework || row.framework === filters.framework) &&
      (!filters.small || suits(row)) &&
      words.every((word) =>
        `${row.title} ${row.id} ${row.kind} ${row.difficulty} ${row.framework}`.toLowerCase().includes(word),
      ),
  );
}

export const choicesOf = (rows: TaskRow[], key: 'kind' | 'difficulty' | 'framework'): string[] =>
  rows
    .map((row) => row[key])
    .filter((value, i, all) => value !== '' && all.indexOf(value) === i)
    .sort();

type ListState = { kind: 'none' } | { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

class Catalog {
  rows = $state.raw<TaskRow[]>([]);
  state = $state.raw<ListState>({ kind: 'none' });
  #loading: Promise<void> | null = null;

  /** Loads the list once; a failed try may be repeated. */
  load(): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => {
      if (this.state.kind === 'failed') this.#loading = null;
    });
    return this.#loading;
  }

  async #fetch(): Promise<void> {
    this.state = { kind: 'loading' };
    try {
      const { listTasks } = await import('./packs');
      this.rows = await listTasks();
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'failed', message: messageOf(error) };
    }
  }

  /** A whole, checked task; throws one clear sentence when it is unknown or broken. */
  async task(id: string): Promise<Task> {
    const { fetchTask } = await import('./packs');
    return fetchTask(id);
  }
}

export const catalog = new Catalog();
