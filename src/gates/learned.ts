/**
 * A logistic model over engine-independent signs of being stuck. The score is a calibrated probability that the protégé
 * will make no progress on its own within the weights' horizon; what opens is the dial (or the caller's threshold where
 * that is higher), with hysteresis and a cool-down.
 */
import type { Gate } from '../types';
import { holdFrom, steady } from './hysteresis';
import { signsOf } from './learned/features';
import { assess, checkWeights, thresholdFor, usualDial, type DialSetting, type GateWeights } from './learned/model';
import { compose } from './question';

/**
 * `calls` (asks a task, default what the weights say) or `share` (of the steps, 0..1): the dial. `weights`: a weights file's content, default
 * the shipped ones for the protégé of the episode. `cooldown`, `hysteresis`: see hold.
 */
export async function create(options: Record<string, unknown> = {}): Promise<Gate> {
  const hold = holdFrom(options);
  const dial = dialFrom(options);
  const from = (weights: GateWeights) =>
    steady(reader(weights), hold, thresholdFor(weights, dial ?? usualDial(weights)));
  if (options.weights !== undefined) return from(checkWeights(options.weights));
  const known = new Map<string, Promise<Gate>>();
  return async (state, proposal) => {
    const { id } = state.config.protege;
    if (!known.has(id))
      known.set(
        id,
        shippedWeights(id).then((weights) => from(checkWeights(weights))),
      );
    return (await known.get(id)!)(state, proposal);
  };
}

const reader =
  (weights: GateWeights): Gate =>
  (state, proposal) => {
    const reading = assess(weights, signsOf(state, proposal));
    const { action } = proposal;
    const question =
      action?.kind === 'ask' ? action.question : compose(state, `The agent seems stuck: ${reading.reason}`);
    return { ...reading, question };
  };

function dialFrom({ calls, share }: Record<string, unknown>): DialSetting | undefined {
  if (share === undefined && calls === undefined) return undefined;
  if (share !== undefined && calls !== undefined)
    throw new Error('The learned gate takes "calls" or "share", not both.');
  if (share !== undefined) {
    if (typeof share === 'number' && share >= 0 && share <= 1) return { share };
    throw new Error('The learned gate\'s "share" is the share of steps at which it opens, from 0 to 1.');
  }
  if (typeof calls === 'number' && calls >= 0 && Number.isFinite(calls)) return { calls };
  throw new Error('The learned gate\'s "calls" is a number of asks a task, from 0 up.');
}

/**
 * Trained on recorded episodes of the training repositories, of the tiny protégé for itself and of `search` for all others; the
 * card says on what, and how good they are. `protege`: registry id.
 */
export const shippedWeights = async (protege?: string): Promise<unknown> =>
  (await (protege === 'trained' ? import('./learned/weights-trained.json') : import('./learned/weights.json'))).default;
