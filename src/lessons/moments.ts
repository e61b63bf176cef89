/**
 * Would you ask now? Each moment is a step of an episode that went on without any advice, so the record knows what the
 * protégé reached alone: asking was right where nothing got better within the horizon.
 */
import { labelsOf } from '../gates/learned/rows';
import type { Trajectory } from '../types';

/** Steps ahead that count. */
export const HORIZON = 10;

export interface Moment {
  /** No progress ahead, alone. */
  stuck: boolean;
  /** Steps until fewer tests failed than ever before; null = not within the horizon. */
  betterIn: number | null;
  /** The gate would have opened. */
  gate: boolean;
  score: number;
}

export type AskOrWait = 'ask' | 'wait';

export const isRight = ({ stuck }: Moment, answer: AskOrWait): boolean => (answer === 'ask') === stuck;

/** undefined where nobody knows what the protégé would have done alone. */
export function truthAt(trajectory: Trajectory, at: number): Pick<Moment, 'stuck' | 'betterIn'> | undefined {
  const within = (horizon: number) => labelsOf(trajectory, horizon)[at];
  const label = within(HORIZON);
  if (label === undefined) return undefined;
  if (label === 1) return { stuck: true, betterIn: null };
  let steps = 1;
  while (steps < HORIZON && within(steps) !== 0) steps++;
  return { stuck: false, betterIn: steps };
}

export interface AskPolicy {
  id: 'you' | 'gate' | 'always' | 'never' | 'random';
  label: string;
  /** Moments decided rightly, and how many were decided at all; of chance the expected number. */
  right: number;
  of: number;
  calls: number;
  /** US dollars for these calls; null = unknown price. */
  cost: number | null;
}

/** Everyone on the same moments: those that the learner has answered. `cost`: of one call. */
export function league(
  moments: readonly Moment[],
  answers: readonly (AskOrWait | undefined)[],
  cost: number | null,
): AskPolicy[] {
  const played = moments.flatMap((moment, i) => (answers[i] ? [{ moment, answer: answers[i] }] : []));
  const of = played.length;
  const stuck = played.filter(({ moment }) => moment.stuck).length;
  const policy = (
    id: AskPolicy['id'],
    label: string,
    decide: (at: (typeof played)[number]) => AskOrWait,
  ): AskPolicy => {
    const said = played.map(decide);
    const calls = said.filter((one) => one === 'ask').length;
    const right = played.filter(({ moment }, i) => isRight(moment, said[i]!)).length;
    return { id, label, right, of, calls, cost: cost === null ? null : cost * calls };
  };
  const gate = policy('gate', 'The gate', ({ moment }) => (moment.gate ? 'ask' : 'wait'));
  // a coin that falls as often as the gate opens
  const p = of === 0 ? 0 : gate.calls / of;
  const chance: AskPolicy = {
    ...gate,
    id: 'random',
    label: 'Chance, as often as the gate',
    right: p * stuck + (1 - p) * (of - stuck),
  };
  return [
    policy('you', 'You', ({ answer }) => answer),
    gate,
    policy('always', 'Always', () => 'ask'),
    policy('never', 'Never', () => 'wait'),
    chance,
  ];
}
