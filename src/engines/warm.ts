/** What a first reply tells about a model that was just loaded. */
import type { Loaded } from './port';
import type { Completion, Message } from '../types';

/** UTF-8 bytes per token, as this tokenizer counts the prompt. */
export const measured = (prompt: Message[], tokens: number): number => {
  const bytes = prompt.reduce((sum, { content }) => sum + new TextEncoder().encode(content).length, 0);
  return Math.max(0.5, bytes / Math.max(1, tokens));
};

export const NO_WARMUP: Loaded['warm'] = { tokens: 0, tokensPerSecond: 0, prefillPerSecond: 0, ms: 0, text: '' };

export const warmth = ({ tokensOut, ms, text, local }: Completion): Loaded['warm'] => ({
  tokens: tokensOut,
  tokensPerSecond: local?.decodePerSecond ?? 0,
  prefillPerSecond: local?.prefillPerSecond ?? 0,
  ms,
  text,
});

/** A fill of a line: tokens written, and tokens of the file around it, which the second sample at a place need not read. */
const SAMPLE = { tokens: 16, around: 400 };

/** Seconds for one sample, and for the first at a new place; null while nothing was measured. */
export function sampleSeconds({ warm }: Pick<Loaded, 'warm'>): { first: number; next: number } | null {
  if (!(warm.tokensPerSecond > 0 && warm.prefillPerSecond > 0)) return null;
  const next = SAMPLE.tokens / warm.tokensPerSecond;
  return { next, first: next + SAMPLE.around / warm.prefillPerSecond };
}
