/** The first stage: the net copies what the teacher showed. Resumable on disk. */
import { randomWeights } from '../../models/trained/init';
import type { Shape, Weights } from '../../models/trained/net';
import type { Example, Sizes } from '../../train/batch';
import { newLearner, trainSft, type Learner, type SftOptions, type SftProgress } from '../../train/sft';
import type { WorkerPool } from '../../train/workers';
import { loadCheckpoint, packAdam, saveCheckpoint, unpackAdam } from '../disk';

/**
 * Trains on; every `every` steps a checkpoint in `<file>.last`, and in `file` the weights with the lowest held-out loss
 * so far: these are what it returns. `measure` is told the weights at each of these points.
 * @throws when the loss is not a number (both files stay)
 */
export async function fineTune(
  shape: Shape,
  examples: Example[],
  heldOut: Example[],
  options: SftOptions,
  file: string,
  on: (progress: SftProgress) => void,
  pool?: WorkerPool,
  measure: (step: number, weights: Weights) => Promise<void> = async () => {},
): Promise<Weights> {
  const kept = loadCheckpoint(`${file}.last`);
  const done = Number(kept?.notes.step ?? 0);
  const learner: Learner = kept
    ? { weights: kept.weights, adam: unpackAdam(kept.extra, done), step: done }
    : newLearner(randomWeights(shape, options.seed));
  let best = kept && loadCheckpoint(file);
  let lowest = best ? Number(best.notes.heldOut) : Infinity;
  const open = pool && ((sizes: Sizes) => pool.grader(shape, sizes, { kind: 'cross-entropy' }));
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
    throw new Error(
      `The loss became not a number at step ${learner.step + 1}; ${file} holds the last good weights. Lower the rate and run again.`,
    );
  return best?.weights ?? learner.weights;
}

const copied = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, data.slice()]));
