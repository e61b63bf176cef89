/**
 * Decisions remembered across the arms of one task: greedy, the same weights write the same action on the same messages,
 * and arms part only where an expert first speaks. Whether it may ask matters only where asking was a choice.
 */
import { hash } from '../../lib/ids';
import { policy, type PolicyOptions } from '../../models/trained';
import type { NetDecoder } from '../../models/trained/decoder';
import type { NetDecision } from '../../models/trained/policy';
import { id } from '../../models/trained/vocab';
import type { Completion, Message, Model } from '../../types';

export type Recalled = Map<string, Completion>;

const RUN = id('RUN');

/** A greedy policy that looks into `known` first. `name` stands for the weights. */
export function recalling(
  known: Recalled,
  name: string,
  decoder: NetDecoder,
  options: Pick<PolicyOptions, 'mayAsk' | 'shift' | 'without'>,
): Model {
  const { mayAsk, ...rest } = options;
  const free = !(options.without ?? []).includes('masks');
  let alike = false;
  const inner = policy(decoder, { ...options, on: (decision) => (alike = !couldAsk(decision) && free) });
  const base = `${name} ${JSON.stringify(rest)}`;
  return {
    async *generate(messages, given) {
      const key = `${base} ${keyOf(messages)}`;
      const found = known.get(key) ?? known.get(`${key} ${mayAsk}`);
      if (found) {
        yield found.text;
        return found;
      }
      const done = yield* inner.generate(messages, given);
      known.set(alike ? key : `${key} ${mayAsk}`, done);
      return done;
    },
  };
}

/** Under the masks nobody asks while looking around or between an edit and its tests. */
const couldAsk = ({ page, written }: NetDecision): boolean => page > 0 && !written[0]!.allowed.includes(RUN);

const keyOf = (messages: readonly Message[]): string => {
  const parts = messages.flatMap(({ role, content }) => [role, content]);
  return `${hash('a', ...parts).toString(36)}-${hash('b', ...parts).toString(36)}`;
};
