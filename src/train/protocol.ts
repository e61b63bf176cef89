/** What the live training is asked and what it tells; types, so that the page need not load the training itself. */
import type { Config, Stream, Task, Trajectory } from '../types';
import type { GpuMode, Placement, GpuTrial } from './gpu';
import type { RewardOptions } from './reward';
import type { RlEvent } from './rl';
import type { SftProgress } from './sft';

/** Tasks and rollouts per task of one round of practice. */
export const PROMPTS = 2;
export const ROUND = PROMPTS * 6;

export type TrainingPhase = 'check' | 'generate' | 'card' | 'sft' | 'rl';

export interface LiveOptions {
  /** Tasks to learn from, and tasks of other repos to be checked on. */
  practice: Task[];
  heldOut: Task[];
  config: Config;
  /** Episodes the teacher shows. */
  shown: number;
  sftSteps: number;
  rlSteps: number;
  seed: number;
  /** Whether the graphics card may take the gradients; default auto. */
  card?: GpuMode;
  /** Weights of the reward; default: the curriculum. */
  reward?: RewardOptions;
}

export type LiveEvent =
  | { type: 'phase'; phase: TrainingPhase; done: number; of: number }
  | { type: 'shown'; trajectory: Trajectory; kept: boolean }
  /** Told at the start, and when the card broke in the middle. */
  | ({ type: 'place' } & Placement)
  | ({ type: 'sft' } & SftProgress)
  | RlEvent
  | { type: 'check'; at: 'before' | 'sft' | 'rl'; trajectories: Trajectory[] };

export type LiveEnd = 'done' | 'aborted' | 'not a number';

export interface LiveApi {
  train(options: LiveOptions, signal?: AbortSignal): Stream<LiveEvent, LiveEnd>;
  pause(): void;
  resume(): void;
  /** The net as it is now, as a checkpoint; null before there is one. */
  save(): Uint8Array | null;
  /** Goes on from a checkpoint. @throws one sentence when it is none. */
  load(bytes: Uint8Array): void;
  reset(): void;
  /** Does the graphics card compute such a net right? */
  tryCard(): Promise<GpuTrial>;
}
