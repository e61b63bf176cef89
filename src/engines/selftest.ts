/**
 * Is what the graphics card computes right? Known not to be everywhere (wrong or empty output on some drivers and browsers,
 * slow fallbacks): the model says how likely the next tokens of two short texts are, once on the processor, once on the card.
 */
import type { Wllama } from '@wllama/wllama/esm/index.js';
import { abortable } from './pump';

export interface GraphicsCard {
  /** Vendor and architecture, as far as the browser tells. */
  name: string;
}

/** The five likeliest next tokens after each text: natural-log probability by token. */
export type TopTokens = Record<string, number>[];

export interface CardVerdict {
  same: boolean;
  /** Ends a sentence about the card. */
  words: string;
}

const TEXTS = ['function add(a, b) {\n  return a', 'for (let i = 0; i <'];
const TOP = 5;
/** 16-bit floats and another order of sums move a log-probability by some hundredths. */
const CLOSE = 0.25;
/** Compared are tokens that matter. */
const LIKELY = Math.log(0.02);

interface Adapter {
  info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean };
  isFallbackAdapter?: boolean;
  features: { has(name: string): boolean };
}

/** The card that llama.cpp would use, a reason why not, or null where there is none. */
export async function candidate(): Promise<GraphicsCard | { reason: string } | null> {
  const { gpu, userAgent } = navigator as {
    gpu?: { requestAdapter(options?: unknown): Promise<Adapter | null> };
    userAgent: string;
  };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return null;
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info ?? {};
  const name = [vendor, architecture].filter(Boolean).join(' ') || description || 'unknown';
  if (isFallbackAdapter || adapter.isFallbackAdapter || /swiftshader|llvmpipe/i.test(`${name} ${description}`))
    return { reason: 'The graphics card is emulated in software, so the processor computes.' };
  if (/Firefox\//.test(userAgent))
    return { reason: 'llama.cpp computes wrongly on graphics cards in Firefox, so the processor is used.' };
  if (!adapter.features.has('shader-f16'))
    return {
      reason: `The graphics card (${name}) offers no 16-bit numbers here, which llama.cpp needs; the processor computes.`,
    };
  return { name };
}

export async function sample(llama: Wllama, signal?: AbortSignal): Promise<TopTokens> {
  const all: TopTokens = [];
  for (const prompt of TEXTS) {
    const body = { prompt, max_tokens: 1, temperature: 0, n_probs: TOP, cache_prompt: false };
    const { choices } = await abortable(llama.createCompletion(body as never), signal);
    const first = (
      choices[0]?.logprobs as unknown as { content?: { top_logprobs: { id: number; logprob: number }[] }[] } | null
    )?.content?.[0];
    all.push(Object.fromEntries((first?.top_logprobs ?? []).map(({ id, logprob }) => [id, logprob])));
  }
  return all;
}

export function compare(truth: TopTokens, found: TopTokens): CardVerdict {
  let worst = 0;
  for (const [i, right] of truth.entries()) {
    for (const [token, logprob] of Object.entries(right)) {
      if (logprob < LIKELY) continue;
      const other = found[i]?.[token];
      if (other === undefined || !Number.isFinite(other))
        return { same: false, words: 'it finds other words likely than the processor does' };
      worst = Math.max(worst, Math.abs(other - logprob));
    }
  }
  const far = `log-probabilities differ by up to ${worst.toFixed(2)}`;
  return worst <= CLOSE ? { same: true, words: far } : { same: false, words: `its ${far} from the processor’s` };
}

const STORE = 'protege/selftest';
const address = (key: string) => `https://selftest.invalid/?${encodeURIComponent(key)}`;

export async function recall(key: string): Promise<CardVerdict | undefined> {
  try {
    const kept = await (await caches.open(STORE)).match(address(key));
    return kept ? ((await kept.json()) as CardVerdict) : undefined;
  } catch {
    return undefined; // storage may be off; it is tested again then
  }
}

export async function remember(key: string, verdict: CardVerdict): Promise<void> {
  try {
    await (await caches.open(STORE)).put(address(key), new Response(JSON.stringify(verdict)));
  } catch {
    // as above
  }
}
