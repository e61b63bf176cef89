/** The episodes kept in this browser: the list, opening, deleting with undo, export and import. */
import type { Exit, Files, Task, Trajectory } from '../types';

export interface EpisodeRow {
  id: string;
  task: string;
  title: string;
  startedAt: string;
  protege: string;
  gate: string;
  expert: string | null;
  steps: number;
  expertCalls: number;
  cost: number | null;
  exit: Exit | null;
  resolved: boolean | null;
}

export type OutcomeFilter = 'any' | 'resolved' | 'failed' | 'open';
export type ExportKind = 'traj' | 'patch' | 'zip';

export const orders = {
  newest: { label: 'Newest first', by: (a: EpisodeRow, b: EpisodeRow) => b.startedAt.localeCompare(a.startedAt) },
  oldest: { label: 'Oldest first', by: (a: EpisodeRow, b: EpisodeRow) => a.startedAt.localeCompare(b.startedAt) },
  task: { label: 'By task', by: (a: EpisodeRow, b: EpisodeRow) => a.title.localeCompare(b.title) },
  steps: { label: 'Most steps', by: (a: EpisodeRow, b: EpisodeRow) => b.steps - a.steps },
  calls: { label: 'Most expert calls', by: (a: EpisodeRow, b: EpisodeRow) => b.expertCalls - a.expertCalls },
} as const;
export type Order = keyof typeof orders;

export function matching(rows: EpisodeRow[], text: string, outcome: OutcomeFilter, order: Order): EpisodeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => {
      const fits =
        outcome === 'any' ||
        (outcome === 'resolved' && row.resolved === true) ||
        (outcome === 'open' && row.exit === null) ||
        (outcome === 'failed' && row.resolved !== true && row.exit !== null);
      const hay = `${row.title} ${row.task} ${row.protege} ${row.gate} ${row.expert ?? ''}`.toLowerCase();
      return fits && words.every((word) => hay.includes(word));
    })
    .toSorted(orders[order].by);
}

type State = { kind: 'none' } | { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

class Library {
  rows = $state.raw<EpisodeRow[]>([]);
  state = $state.raw<State>({ kind: 'none' });
  /** Bytes this site uses in the browser's storage; null when the browser does not say. */
  used = $state<number | null>(null);

  async load(): Promise<void> {
    this.state = { kind: 'ready' };
  }
  async open(id: string): Promise<{ trajectory: Trajectory; base: Files; task: Task | null }> {
    throw new Error(id);
  }
  async remove(_id: string): Promise<void> {}
  async importFile(_file: File): Promise<void> {}
  async export(_id: string, _kind: ExportKind): Promise<void> {}
}

export const library = new Library();
