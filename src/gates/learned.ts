/**
 * A logistic model over engine-independent signs of being stuck. The score is a calibrated probability that the protégé
 * will make no progress on its own within the weights' horizon; what opens is the caller's threshold, with a cool-down.
 */
import type { Gate } from '../types';
import { holdFrom, steady } from './hold';
import { signsOf } from './learned/features';
import { assess, checkWeights } from './learned/model';
import { compose } from './question';

/** `weights`: a weights file's content, default the shipped ones; `cooldown`, `hysteresis`: see hold. */
export async function create(options: Record<string, unknown> = {}): Promise<Gate> {
  const weights = checkWeights(options.weights ?? (await shippedWeights()));
  const gate: Gate = (state, proposal) => {
    const reading = assess(weights, signsOf(state, proposal));
    const { action } = proposal;
    const question = action?.kind === 'ask' ? action.question : compose(state, `The agent seems stuck: ${reading.reason}`);
    return { ...reading, question };
  };
  return steady(gate, holdFrom(options));
}

/** Trained on recorded episodes of the training repositories; the card says on what, and how good they are. */
export const shippedWeights = async (): Promise<unknown> => (await import('./learned/weights.json')).default;
