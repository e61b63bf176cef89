/**
 * Fits messages into a context window. The rule, in words: when the prompt would not fit, the oldest observations are
 * left out, oldest first, until it fills no more than 60 % of the room; so the prompt stays append-only (and the KV cache
 * useful) for many steps. The system text, the task, the last two exchanges and everything an expert said always stay.
 * The same messages always give the same result: each earlier prompt of the episode is fitted first, in order.
 */
import type { Message } from '../types';

export interface Room {
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
export function fit(messages: Message[], { tokens, bytesPerToken }: Room): Fitted {
  const sizes = messages.map(({ content }) => tokensOf(content, bytesPerToken));
  const out = new Set<number>();
  const shrunk = (i: number) => tokensOf(placeholder(messages[i]!.content), bytesPerToken);
  let total = 0;
  for (let end = 0; end < messages.length; end++) {
    total += sizes[end]!;
    const asked = end === messages.length - 1 || messages[end + 1]!.role === 'assistant';
    if (!asked || total <= tokens) continue;
    for (let i = 2; i <= end - KEEP_LAST && total > tokens * LOW; i++) {
      const message = messages[i]!;
      if (message.role !== 'user' || message.guidance || out.has(i) || shrunk(i) >= sizes[i]!) continue;
      out.add(i);
      total -= sizes[i]! - shrunk(i);
    }
  }
  if (total > tokens)
    throw Object.assign(
      new Error(`The prompt needs about ${total} tokens and the context window leaves room for ${tokens}.`),
      { name: 'ContextWindowSizeExceededError' },
    );
  if (out.size === 0) return { messages, elided: 0 };
  return {
    messages: messages.map((message, i) =>
      out.has(i) ? { ...message, content: placeholder(message.content) } : message,
    ),
    elided: out.size,
  };
}

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
