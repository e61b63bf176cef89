/** The same example with its local names, numbers and strings numbered from elsewhere: the net must not learn numbers. */
import { id, SLOTS } from '../models/trained/vocab';
import type { Example } from './batch';

const RANGES = [
  { from: id('n0'), size: SLOTS.name },
  { from: id('#n0'), size: SLOTS.number },
  { from: id('"s0'), size: SLOTS.string },
];

/** Turns every local numbering by `by`. */
export function turned({ id: name, tokens, written }: Example, by: number): Example {
  const turn = (token: number): number => {
    for (const { from, size } of RANGES)
      if (token >= from && token < from + size) return from + ((token - from + by) % size);
    return token;
  };
  return {
    id: name,
    tokens: tokens.map(turn),
    written: written.map((one) => ({ ...one, token: turn(one.token), allowed: one.allowed.map(turn) })),
  };
}
