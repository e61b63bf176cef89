/** Others who work for a training, on other cores. What they hand back does not depend on how many they are. */
import type { Shape, Weights } from '../models/trained/net';
import type { Config, Task } from '../types';
import type { Sizes } from './batch';
import type { LessonKind, TaughtEpisode } from './collect';
import type { LossOf } from './losses';
import type { Grader } from './optimise';
import type { Rollout } from './rollout';

/** An episode to play. */
export interface Play {
  task: Task;
  seed: number;
  temperature: number;
  /** With no expert to ask, whatever the others have. */
  alone?: boolean;
}

/** An episode to be shown by the teacher. */
export interface Showing {
  task: Task;
  kind: LessonKind;
  seed: number;
}

/** All results come in the order of what was asked for. */
export interface WorkerPool {
  lessons(showings: Showing[], config: Config): AsyncGenerator<TaughtEpisode, void>;
  /** `alone`: with no expert to ask. */
  rollouts(
    net: { shape: Shape; weights: Weights },
    plays: Play[],
    around: { config: Config; alone: boolean },
    signal?: AbortSignal,
  ): AsyncGenerator<Rollout, void>;
  /** Rows of a batch are dealt out; gradients are added in the order of the rows. */
  grader(shape: Shape, sizes: Sizes, loss: LossOf): Promise<Grader>;
}
