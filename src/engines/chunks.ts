/** What both engines stream, of chats and of raw completions: the latter have `text`, and log-probabilities in the same shape. */
import type { Doubt } from '../types';

export interface Chunk {
  choices: {
    delta?: { content?: string | null };
    text?: string;
    finish_reason?: string | null;
    logprobs?: { content?: ToldToken[] | null } | null;
  }[];
  /** web-llm's counts. */
  usage?: { prompt_tokens: number; completion_tokens: number; extra?: Speeds } | null;
  /** llama.cpp's counts. */
  timings?: Timings;
}

interface ToldToken {
  logprob: number;
  token?: string;
  top_logprobs?: { token: string; logprob: number }[];
}

interface Speeds {
  prefill_tokens_per_s: number;
  decode_tokens_per_s: number;
}

export interface Timings {
  /** Prompt tokens from the cache, and computed anew. */
  cache_n: number;
  prompt_n: number;
  prompt_per_second: number;
  predicted_n: number;
  predicted_per_second: number;
}

export interface StreamedText {
  text: string;
  logprobs: number[];
  /** Each token with the likeliest in its place, where they are asked for. */
  told?: ToldToken[];
  finish: string;
  usage?: Chunk['usage'];
  timings?: Timings;
}

/** Adds a chunk to what was heard; the text it brought. */
export function take({ usage, timings, choices: [choice] }: Chunk, heard: StreamedText): string {
  if (usage) heard.usage = usage;
  if (timings) heard.timings = timings;
  if (choice?.finish_reason) heard.finish = choice.finish_reason;
  for (const token of choice?.logprobs?.content ?? []) {
    heard.logprobs.push(token.logprob);
    heard.told?.push(token);
  }
  const delta = choice?.delta?.content ?? choice?.text ?? '';
  heard.text += delta;
  return delta;
}

/** See Model.doubts; what comes after the text (its end) is left out, and a text that its tokens do not add up to has none. */
export function doubtsOf(told: readonly ToldToken[], text: string): Doubt[] {
  const doubts: Doubt[] = [];
  let end = 0;
  for (const { token = '', logprob, top_logprobs = [] } of told) {
    if (end === text.length) break;
    if (token === '' || !text.startsWith(token, end)) return [];
    const others = top_logprobs.filter((other) => other.token !== token && !other.token.includes('\ufffd'));
    doubts.push({
      at: end,
      end: (end += token.length),
      logprob,
      others: others.map(({ token, logprob }) => ({ text: token, logprob })),
    });
  }
  return end === text.length ? doubts : [];
}
