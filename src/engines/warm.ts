/** What a first reply tells about a model that was just loaded. */
import type { Loaded } from './port';
import type { Completion, Message } from '../types';

/** UTF-8 bytes per token, as this tokenizer counts the prompt. */
export const measured = (prompt: Message[], tokens: number): number => {
  const bytes = prompt.reduce((sum, { content }) => sum + new TextEncoder().encode(content).length, 0);
  return Math.max(0.5, bytes / Math.max(1, tokens));
};

export const warmth = ({ tokensOut, ms, text, local }: Completion): Loaded['warm'] => ({
  tokens: tokensOut,
  tokensPerSecond: local?.decodePerSecond ?? 0,
  ms,
  text,
});
