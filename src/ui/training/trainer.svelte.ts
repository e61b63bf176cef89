/** A training in this tab: its state, its curves and what it played. The work is done in workers/train. */
import { drain } from '../../lib/stream';
import { messageOf } from '../../lib/text';
import type { GpuMode, Placement } from '../../train/gpu';
import { ROUND, type LiveEvent, type LiveOptions, type TrainingPhase } from '../../train/protocol';
import { STAGE_II, type RewardOptions, type Terms } from '../../train/reward';
import { readFacts } from '../../train/reward/facts';
import { summarize, type Summary } from '../../trajectory/measure';
import type { Trajectory } from '../../types';
import type { TrainerClient } from './trainerclient';

export interface CurvePoint {
  x: number;
  y: number;
}

export interface DevCheck extends Summary {
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

export const phases: Record<TrainingPhase, string> = {
  check: 'Checking on repos it never saw',
  generate: 'The teacher shows',
  card: 'Trying the graphics card',
  sft: 'Copying what was shown',
  rl: 'Practising by itself',
};

class Trainer {
  status = $state<Status>('idle');
  problem = $state<string | null>(null);
  phase = $state.raw<{ name: TrainingPhase; done: number; of: number } | null>(null);
  loss = $state.raw<CurvePoint[]>([]);
  reward = $state.raw<CurvePoint[]>([]);
  calls = $state.raw<CurvePoint[]>([]);
  resolved = $state.raw<CurvePoint[]>([]);
  /** Terms of the reward, and steps an episode; a mean of each round. */
  loops = $state.raw<CurvePoint[]>([]);
  follow = $state.raw<CurvePoint[]>([]);
  steps = $state.raw<CurvePoint[]>([]);
  checks = $state.raw<DevCheck[]>([]);
  pairs = $state.raw<Pair[]>([]);
  shown = $state(0);
  kept = $state(0);
  /** There is a net to save or use. */
  learned = $state(false);
  /** Practise for the weights of the Reward tab instead of the curriculum. */
  ownReward = $state(false);
  card = $state<GpuMode>('auto');
  /** Where it learns; told when learning begins, and when a graphics card broke. */
  place = $state.raw<Placement | null>(null);
  amounts = $state({ shown: 16, sftSteps: 60, rlSteps: 4 });
  #client: TrainerClient | null = null;
  #stop: AbortController | null = null;
  #round: Terms[] = [];
  #played = 0;

  readonly busy = $derived(this.status === 'starting' || this.status === 'running' || this.status === 'paused');

  async start(reward: RewardOptions = STAGE_II): Promise<void> {
    if (this.busy) return;
    this.status = 'starting';
    this.problem = null;
    const stop = (this.#stop = new AbortController());
    try {
      const { trainingTasks } = await import('./trainerclient');
      const [client, given] = await Promise.all([this.#open(), trainingTasks()]);
      const options: LiveOptions = {
        ...$state.snapshot(this.amounts),
        ...given,
        seed: 1,
        card: this.card,
        ...(this.ownReward ? { reward } : {}),
      };
      if (stop.signal.aborted) return void (this.status = 'stopped');
      this.status = 'running';
      this.#played = 0;
      const end = await drain(client.remote.train(options, stop.signal), (event) => this.#take(event));
      if (this.#stop !== stop) return;
      this.status = end === 'done' ? 'done' : end === 'aborted' ? 'stopped' : 'failed';
      if (end === 'not a number')
        this.problem =
          'A loss was no number; the net is as it was before that step. Start again with another amount, or reset.';
    } catch (error) {
      if (this.#stop !== stop) return; // it was reset
      this.status = stop.signal.aborted ? 'stopped' : 'failed';
      if (!stop.signal.aborted) this.problem = messageOf(error);
    }
    this.phase = null;
  }

  async #open(): Promise<TrainerClient> {
    const { openTrainerClient } = await import('./trainerclient');
    this.#client ??= await openTrainerClient((reason) => {
      this.#client = null;
      this.problem = reason;
    });
    return this.#client;
  }

  #take(event: LiveEvent): void {
    if (event.type === 'phase') this.phase = { name: event.phase, done: event.done, of: event.of };
    if (event.type === 'place') this.place = event;
    if (event.type === 'shown') {
      this.shown++;
      if (event.kept) this.kept++;
    }
    if (event.type === 'sft') {
      this.learned = true;
      this.phase = { name: 'sft', done: event.step, of: event.steps };
      this.loss = [...this.loss, { x: event.step, y: event.loss }];
    }
    if (event.type === 'episode') {
      this.#round.push(event.terms);
      this.phase = { name: 'rl', done: ++this.#played, of: this.amounts.rlSteps * ROUND };
    }
    if (event.type === 'update') {
      const mean = (term: 'loop' | 'follow') =>
        this.#round.reduce((sum, terms) => sum + terms[term], 0) / Math.max(1, this.#round.length);
      const at = (list: CurvePoint[], y: number) => [...list, { x: event.step, y }];
      this.reward = at(this.reward, event.reward);
      this.resolved = at(this.resolved, event.resolved);
      this.calls = at(this.calls, event.calls);
      this.loops = at(this.loops, mean('loop'));
      this.follow = at(this.follow, mean('follow'));
      this.steps = at(this.steps, event.length);
      this.#round = [];
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
    this.#client?.remote.pause().catch(() => undefined); // it was closed meanwhile
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.status = 'running';
    this.#client?.remote.resume().catch(() => undefined); // it was closed meanwhile
  }

  stop(): void {
    this.#client?.remote.resume().catch(() => undefined); // it was closed meanwhile
    this.#stop?.abort();
  }

  /** A new net; curves and episodes are cleared. */
  async reset(): Promise<void> {
    this.stop();
    this.#stop = null;
    this.#client?.close();
    this.#client = null;
    this.status = 'idle';
    this.phase = this.problem = null;
    this.loss = this.reward = this.calls = this.resolved = this.loops = this.follow = this.steps = [];
    this.checks = this.pairs = [];
    this.shown = this.kept = 0;
    this.place = null;
    this.learned = false;
  }

  /** The net as it is now. @throws one sentence when there is none. */
  async checkpoint(): Promise<Uint8Array> {
    const bytes = await this.#client?.remote.save();
    if (!bytes) throw new Error('There is no net yet. Start the training first.');
    return bytes;
  }

  /** @throws one sentence when the file is no checkpoint. */
  async load(bytes: Uint8Array): Promise<void> {
    if (this.busy) throw new Error('A training is running. Stop it first.');
    const client = await this.#open();
    await client.remote.load(bytes);
    this.learned = true;
  }
}

export const trainer = new Trainer();

/** Longest row of one kind of command, for the gallery. */
export const longestRun = (trajectory: Trajectory): number => Math.max(0, ...readFacts(trajectory).runs);
