/** The pace of a recording that is played back. */
import { escalated } from '../facts/step';
import type { AgentEvent, Stream, Trajectory } from '../types';

/** Milliseconds to rest after an event of a recording, at speed 1. */
export function pace(event: AgentEvent): number {
  switch (event.type) {
    case 'token':
      return 24;
    case 'generation':
      return 260;
    case 'reading':
      return 420;
    case 'output':
      return 160;
    case 'step': // an answer wants to be read
      return escalated(event.step) ? 2400 : 620;
    case 'end':
      return 700;
    default:
      return 0;
  }
}

/**
 * How much faster than its own pace a recording is played, so that its first `still` steps are done within `ask` and all is
 * over within `ms`: up to there and from there on. `asked` and `whole`: when those are then, in milliseconds.
 */
export async function tempoOf(
  events: Stream<AgentEvent, Trajectory>,
  still: number,
  { ask, ms }: { ask: number; ms: number },
): Promise<{ before: number; after: number; asked: number; whole: number }> {
  let [whole, first] = [0, 0];
  for await (const event of events) {
    if (event.type === 'step' && event.index < still) first = whole;
    whole += pace(event);
  }
  const before = Math.max(SLOWEST, first / ask);
  const asked = first / before;
  const after = Math.max(SLOWEST, (whole - first) / Math.max(1, ms - asked));
  return { before, after, asked, whole: asked + (whole - first) / after };
}

/** Nothing is drawn out beyond what it takes to read it. */
const SLOWEST = 0.5;

/**
 * When the next event is due. What the page was late with is made up for by shorter rests, so that a busy machine plays a
 * recording in the time that was meant; what is later than `BEHIND_MS` (a tab that was away) is let go.
 */
export class EventClock {
  #due: number;
  constructor(now: number) {
    this.#due = now;
  }

  /** Milliseconds to rest before what comes after an event that lasts `ms`; never less than 0. */
  rest(ms: number, now: number): number {
    this.#due = Math.max(this.#due + ms, now - BEHIND_MS);
    return Math.max(0, this.#due - now);
  }
}

const BEHIND_MS = 2000;
