/** Says the given replies, one per call; for replays, tests and demos. Past the last one it submits. */
import type { Completion, Message, Model, Stream } from '../types';
import { estimated } from './estimate';

export interface ScriptedOptions {
  replies?: string[];
  /** What it fills into gaps, one per call; past the last one nothing. Without them it fills no gaps. */
  fills?: string[];
  /** Milliseconds between words; 0 = at once. */
  paceMs?: number;
}

const LAST = '{"action":"submit"}';

/** `options.replies` in order. Tokens are counted as a quarter of the characters, cost is 0. */
export function create(options: Record<string, unknown>): Model {
  const { replies = [], fills, paceMs = 0 } = options as ScriptedOptions;
  if (!Array.isArray(replies) || replies.some((reply) => typeof reply !== 'string'))
    throw new Error('The scripted model needs "replies": a list of texts.');
  if (fills !== undefined && (!Array.isArray(fills) || fills.some((fill) => typeof fill !== 'string')))
    throw new Error('The scripted model\'s "fills" are a list of texts.');
  let said = 0;
  let filled = 0;
  return {
    generate(messages, { signal } = {}) {
      // a resumed episode's transcript says how many replies are over already
      const turn = Math.max(said, messages.filter((message) => message.role === 'assistant').length);
      said = turn + 1;
      return say(replies[turn] ?? LAST, messages, paceMs, signal);
    },
    ...(fills && {
      fill: ({ before, after }, { signal } = {}) =>
        say(fills[filled++] ?? '', [{ role: 'user', content: before + after }], paceMs, signal),
    }),
  };
}

async function* say(
  text: string,
  messages: Message[],
  paceMs: number,
  signal: AbortSignal | undefined,
): Stream<string, Completion> {
  const started = performance.now();
  signal?.throwIfAborted();
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? (text === '' ? [] : [text]);
  for (const word of words) {
    if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs));
    signal?.throwIfAborted();
    yield word;
  }
  return estimated(text, messages, started, 'scripted');
}
