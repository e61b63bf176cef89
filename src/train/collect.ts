/**
 * Phase I's data (paper §3): the teacher's episodes on train repos, in the real loop with real test runs and an expert
 * that knows the gold patch and never quotes it. Kept only when it ended with passing tests (rejection sampling).
 */
import { expertCalls } from '../facts/step';
import { runEpisode } from '../agent/episode';
import { applyPatch } from '../lib/diff';
import { hash } from '../lib/ids';
import { drain } from '../lib/stream';
import type { Config, Gate, Model, Sandbox, Task, Trajectory } from '../types';
import type { Example } from './batch';
import type { WorkerPool, Showing } from './workers';
import { examplesOf } from './examples';
import { inject } from './inject';
import { teacher, type LessonPlan } from './teacher';

/**
 * direct: straight to the repair; trying: some wrong edits first; asking: wrong edits, then an ask and its advice;
 * injected: like asking, but the call is put in when all is over (train/inject).
 */
export type LessonKind = 'direct' | 'trying' | 'asking' | 'injected';

/** Wrong edits after advice: mostly few, now and then so many that one has to go on without asking again. */
const DOUBTS = [0, 0, 1, 2, 4, 7];

export function planOf(kind: LessonKind, seed: number): LessonPlan {
  const tries = kind === 'direct' ? 0 : kind === 'trying' ? 1 + (seed % 2) : 2 + (seed % 3);
  return { seed, tries, asks: kind === 'asking', doubts: DOUBTS[(seed >>> 3) % DOUBTS.length]! };
}

export interface TaughtEpisode {
  trajectory: Trajectory;
  kept: boolean;
  examples: Example[];
}

export interface School {
  sandbox: Sandbox;
  expert(task: Task): Model;
  gate: Gate;
  config: Config;
}

/** Throws for a task of another split than train. */
export function onlyTrain({ id, split }: Pick<Task, 'id' | 'split'>): void {
  if (split !== undefined && split !== 'train')
    throw new Error(`${id} belongs to the ${split} split; only train repos may be learned from.`);
}

/** One episode of the teacher and what is learned from it; of one that failed only how it looked around. */
export async function teachOne(
  task: Task,
  kind: LessonKind,
  { sandbox, expert, gate, config }: School,
  seed: number,
): Promise<TaughtEpisode> {
  onlyTrain(task);
  const own = hash(task.id, kind, seed);
  const fixed = applyPatch({ ...task.files, ...task.tests }, task.goldPatch ?? '');
  const protege = teacher(fixed, planOf(kind, own));
  const played = await drain(runEpisode(task, { protege, expert: expert(task), gate, sandbox }, config));
  const last = played.steps.at(-2)?.observation;
  // what is to be put in afterwards is put into episodes without a call of their own
  const pure = kind !== 'injected' || expertCalls(played.steps) === 0;
  const kept = pure && played.exit === 'submitted' && last?.exitCode === 0 && last.tests?.complete === true;
  const trajectory = kind === 'injected' && pure ? await inject(played, expert(task), own) : played;
  const examples = examplesOf(trajectory, own % 64).filter(({ id }) => kept || id.endsWith('/opening'));
  return { trajectory, kept, examples };
}

/** Several, in their order, by the pool or here. */
export async function* lessons(
  showings: Showing[],
  school: School & { pool?: WorkerPool },
): AsyncGenerator<TaughtEpisode, void> {
  if (school.pool) return yield* school.pool.lessons(showings, school.config);
  for (const { task, kind, seed } of showings) yield await teachOne(task, kind, school, seed);
}
