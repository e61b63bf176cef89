/** Any OpenAI-compatible chat server, streamed. The key comes from `deps`; options are recorded, so none may hold one. */
import type OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import { explain } from './faults';
import type { ModelDeps } from './index';

export interface EndpointOptions {
  /** `http://127.0.0.1:11434/v1`, `https://api.openai.com/v1` … */
  baseURL: string;
  model: string;
  temperature?: number;
  maxTokens?: number;
  /** Ask for the log probability of each token; servers that refuse are asked without. */
  logprobs?: boolean;
  /** US dollars per million tokens; unknown = cost null (0 on this machine). */
  priceIn?: number;
  priceOut?: number;
  /** Milliseconds without a sign of life, default 120,000. */
  timeoutMs?: number;
  /** New attempts after a refused connection, 429 or 5xx, default 2. */
  retries?: number;
}

/** @throws with what to do when an option is missing, malformed, or would record a key. */
export function create(options: Record<string, unknown>, { key }: ModelDeps = {}): Model {
  const checked = check(options);
  const dropped = new Set<string>();
  let client: Promise<OpenAI> | undefined;
  return {
    generate: (messages, generate = {}) =>
      complete(() => (client ??= connect(checked, key)), checked, dropped, messages, generate, key !== undefined),
  };
}

function check(options: Record<string, unknown>): EndpointOptions {
  const { baseURL, model } = options;
  for (const name of Object.keys(options)) {
    if (/key|token$|secret|authorization/i.test(name))
      throw new Error(`"${name}" must not be part of the options: they are recorded. Enter the key in its own field.`);
  }
  if (typeof model !== 'string' || model.trim() === '')
    throw new Error('Name the model the server should run ("model").');
  const url = typeof baseURL === 'string' && URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('Give the server\'s address as "baseURL", like http://127.0.0.1:11434/v1');
  if (url.username || url.password || /[?&](api[-_]?)?key=/i.test(url.search))
    throw new Error('Leave the key out of the address: addresses are recorded. Enter it in its own field.');
  return options as unknown as EndpointOptions;
}

async function connect({ baseURL, timeoutMs = 120_000, retries = 2 }: EndpointOptions, key: string | undefined) {
  const { default: Client } = await import('openai');
  const silent = ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'];
  return new Client({
    baseURL,
    apiKey: key ?? 'none',
    dangerouslyAllowBrowser: true, // the page sends to the chosen server and nowhere else
    maxRetries: retries,
    timeout: timeoutMs,
    logLevel: 'off',
    organization: null,
    project: null,
    defaultHeaders: {
      // many local servers allow only plain CORS headers
      ...Object.fromEntries(silent.map((name) => [`X-Stainless-${name}`, null])),
      ...(key === undefined ? { Authorization: null } : {}),
    },
  });
}

async function* complete(
  connected: () => Promise<OpenAI>,
  options: EndpointOptions,
  dropped: Set<string>,
  messages: Message[],
  generate: GenerateOptions,
  keyed: boolean,
): Stream<string, Completion> {
  const { signal } = generate;
  signal?.throwIfAborted();
  const started = performance.now();
  const patience = options.timeoutMs ?? 120_000;
  const quiet = new AbortController();
  let watch: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(() => quiet.abort(), patience);
  };
  const heard = { text: '', finish: '', logprobs: [] as number[], model: options.model, in: -1, out: -1 };
  try {
    const client = await connected();
    const both = signal ? AbortSignal.any([signal, quiet.signal]) : quiet.signal;
    const chunks = await open(client, options, dropped, messages, generate, both);
    alive();
    for await (const chunk of chunks) {
      alive();
      const delta = take(chunk, heard);
      clearTimeout(watch); // a reader that pauses is no silent server
      if (delta !== '') yield delta;
      alive();
    }
    // the package ends an aborted stream without a word
    signal?.throwIfAborted();
    if (quiet.signal.aborted) throw new Error('silent');
    if (heard.finish === '') throw new Error('cut');
  } catch (error) {
    signal?.throwIfAborted();
    throw await explain(error, {
      options,
      keyed,
      silent: quiet.signal.aborted,
      chars: heard.text.length,
      client: connected,
    });
  } finally {
    clearTimeout(watch);
    quiet.abort();
  }
  const tokensIn = heard.in >= 0 ? heard.in : estimate(messages.map((message) => message.content).join('\n'));
  const tokensOut = heard.out >= 0 ? heard.out : estimate(heard.text);
  return {
    text: heard.text,
    tokensIn,
    tokensOut,
    cost: cost(options, tokensIn, tokensOut),
    ms: performance.now() - started,
    ...(heard.logprobs.length > 0 ? { logprobs: heard.logprobs } : {}),
    finish: heard.finish === 'length' ? 'length' : 'stop',
    model: heard.model,
  };
}

/** Sends the request; a server that refuses an optional field is asked again without it. */
async function open(
  client: OpenAI,
  options: EndpointOptions,
  dropped: Set<string>,
  messages: Message[],
  generate: GenerateOptions,
  signal: AbortSignal,
): Promise<AsyncIterable<ChatCompletionChunk>> {
  const limit = generate.maxTokens ?? options.maxTokens;
  const optional: Partial<ChatCompletionCreateParamsStreaming> = {
    stream_options: { include_usage: true },
    temperature: generate.temperature ?? options.temperature,
    seed: generate.seed,
    ...(dropped.has('max_tokens') ? { max_completion_tokens: limit } : { max_tokens: limit }),
    ...(options.logprobs ? { logprobs: true } : {}),
  };
  for (;;) {
    const extra = Object.fromEntries(
      Object.entries(optional).filter(([name, v]) => v !== undefined && !dropped.has(name)),
    );
    const body = {
      model: options.model,
      messages: messages.map(({ role, content }) => ({ role, content })),
      stream: true as const,
      ...extra,
    };
    try {
      return await client.chat.completions.create(body, { signal });
    } catch (error) {
      const refused = refusedField(error, Object.keys(extra));
      if (refused === undefined) throw error;
      dropped.add(refused);
      if (refused === 'max_tokens') optional.max_completion_tokens = limit ?? null;
    }
  }
}

function refusedField(error: unknown, sent: string[]): string | undefined {
  const { status, param, message } = error as { status?: number; param?: string; message?: string };
  if (status !== 400 && status !== 422) return undefined;
  return sent.find((name) => name === param) ?? sent.find((name) => message?.includes(name));
}

interface Heard {
  text: string;
  finish: string;
  logprobs: number[];
  model: string;
  in: number;
  out: number;
}

function take(chunk: ChatCompletionChunk, heard: Heard): string {
  if (chunk.model) heard.model = chunk.model;
  if (chunk.usage) {
    heard.in = chunk.usage.prompt_tokens;
    heard.out = chunk.usage.completion_tokens;
  }
  const choice = chunk.choices?.[0];
  if (choice?.finish_reason) heard.finish = choice.finish_reason;
  for (const token of choice?.logprobs?.content ?? []) heard.logprobs.push(token.logprob);
  const delta = choice?.delta?.content ?? '';
  heard.text += delta;
  return delta;
}

const estimate = (text: string) => Math.ceil(text.length / 4);

function cost({ baseURL, priceIn, priceOut }: EndpointOptions, tokensIn: number, tokensOut: number): number | null {
  if (priceIn !== undefined && priceOut !== undefined) return (priceIn * tokensIn + priceOut * tokensOut) / 1e6;
  return isLoopback(baseURL) ? 0 : null;
}

export const isLoopback = (address: string) =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
