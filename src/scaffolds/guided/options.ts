/** Plain options of the guided scaffold, checked. */
import type { Move } from '../../types';

const MOVES: readonly Move['kind'][] = [
  'fill',
  'vary',
  'mutate',
  'mend',
  'part',
  'insert',
  'rewrite',
  'repair',
  'compose',
];

export interface GuidedOptions {
  /** Samples of one kind at one place, at most (default 4). */
  samples: number;
  /** Places that are written at (default 16); a model that weighs what it reads looks at more. */
  places: number;
  /** Kinds of moves (default all). */
  moves: readonly Move['kind'][];
  /** Tokens written and read anew, at most (default 60,000). */
  tokens: number;
  /** Seconds of models and tests together, at most (default 600). */
  seconds: number;
  /** Written changes, at most (default 120). */
  tries: number;
  /** What stands around a gap besides its file: nothing, the failing check as a comment, or the failing test itself. */
  context: 'none' | 'comment' | 'test';
  /**
   * Who says where: our ranking; nobody (the first `places` lines as they stand); or the reference's place (an upper bound,
   * called oracle everywhere).
   */
  ranking: 'ours' | 'none' | 'gold';
  /** Temperature of samples after the first of a place, which is greedy (default 0.8). */
  temperature: number;
  /** After the first change that passes, others of the same line that are tried, to choose among (default 4; 0 = none). */
  others: number;
  /** An expert that is asked writes the change itself instead of words ("takeover for one step"). */
  takeover: boolean;
}

export function optionsOf(given: Record<string, unknown>): GuidedOptions {
  const number = (name: string, fallback: number, low: number, high: number): number => {
    const value = given[name] ?? fallback;
    if (typeof value !== 'number' || !(value >= low && value <= high))
      throw new Error(`The guided scaffold's "${name}" is a number from ${low} to ${high}.`);
    return value;
  };
  const one = <T extends string>(name: string, fallback: T, all: readonly T[]): T => {
    const value = (given[name] ?? fallback) as T;
    if (!all.includes(value)) throw new Error(`The guided scaffold's "${name}" is one of ${all.join(', ')}.`);
    return value;
  };
  const moves = typeof given.moves === 'string' ? given.moves.split(/[+\s]+/) : (given.moves ?? MOVES);
  if (!Array.isArray(moves) || moves.length === 0 || !moves.every((move) => MOVES.includes(move as Move['kind'])))
    throw new Error(`The guided scaffold's "moves" are some of ${MOVES.join(', ')}, joined by +.`);
  return {
    samples: number('samples', 4, 1, 64),
    places: number('places', 16, 1, 400),
    moves: moves as Move['kind'][],
    tokens: number('tokens', 60_000, 100, 1e9),
    seconds: number('seconds', 600, 1, 1e6),
    tries: number('tries', 120, 1, 10_000),
    context: one('context', 'none', ['none', 'comment', 'test']),
    ranking: one('ranking', 'ours', ['ours', 'none', 'gold']),
    temperature: number('temperature', 0.8, 0, 2),
    others: number('others', 4, 0, 64),
    takeover: given.takeover === true,
  };
}
