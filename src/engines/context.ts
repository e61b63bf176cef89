/**
 * Fits messages into a context window. The rule, in words: when the prompt would not fit, the results of the oldest
 * actions are left out, oldest first, until it fills no more than 60 % of the room; where that is not enough, those
 * actions go too. So the prompt stays append-only (and the KV cache useful) for many steps. The system text, the task,
 * the last two exchanges and everything an expert said always stay. The same messages always give the same result: each
 * earlier prompt of the episode is fitted first, in order.
 */
import type { Completion, Message, Stream } from '../types';

export interface PromptRoom {
  /** Tokens the prompt may have. */
  tokens: number;
  bytesPerToken: number;
}

export interface Fitted {
  messages: Message[];
  /** How many observations were left out. */
  elided: number;
}

const LOW = 0.6;
/** Tokens a chat template puts around one message. */
const AROUND = 8;
/** Estimates are this much too small at worst. */
const MARGIN = 1.1;
const KEEP_LAST = 4;

const bytes = (text: string): number => {
  let n = text.length;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) n += text.charCodeAt(i) > 2047 ? 2 : 1;
  return n;
};

export const tokensOf = (content: string, bytesPerToken: number): number =>
  Math.ceil((bytes(content) * MARGIN) / bytesPerToken) + AROUND;

const placeholder = (content: string) => `(This older result was left out to save room: ${content.length} characters.)`;

/** @throws ContextWindowSizeExceededError when even the parts that always stay do not fit. */
export function fitMessages(messages: Message[], { tokens, bytesPerToken }: PromptRoom): Fitted {
  const sizes = messages.map(({ content }) => tokensOf(content, bytesPerToken));
  const short = messages.map(({ content }) => tokensOf(placeholder(content), bytesPerToken));
  const left = new Map<number, 'short' | 'gone'>();
  let total = 0;
  for (let end = 0; end < messages.length; end++) {
    total += sizes[end]!;
    const asked = end === messages.length - 1 || messages[end + 1]!.role === 'assistant';
    if (!asked || total <= tokens) continue;
    const low = tokens * LOW;
    const old = oldResults(messages, end);
    for (const i of old) {
      if (total <= low) break;
      if (left.has(i) || short[i]! >= sizes[i]!) continue;
      left.set(i, 'short');
      total -= sizes[i]! - short[i]!;
    }
    for (const i of old) {
      if (total <= low) break;
      if (left.get(i) === 'gone' || messages[i - 1]!.role !== 'assistant') continue;
      total -= (left.has(i) ? short[i]! : sizes[i]!) + sizes[i - 1]!;
      left.set(i, 'gone').set(i - 1, 'gone');
    }
  }
  if (total > tokens)
    throw Object.assign(
      new Error(`The prompt needs about ${total} tokens and the context window leaves room for ${tokens}.`),
      { name: 'ContextWindowSizeExceededError', cause: 'fit' },
    );
  if (left.size === 0) return { messages, elided: 0 };
  const fitted = messages.flatMap((message, i) => {
    const state = left.get(i);
    if (state === 'gone') return [];
    return [state ? { ...message, content: placeholder(message.content) } : message];
  });
  return { messages: fitted, elided: [...left.keys()].filter((i) => messages[i]!.role === 'user').length };
}

/** The engine found the prompt too long where the estimate did not. */
const isTooLong = (error: unknown): boolean =>
  /ContextWindowSizeExceeded|exceed_context_size|exceeds the available context/i.test(
    `${(error as Error)?.name} ${(error as Error)?.message}`,
  );

/** Texts of digits and symbols have fewer bytes a token than the warm-up's prompt: each miss lowers the estimate by this. */
const LOWER = 0.75;
const MISSES = 3;

/** A reply, asked for again under a lower estimate where the engine finds the prompt too long. `info`: of what is loaded. */
export async function* lowering(
  info: () => { bytesPerToken: number } | undefined,
  reply: () => Stream<string, Completion>,
): Stream<string, Completion> {
  for (let misses = 0; ; misses++) {
    try {
      return yield* reply();
    } catch (error) {
      const loaded = info();
      if (!loaded || !isTooLong(error) || misses === MISSES || (error as Error).cause === 'fit') throw error;
      loaded.bytesPerToken *= LOWER;
    }
  }
}

/** Indices of results that may go, oldest first. */
const oldResults = (messages: Message[], end: number): number[] =>
  messages.flatMap(({ role, guidance }, i) =>
    i >= 2 && i <= end - KEEP_LAST && role === 'user' && !guidance ? [i] : [],
  );

/** What warms a model up and measures its tokenizer: about the shape of a first step. */
export const defaultPrompt = (): Message[] => [
  { role: 'system', content: WARM_SYSTEM },
  { role: 'user', content: WARM_TASK },
];

const WARM_SYSTEM = `You repair a small JavaScript repository until its tests pass. Reply with exactly one action as a JSON object:
{"action":"run","command":"npm test"}
{"action":"view","path":"src/list.js","from":1,"to":60}
{"action":"edit","path":"src/list.js","find":"if (i <= n)","replace":"if (i < n)"}
{"action":"ask","question":"I tried ... and saw ... What should I change?"}
{"action":"submit"}`;
const WARM_TASK = `range(3) returns one number too many.

Files:
package.json
src/range.js
test/range.test.js

The tests run with: npm test

function range(n) {
  const out = [];
  for (let i = 0; i <= n; i++) {
    out.push(i);
  }
  return out;
}`;
