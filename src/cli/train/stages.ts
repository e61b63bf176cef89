/** The stages of training on disk, each resumable: data, sft, rl; and Pass@1 on held-out repos in between. */
import { expertCalls } from '../../facts/step';
import path from 'node:path';
import { hash } from '../../lib/ids';
import { randomWeights } from '../../models/trained/init';
import type { Shape, Weights } from '../../models/trained/net';
import type { Example, Sizes } from '../../train/batch';
import type { Kind } from '../../train/collect';
import type { Crew, Showing } from '../../train/crew';
import { newRlLearner, trainRl, type RlEvent, type RlOptions } from '../../train/rl';
import { rollouts, type Arena } from '../../train/rollout';
import { newLearner, trainSft, type Learner, type SftOptions, type SftProgress } from '../../train/sft';
import type { Task } from '../../types';
import { appendLine, loadCheckpoint, packAdam, saveCheckpoint, unpackAdam } from './disk';
import { taught } from './lessons';

export type Say = (line: string) => void;

const KINDS: Kind[] = ['direct', 'trying', 'direct', 'asking'];

/** The teacher's episodes, two of a task and one of a drill; those on disk are kept. Returns the examples. */
export function collect(
  tasks: Task[],
  arena: Arena,
  out: string,
  seed: number,
  say: Say,
  drills: Task[] = [],
): Promise<Example[]> {
  const wanted = [
    ...tasks.flatMap((task): Showing[] => [
      { task, kind: 'direct', seed },
      { task, kind: hash(task.id, seed) % 2 === 0 ? 'trying' : 'asking', seed },
    ]),
    ...drills.map((task): Showing => ({ task, kind: KINDS[hash(task.id, seed) % 4]!, seed })),
  ];
  return taught(wanted, arena, [path.join(out, 'lessons.jsonl')], say, 'episodes of the teacher');
}

/**
 * Trains on; every `every` steps a checkpoint in `<file>.last`, and in `file` the weights with the lowest held-out loss
 * so far: these are what it returns. `measure` is told the weights at each of these points.
 * @throws when the loss is not a number (both files stay)
 */
export async function fit(
  shape: Shape,
  examples: Example[],
  heldOut: Example[],
  options: SftOptions,
  file: string,
  on: (progress: SftProgress) => void,
  crew?: Crew,
  measure: (step: number, weights: Weights) => Promise<void> = async () => {},
): Promise<Weights> {
  const kept = loadCheckpoint(`${file}.last`);
  const done = Number(kept?.notes.step ?? 0);
  const learner: Learner = kept
    ? { weights: kept.weights, adam: unpackAdam(kept.extra, done), step: done }
    : newLearner(randomWeights(shape, options.seed));
  let best = kept && loadCheckpoint(file);
  let lowest = best ? Number(best.notes.heldOut) : Infinity;
  const open = crew && ((sizes: Sizes) => crew.grader(shape, sizes, { kind: 'cross-entropy' }));
  const training = trainSft(shape, learner, examples, heldOut, options, undefined, open);
  let turn = await training.next();
  for (; !turn.done; turn = await training.next()) {
    const { step, steps, loss, heldOut: held } = turn.value;
    on(turn.value);
    if (step % options.every !== 0 && step !== steps) continue;
    const notes = { step, seed: options.seed, loss, ...(held === undefined ? {} : { heldOut: held }) };
    if (held === undefined || held < lowest) {
      lowest = held ?? lowest;
      best = { shape, weights: copied(learner.weights), notes, extra: {} };
      saveCheckpoint(file, best, 32);
    }
    saveCheckpoint(`${file}.last`, { shape, weights: learner.weights, notes, extra: packAdam(learner.adam) }, 32);
    await measure(step, learner.weights);
  }
  if (turn.value === 'not a number')
    throw new Error(`The loss became not a number at step ${learner.step + 1}; ${file} holds the last good weights. Lower the rate and run again.`); // prettier-ignore
  return best?.weights ?? learner.weights;
}

const copied = (weights: Weights): Weights => Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, data.slice()])); // prettier-ignore

/** Updates between two measurements on dev. */
const DEV_EVERY = 5;

/** RL from given weights, or on from rl.bin (the end of stage I stays in rl1.bin); every episode's terms go to episodes.jsonl. */
export async function practise(
  shape: Shape,
  weights: Weights,
  tasks: Task[],
  arena: Arena,
  options: RlOptions,
  out: string,
  on: (event: RlEvent) => void,
  measure: (step: number, weights: Weights) => Promise<void> = async () => {},
): Promise<Weights> {
  const file = path.join(out, 'rl.bin');
  const learner = newRlLearner(weights, shape, options.algorithm);
  // what was practised from other weights, or in another way, is begun anew
  const from = hash(options.algorithm, ...Object.values(weights).map((data) => data.join()));
  const found = loadCheckpoint(file);
  const kept = found?.notes.from === from ? found : null;
  if (kept) {
    const { value, ...state } = kept.extra;
    learner.weights = value ? { ...kept.weights, value } : kept.weights;
    learner.adam = unpackAdam(state, Number(kept.notes.adam));
    learner.step = Number(kept.notes.updates);
  }
  const save = (updates: number) => {
    const { weights: now, adam } = learner;
    const extra = { ...packAdam(adam), ...(now.value ? { value: now.value } : {}) };
    if (!options.reward && updates * 2 === options.steps)
      saveCheckpoint(path.join(out, 'rl1.bin'), { shape, weights: now, notes: { updates, from }, extra: {} }, 32);
    saveCheckpoint(file, { shape, weights: now, notes: { updates, adam: adam.step, from }, extra }, 32); // prettier-ignore
  };
  const training = trainRl(shape, learner, tasks, arena, options);
  let turn = await training.next();
  for (; !turn.done; turn = await training.next()) {
    const event = turn.value;
    on(event);
    if (event.type === 'episode') {
      const { trajectory, reward, terms, step } = event;
      appendLine(path.join(out, 'episodes.jsonl'), { step, task: trajectory.task, steps: trajectory.steps.length, reward, terms }); // prettier-ignore
    } else {
      save(event.step);
      if (event.step % DEV_EVERY === 0 && event.step < options.steps) await measure(event.step, learner.weights);
    }
  }
  if (turn.value === 'not a number')
    throw new Error(`An update became not a number; ${file} holds the last good weights. Lower the rate and run again.`); // prettier-ignore
  return learner.weights;
}

export interface Score {
  n: number;
  resolved: number;
  steps: number;
  calls: number;
}

/** Pass@1 with the most probable actions, alone or with the expert. */
export async function passAt1(
  shape: Shape,
  weights: Weights,
  tasks: Task[],
  arena: Arena,
  expert: boolean,
): Promise<Score> {
  const score: Score = { n: tasks.length, resolved: 0, steps: 0, calls: 0 };
  const plays = tasks.map((task) => ({ task, seed: 0, temperature: 0 }));
  for await (const { trajectory } of rollouts({ shape, weights }, plays, expert ? arena : { ...arena, expert: null })) {
    score.resolved += Number(trajectory.report?.resolved ?? false);
    score.steps += trajectory.steps.length / tasks.length;
    score.calls += expertCalls(trajectory.steps) / tasks.length;
  }
  return score;
}
