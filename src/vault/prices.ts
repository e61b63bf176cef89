/** List prices, US dollars per million tokens, as of the date below. An estimate: what the provider reports counts more. */
import type { Price, ProviderId } from './protocol';
import { isLoopback } from './providers';

export const PRICES_OF = '2025-11-01';

/** Model names as providers write them, matched at their beginning, longest first. */
const table: Partial<Record<ProviderId, Record<string, [input: number, output: number]>>> = {
  openai: {
    'gpt-5': [1.25, 10],
    'gpt-5-mini': [0.25, 2],
    'gpt-5-nano': [0.05, 0.4],
    'gpt-5-pro': [15, 120],
    'gpt-4.1': [2, 8],
    'gpt-4.1-mini': [0.4, 1.6],
    'gpt-4.1-nano': [0.1, 0.4],
    'gpt-4o': [2.5, 10],
    'gpt-4o-mini': [0.15, 0.6],
    o3: [2, 8],
    'o3-pro': [20, 80],
    'o4-mini': [1.1, 4.4],
  },
  anthropic: {
    'claude-opus-4-1': [15, 75],
    'claude-opus-4': [15, 75],
    'claude-sonnet-4-5': [3, 15],
    'claude-sonnet-4': [3, 15],
    'claude-haiku-4-5': [1, 5],
    'claude-3-7-sonnet': [3, 15],
    'claude-3-5-haiku': [0.8, 4],
  },
  gemini: {
    'gemini-2.5-pro': [1.25, 10],
    'gemini-2.5-flash': [0.3, 2.5],
    'gemini-2.5-flash-lite': [0.1, 0.4],
  },
  groq: {
    'openai/gpt-oss-120b': [0.15, 0.75],
    'openai/gpt-oss-20b': [0.1, 0.5],
    'llama-3.3-70b-versatile': [0.59, 0.79],
    'llama-3.1-8b-instant': [0.05, 0.08],
  },
  mistral: {
    'mistral-large': [2, 6],
    'mistral-medium': [0.4, 2],
    'devstral-medium': [0.4, 2],
    'devstral-small': [0.1, 0.3],
    codestral: [0.3, 0.9],
  },
  deepseek: { 'deepseek-chat': [0.28, 0.42], 'deepseek-reasoner': [0.28, 0.42] },
  xai: { 'grok-4': [3, 15], 'grok-4-fast': [0.2, 0.5], 'grok-code-fast': [0.2, 1.5] },
  openrouter: {
    'anthropic/claude-sonnet-4.5': [3, 15],
    'anthropic/claude-haiku-4.5': [1, 5],
    'openai/gpt-5': [1.25, 10],
    'openai/gpt-5-mini': [0.25, 2],
    'google/gemini-2.5-pro': [1.25, 10],
    'google/gemini-2.5-flash': [0.3, 2.5],
  },
};

/** What may follow a table name in a model's name: nothing, a date, a version or `latest`; never another word. */
const VARIANT = /^(?:[-@](?:\d{2}[\d.]*|latest|preview|v\d+))*$/;

/**
 * The price of a model; null when nobody told. A price that comes with a request may be somebody else's (a config is a
 * file): it speaks where this table is silent, and can make a known price dearer, never cheaper. A server on this machine without
 * one is free.
 */
export function priceOf(
  provider: ProviderId,
  baseURL: string,
  model: string,
  own?: { in: number; out: number },
): Price | null {
  const said = own && fair(own.in) && fair(own.out) ? { in: own.in, out: own.out, from: 'your own price' } : undefined;
  if (provider === 'custom')
    return said ?? (isLoopback(baseURL) ? { in: 0, out: 0, from: 'free: a server on this machine' } : null);
  const rows = Object.entries(table[provider] ?? {});
  const [, row] = rows
    .filter(([name]) => model.startsWith(name) && VARIANT.test(model.slice(name.length)))
    .sort(([a], [b]) => b.length - a.length)[0] ?? [undefined, undefined];
  return dearer(row ? { in: row[0], out: row[1], from: `list price of ${PRICES_OF}` } : null, said);
}

/** The greater price of two, each way; the one that is there where one is not. */
export function dearer(listed: Price | null, own: Price | undefined): Price | null {
  if (!listed || !own) return listed ?? own ?? null;
  if (own.in <= listed.in && own.out <= listed.out) return listed;
  return { in: Math.max(own.in, listed.in), out: Math.max(own.out, listed.out), from: own.from };
}

const fair = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** US dollars; null when the price is unknown. */
export const costOf = (price: Price | null, tokensIn: number, tokensOut: number): number | null =>
  price === null ? null : (price.in * tokensIn + price.out * tokensOut) / 1e6;

/** Tokens of a text, as a guess to show. */
export const guessTokens = (text: string): number => Math.ceil(text.length / 3.6);

/** Tokens of a text at the very most: none is shorter than a byte. */
export const mostTokens = (text: string): number => new TextEncoder().encode(text).length;
