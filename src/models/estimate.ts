/** What a model that is no language model says of its reply. */
import type { Completion, Message } from '../types';

/** A whole reply that cost nothing; tokens are counted as a quarter of the characters read and written. */
export function estimated(text: string, read: readonly Message[], started: number, model: string): Completion {
  const chars = read.reduce((sum, message) => sum + message.content.length, 0);
  return {
    text,
    tokensIn: Math.ceil(chars / 4),
    tokensOut: Math.ceil(text.length / 4),
    cost: 0,
    ms: performance.now() - started,
    finish: 'stop',
    model,
  };
}
