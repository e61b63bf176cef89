/**
 * llama.cpp through wllama, inside workers/wllama.ts: any GGUF, with or without WebGPU. The wasm comes from this site.
 * llama.cpp's own prompt cache reuses the longest common prefix of tokens.
 */
import { Wllama, type ChatCompletionChunk } from '@wllama/wllama/esm/index.js';
import { defaultPrompt, fit, lowering } from './context';
import { type EngineApi, type EngineOptions, type Loaded, type LoadOptions, type Progress } from './port';
import type { GgufSource, Source } from './port';
import { ACTION_GRAMMAR } from './grammar';
import { isGguf, openGguf } from './gguf';
import { abortable, named } from './pump';
import { repeats } from './repeats';
import { measured, warmth } from './warm';
import { drain } from '../lib/stream';
import type { Completion, Message, Stream } from '../types';

/** Tokens a reply may have; the grammar ends it long before. */
const REPLY = 1024;

export function createWllama(wasm: string): EngineApi {
  let loaded: { llama: Wllama; info: Loaded } | undefined;

  async function close(): Promise<void> {
    const { llama } = loaded ?? {};
    loaded = undefined;
    await llama?.exit();
  }

  async function* load(given: Source, options: LoadOptions): Stream<Progress, Loaded> {
    const source = given as GgufSource;
    await close();
    const blobs = options.files?.length ? options.files : yield* openGguf(source, options.signal);
    options.signal?.throwIfAborted();
    if (blobs[0]) await isGguf(blobs[0]);
    yield { phase: 'compile', done: 0, total: 1 };
    const llama = new Wllama({ default: wasm }, { suppressNativeLog: true, logger: quiet });
    llama.setCompat(null); // the compatibility build would come from a CDN
    options.signal?.addEventListener('abort', () => void llama.exit(), { once: true });
    try {
      await abortable(
        llama.loadModel(blobs, {
          n_ctx: options.context,
          n_parallel: 1,
          n_gpu_layers: 0, // its GPU path falls to the CPU without a word where f16 is missing; the CPU is the promise
          skip_chat_parsing: true,
          reasoning_format: 'none',
        }),
        options.signal,
      ).catch((error: Error) => {
        options.signal?.throwIfAborted();
        throw unreadable(source.id, error);
      });
      const { n_ctx } = llama.getLoadedContextInfo();
      // Half a file is loaded without an error, into a context of no tokens.
      if (!(n_ctx > 0)) throw unreadable(source.id, new Error('it is cut short or damaged'));
      const threads = llama.isMultithread() ? llama.getNumThreads() : 1;
      const device = `CPU, ${threads} thread${threads === 1 ? '' : 's'}`;
      const info: Loaded = { id: source.id, context: n_ctx, bytesPerToken: 3, device, warm: NO_WARMUP };
      loaded = { llama, info };
      yield { phase: 'warm', done: 0, total: 1 };
      const { signal } = options;
      const prompt = defaultPrompt();
      const completion = await drain(generate(prompt, { ...(signal ? { signal } : {}), seed: 1, temperature: 0 }));
      info.bytesPerToken = measured(prompt, completion.tokensIn);
      info.warm = warmth(completion);
      return info;
    } catch (error) {
      loaded = undefined;
      await llama.exit().catch(() => undefined);
      throw error;
    }
  }

  const generate = (messages: Message[], options: EngineOptions = {}): Stream<string, Completion> =>
    lowering(
      () => loaded?.info,
      () => reply(messages, options),
    );

  async function* reply(messages: Message[], options: EngineOptions): Stream<string, Completion> {
    if (!loaded) throw named('ModelNotLoadedError', 'No model is loaded.');
    const { llama, info } = loaded;
    const { signal, constrained = true, maxTokens = REPLY } = options;
    signal?.throwIfAborted();
    const started = performance.now();
    const fitted = fit(messages, { tokens: info.context - maxTokens, bytesPerToken: info.bytesPerToken });
    const stop = new AbortController();
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const chunks = await llama.createChatCompletion({
      messages: fitted.messages.map(({ role, content }) => ({ role, content })),
      stream: true,
      cache_prompt: true,
      logprobs: true,
      top_logprobs: 5,
      max_tokens: maxTokens,
      temperature: options.temperature ?? 0.2,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(constrained ? { grammar: ACTION_GRAMMAR } : {}),
      abortSignal: both,
    });
    const heard = {
      text: '',
      logprobs: [] as number[],
      finish: '',
      chunk: undefined as ChatCompletionChunk | undefined,
    };
    try {
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        const delta = take(chunk, heard);
        if (delta !== '') yield delta;
        if (options.enough?.aborted) break;
        if (repeats(heard.text)) {
          heard.finish = 'length';
          break;
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      stop.abort(); // frees the slot when the reader left early; a finished request does not mind
    }
    const { usage, timings } = heard.chunk ?? {};
    const cached = timings?.cache_n ?? 0;
    const prefilled = timings?.prompt_n ?? usage?.prompt_tokens ?? 0;
    return {
      text: heard.text,
      tokensIn: cached + prefilled,
      tokensOut: timings?.predicted_n ?? usage?.completion_tokens ?? heard.logprobs.length,
      cost: 0,
      ms: performance.now() - started,
      logprobs: heard.logprobs,
      finish: heard.finish === 'length' ? 'length' : 'stop',
      model: info.id,
      local: {
        prefilled,
        prefillPerSecond: timings?.prompt_per_second ?? 0,
        decodePerSecond: timings?.predicted_per_second ?? 0,
        elided: fitted.elided,
        context: info.context,
      },
    };
  }

  return { load, generate, close };
}

/** llama.cpp tells little of why it could not load; short of memory, the file is to blame. */
function unreadable(id: string, { name, message }: Error): Error {
  if (/memory|alloc/i.test(`${name} ${message}`)) return named(name, message);
  return named('WrongFormatError', `llama.cpp could not read ${id} (${message.slice(0, 200)}).`);
}

const NO_WARMUP: Loaded['warm'] = { tokens: 0, tokensPerSecond: 0, ms: 0, text: '' };

interface Heard {
  text: string;
  logprobs: number[];
  finish: string;
  chunk: ChatCompletionChunk | undefined;
}

function take(chunk: ChatCompletionChunk, heard: Heard): string {
  if (chunk.timings ?? chunk.usage) heard.chunk = chunk;
  const choice = chunk.choices[0];
  if (choice?.finish_reason) heard.finish = choice.finish_reason;
  for (const token of choice?.logprobs?.content ?? []) heard.logprobs.push(token.logprob);
  const delta = choice?.delta.content ?? '';
  heard.text += delta;
  return delta;
}

const quiet = { debug: () => {}, log: () => {}, warn: () => {}, error: () => {} };
