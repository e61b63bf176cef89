/** The second stage: the net practises by itself. Resumable on disk. */
import path from 'node:path';
import { hash } from '../../lib/ids';
import type { Shape, Weights } from '../../models/trained/net';
import { newRlLearner, trainRl, type RlEvent, type RlOptions } from '../../train/rl';
import type { Arena } from '../../train/rollout';
import type { Task } from '../../types';
import { appendLine, loadCheckpoint, packAdam, saveCheckpoint, unpackAdam } from '../disk';
import type { Say } from './log';

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
    saveCheckpoint(file, { shape, weights: now, notes: { updates, adam: adam.step, from }, extra }, 32);
  };
  const training = trainRl(shape, learner, tasks, arena, options);
  let turn = await training.next();
  for (; !turn.done; turn = await training.next()) {
    const event = turn.value;
    on(event);
    if (event.type === 'episode') {
      const { trajectory, reward, terms, step } = event;
      appendLine(path.join(out, 'episodes.jsonl'), {
        step,
        task: trajectory.task,
        steps: trajectory.steps.length,
        reward,
        terms,
      });
    } else {
      save(event.step);
      if (event.step % DEV_EVERY === 0 && event.step < options.steps) await measure(event.step, learner.weights);
    }
  }
  if (turn.value === 'not a number')
    throw new Error(
      `An update became not a number; ${file} holds the last good weights. Lower the rate and run again.`,
    );
  return learner.weights;
}

/** An update in a line. */
export function tellUpdate(event: RlEvent, say: Say): void {
  if (event.type !== 'update') return;
  const { step, steps, reward, resolved, calls, length, ms } = event;
  say(
    `rl    ${step}/${steps}  reward ${reward.toFixed(3)}  resolved ${resolved.toFixed(2)}  calls ${calls.toFixed(2)}  steps ${length.toFixed(1)}  ${(ms / 1000).toFixed(1)} s`,
  );
}
