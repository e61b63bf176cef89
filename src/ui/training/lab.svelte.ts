/** A training in this tab: its state, its curves and what it played. The work is done in workers/train. */
import { drain } from '../../lib/stream';
import type { LiveEvent, LiveOptions, Phase } from '../../train/live';
import { STAGE_II, type RewardOptions } from '../../train/reward';
import { readFacts } from '../../train/reward/facts';
import { summarize, type Summary } from '../../trajectory/measure';
import type { Trajectory } from '../../types';
import type { Coach } from './coach';

export interface Point {
  x: number;
  y: number;
}

export interface Check extends Summary {
  at: 'before' | 'sft' | 'rl';
}

/** One held-out task before and after. */
export interface Pair {
  task: string;
  title: string;
  before?: Trajectory;
  after?: Trajectory;
}

type Status = 'idle' | 'starting' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

export const phases: Record<Phase, string> = {
  check: 'Checking on repos it never saw',
  generate: 'The teacher shows',
  sft: 'Copying what was shown',
  rl: 'Practising by itself',
};

class Lab {
  status = $state<Status>('idle');
  problem = $state<string | null>(null);
  phase = $state.raw<{ name: Phase; done: number; of: number } | null>(null);
  loss = $state.raw<Point[]>([]);
  reward = $state.raw<Point[]>([]);
  calls = $state.raw<Point[]>([]);
  resolved = $state.raw<Point[]>([]);
  checks = $state.raw<Check[]>([]);
  pairs = $state.raw<Pair[]>([]);
  shown = $state(0);
  kept = $state(0);
  /** There is a net to save or use. */
  learned = $state(false);
  /** Practise for the weights of the Reward tab instead of the curriculum. */
  ownReward = $state(false);
  amounts = $state({ shown: 16, sftSteps: 60, rlSteps: 4 });
  #coach: Coach | null = null;
  #stop: AbortController | null = null;

  readonly busy = $derived(this.status === 'starting' || this.status === 'running' || this.status === 'paused');

  async start(reward: RewardOptions = STAGE_II): Promise<void> {
    if (this.busy) return;
    this.status = 'starting';
    this.problem = null;
    const stop = (this.#stop = new AbortController());
    try {
      const { lesson } = await import('./coach');
      const [coach, given] = await Promise.all([this.#open(), lesson()]);
      const options: LiveOptions = {
        ...$state.snapshot(this.amounts),
        ...given,
        seed: 1,
        ...(this.ownReward ? { reward } : {}),
      };
      if (stop.signal.aborted) return void (this.status = 'stopped');
      this.status = 'running';
      const end = await drain(coach.remote.train(options, stop.signal), (event) => this.#take(event));
      this.status = end === 'done' ? 'done' : end === 'aborted' ? 'stopped' : 'failed';
      if (end === 'not a number')
        this.problem =
          'A loss was no number; the net is as it was before that step. Start again with another amount, or reset.';
    } catch (error) {
      this.status = stop.signal.aborted ? 'stopped' : 'failed';
      if (!stop.signal.aborted) this.problem = error instanceof Error ? error.message : String(error);
    }
    this.phase = null;
  }

  async #open(): Promise<Coach> {
    const { openCoach } = await import('./coach');
    this.#coach ??= await openCoach((reason) => {
      this.#coach = null;
      this.problem = reason;
    });
    return this.#coach;
  }

  #take(event: LiveEvent): void {
    if (event.type === 'phase') this.phase = { name: event.phase, done: event.done, of: event.of };
    if (event.type === 'shown') {
      this.shown++;
      if (event.kept) this.kept++;
    }
    if (event.type === 'sft') {
      this.learned = true;
      this.phase = { name: 'sft', done: event.step, of: event.steps };
      this.loss = [...this.loss, { x: event.step, y: event.loss }];
    }
    if (event.type === 'episode') this.phase = { name: 'rl', done: event.step - 1, of: this.amounts.rlSteps };
    if (event.type === 'update') {
      this.phase = { name: 'rl', done: event.step, of: event.steps };
      const at = (list: Point[], y: number) => [...list, { x: event.step, y }];
      this.reward = at(this.reward, event.reward);
      this.resolved = at(this.resolved, event.resolved);
      this.calls = at(this.calls, event.calls);
    }
    if (event.type === 'check') {
      this.checks = [
        ...this.checks.filter(({ at }) => at !== event.at),
        { at: event.at, ...summarize(event.trajectories) },
      ];
      this.#pair(event.at === 'before' ? 'before' : 'after', event.trajectories);
    }
  }

  #pair(when: 'before' | 'after', played: Trajectory[]): void {
    this.pairs = played.map((trajectory) => {
      const { task } = trajectory;
      const known = this.pairs.find((pair) => pair.task === task);
      return { task, title: trajectory.public.title ?? task, ...known, [when]: trajectory };
    });
  }

  pause(): void {
    if (this.status !== 'running') return;
    this.status = 'paused';
    void this.#coach?.remote.pause();
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.status = 'running';
    void this.#coach?.remote.resume();
  }

  stop(): void {
    void this.#coach?.remote.resume();
    this.#stop?.abort();
  }

  /** A new net; curves and episodes are cleared. */
  async reset(): Promise<void> {
    this.stop();
    this.#coach?.close();
    this.#coach = null;
    this.status = 'idle';
    this.phase = this.problem = null;
    this.loss = this.reward = this.calls = this.resolved = [];
    this.checks = this.pairs = [];
    this.shown = this.kept = 0;
    this.learned = false;
  }

  /** The net as it is now. @throws one sentence when there is none. */
  async checkpoint(): Promise<Uint8Array> {
    const bytes = await this.#coach?.remote.save();
    if (!bytes) throw new Error('There is no net yet. Start the training first.');
    return bytes;
  }

  /** @throws one sentence when the file is no checkpoint. */
  async load(bytes: Uint8Array): Promise<void> {
    if (this.busy) throw new Error('A training is running. Stop it first.');
    const coach = await this.#open();
    await coach.remote.load(bytes);
    this.learned = true;
  }
}

export const lab = new Lab();

/** Longest row of one kind of command, for the gallery. */
export const longestRun = (trajectory: Trajectory): number => Math.max(0, ...readFacts(trajectory).runs);
