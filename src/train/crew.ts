/** Others who work for a training, on other cores. What they hand back does not depend on how many they are. */
import type { Shape, Weights } from '../models/trained/net';
import type { Config, Task } from '../types';
import type { Sizes } from './batch';
import type { Kind, Lesson } from './collect';
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
  kind: Kind;
  seed: number;
}

/** All results come in the order of what was asked for. */
export interface Crew {
  lessons(showings: Showing[], config: Config): AsyncGenerator<Lesson, void>;
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

/**
 * Gives jobs to whoever is free, in order; yields the results in the order of the jobs. An abort ends it early. It ends
 * when nobody works any more.
 */
export async function* inOrder<W, J, R>(
  workers: readonly W[],
  jobs: readonly J[],
  run: (worker: W, job: J) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R, void> {
  const results = new Map(jobs.map((_, at) => [at, later<R>()]));
  let next = 0;
  const work = async (worker: W) => {
    while (next < jobs.length && !signal?.aborted) {
      const at = next++;
      try {
        results.get(at)!.resolve(await run(worker, jobs[at]!));
      } catch (error) {
        next = jobs.length; // the others finish what they have
        for (const { reject } of results.values()) reject(error); // those that are settled stay so
      }
    }
  };
  const over = Promise.all(workers.map(work)).then(() => results.forEach(({ reject }) => reject(signal?.reason)));
  try {
    for (const [at, { promise }] of results) {
      yield await promise;
      results.delete(at); // what was read is let go
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    next = jobs.length;
    await over;
  }
}

function later<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  promise.catch(() => {}); // told to whoever reads in order
  return { promise, resolve, reject };
}
