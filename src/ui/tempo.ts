/** The pace of a recording that is played back. */
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
    case 'step':
      return 620;
    case 'end':
      return 700;
    default:
      return 0;
  }
}

/**
 * How much faster than its own pace a recording is played to be over within `ms`, with the last of its first `still` steps
 * begun in a third of that; `begun` and `whole`: when those are then, in milliseconds.
 */
export async function tempoOf(
  events: Stream<AgentEvent, Trajectory>,
  still: number,
  ms: number,
): Promise<{ tempo: number; begun: number; whole: number }> {
  let [whole, first] = [0, 0];
  for await (const event of events) {
    whole += pace(event);
    if (event.type === 'step' && event.index < still - 1) first = whole;
  }
  const tempo = Math.max(0.5, whole / ms, (3 * first) / ms);
  return { tempo, begun: first / tempo, whole: whole / tempo };
}
