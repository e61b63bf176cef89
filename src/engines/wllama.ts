/**
 * llama.cpp through wllama, inside workers/wllama.ts: any GGUF, with or without WebGPU. Requests run side by side in slots of
 * one KV cache; llama.cpp's own prompt cache reuses the longest common prefix of tokens that a free slot holds.
 */
import type { Wllama } from '@wllama/wllama/esm/index.js';
import { doubtsOf, take, type Chunk, type StreamedText, type Timings } from './chunks';
import { defaultPrompt, fitMessages, lowering, tokensOf } from './context';
import { fimPrompt, type Family } from './fim';
import { isGguf, openGguf } from './gguf';
import { ACTION_GRAMMAR, LATE_GRAMMAR, literal } from './grammar';
import { about, openLlama, type Builds } from './llama';
import type { EngineApi, GgufSource, Loaded, LoadOptions, LoadProgress, ModelSource } from './port';
import { namedError } from './pump';
import { repeats } from './repeats';
import { DOUBTS, FILL, REPLY, SAMPLING } from './sampling';
import { Seats } from './seats';
import { measured, warmth } from './warm';
import { drain } from '../lib/stream';
import type { Completion, Doubts, Gap, GenerateOptions, Message, Stream } from '../types';

interface LoadedLlama {
  llama: Wllama;
  info: Loaded;
  seats: Seats;
  family: Family | undefined;
}

const NO_TIMINGS: Timings = { cache_n: 0, prompt_n: 0, prompt_per_second: 0, predicted_n: 0, predicted_per_second: 0 };

/** Mean log-probability below which a first reply is noise. */
const NOISE = -4;

export function createWllama(builds: Builds): EngineApi {
  let session: LoadedLlama | undefined;
  let priming: { stop: AbortController; done: Promise<void> } | undefined;

  async function close(): Promise<void> {
    const { llama } = session ?? {};
    session = undefined;
    await llama?.exit();
  }

  async function* load(given: ModelSource, options: LoadOptions): Stream<LoadProgress, Loaded> {
    const source = given as GgufSource;
    const { signal } = options;
    await close();
    const blobs = options.files?.length ? options.files : yield* openGguf(source, signal);
    signal?.throwIfAborted();
    for (const blob of blobs) await isGguf(blob);
    yield { phase: 'compile', done: 0, total: 1 };
    const opened = await openLlama(builds, {
      id: source.id,
      blobs,
      context: options.context,
      ...(signal ? { signal } : {}),
    });
    const { llama, notes } = opened;
    const { info, family } = about(source.id, opened);
    session = { llama, info, seats: new Seats(info.context), family };
    try {
      yield { phase: 'warm', done: 0, total: 1 };
      const prompt = defaultPrompt();
      const first = await drain(generate(prompt, { ...(signal ? { signal } : {}), seed: 1, temperature: 0 }));
      info.bytesPerToken = measured(prompt, first.tokensIn);
      info.warm = warmth(first);
      const { logprobs = [] } = first;
      if (logprobs.reduce((a, b) => a + b, 0) < NOISE * logprobs.length)
        notes.push(
          'Its first reply is close to noise: choose a larger model, or one that was made to follow instructions.',
        );
      return info;
    } catch (error) {
      session = undefined;
      await llama.exit().catch(() => undefined);
      throw error;
    }
  }

  function current(): LoadedLlama {
    if (!session) throw namedError('ModelNotLoadedError', 'No model is loaded.');
    return session;
  }

  const generate = (messages: Message[], options: GenerateOptions = {}): Stream<string, Completion> =>
    lowering(
      () => session?.info,
      () => reply(messages, options),
    );

  async function* reply(messages: Message[], options: GenerateOptions): Stream<string, Completion> {
    const { info } = current();
    const { maxTokens = REPLY, prefill = '', grammar = 'action' } = options;
    const given = prefill === '' ? 0 : tokensOf(prefill, info.bytesPerToken);
    const room = { tokens: info.context - maxTokens - given, bytesPerToken: info.bytesPerToken };
    const fitted = fitMessages(messages, room);
    const rule = grammar === 'action' ? ACTION_GRAMMAR : grammar === 'late' ? LATE_GRAMMAR : undefined;
    const said = fitted.messages.map(({ role, content }) => ({ role, content }));
    const body = {
      ...(prefill === ''
        ? { messages: said, logprobs: true, top_logprobs: 1 }
        : { prompt: (await rendered(said, options.signal)) + prefill, n_probs: 1 }),
      ...(rule === undefined ? {} : { grammar: rule }),
      ...(options.stop?.length ? { stop: options.stop } : {}),
    };
    const size = fitted.messages.reduce((sum, { content }) => sum + tokensOf(content, info.bytesPerToken), given);
    return yield* request(body, { ...options, maxTokens }, size, fitted.elided);
  }

  /** The prompt as llama.cpp writes it by the model's template. (Its own way to go on with a last message loses that message.) */
  async function rendered(messages: object[], signal?: AbortSignal): Promise<string> {
    const { llama } = current();
    const asked = {
      messages,
      max_tokens: 0,
      verbose: true,
      cache_prompt: true,
      ...(signal ? { abortSignal: signal } : {}),
    };
    const answer = (await llama.createChatCompletion(asked as never)) as { __verbose?: { prompt?: string } };
    const prompt = answer.__verbose?.prompt;
    if (prompt === undefined)
      throw namedError('NoPrefillError', 'This llama.cpp does not tell how it writes a prompt.');
    return prompt;
  }

  const fill = (gap: Gap, options: GenerateOptions = {}): Stream<string, Completion> =>
    lowering(
      () => session?.info,
      () => infill(gap, options),
    );

  async function* infill(gap: Gap, options: GenerateOptions): Stream<string, Completion> {
    const { maxTokens = FILL, stop = [], prefill = '' } = options;
    const { prompt, size, family } = hole(gap, maxTokens + prefill.length);
    // its own marks end a fill; kept as text, they can be seen
    const ends = [...family.ends, ...stop];
    const body = { prompt: prompt + prefill, n_probs: 1, stop: ends, preserved_tokens: family.ends };
    return yield* request(body, { ...options, maxTokens }, size, 0);
  }

  /** The prompt with the gap in it. @throws NoFillError, ContextWindowSizeExceededError */
  function hole(gap: Gap, reply: number) {
    const { info, family } = current();
    if (!family) throw namedError('NoFillError', `${info.id} was not taught to fill in the middle of a text.`);
    const prompt = fimPrompt(family, gap);
    const size = tokensOf(prompt, info.bytesPerToken);
    const room = info.context - reply;
    if (size > room)
      throw Object.assign(
        namedError(
          'ContextWindowSizeExceededError',
          `The text around the gap needs about ${size} tokens; there is room for ${room}.`,
        ),
        { cause: 'fit' },
      );
    return { prompt, size, family };
  }

  /**
   * The text is put into the model's mouth by a grammar that allows nothing else: one token a step, each with the model's own
   * probability, in the pieces that it finds likeliest.
   */
  async function score(gap: Gap, texts: string[], signal?: AbortSignal): Promise<number[][]> {
    const all: number[][] = [];
    for (const text of texts) {
      const maxTokens = new TextEncoder().encode(text).length + 1;
      const { prompt, size } = hole(gap, maxTokens);
      const body = { prompt, n_probs: 1, grammar: literal(text) };
      const asked = { maxTokens, temperature: 0, ...(signal ? { signal } : {}) };
      all.push(text === '' ? [] : (await drain(request(body, asked, size, 0))).logprobs!);
    }
    return all;
  }

  /** As `score`, with the likeliest tokens in the place of each. */
  async function doubts(gap: Gap, text: string, signal?: AbortSignal): Promise<Doubts> {
    const maxTokens = new TextEncoder().encode(text).length + 1;
    const { prompt, size } = hole(gap, maxTokens);
    const body = { prompt, n_probs: DOUBTS, grammar: literal(text) };
    const heard: StreamedText = { text: '', logprobs: [], told: [], finish: '' };
    const { local, ms } = await drain(
      request(body, { maxTokens, temperature: 0, ...(signal ? { signal } : {}) }, size, 0, heard),
    );
    const tokens = doubtsOf(heard.told!, text);
    return { tokens, prefilled: (local?.prefilled ?? 0) + heard.logprobs.length, ms };
  }

  async function prime(messages: Message[], signal?: AbortSignal): Promise<void> {
    await rest();
    const { info } = current();
    const stop = new AbortController();
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const room = { tokens: info.context - REPLY, bytesPerToken: info.bytesPerToken };
    const { messages: fitted } = fitMessages(messages, room);
    const body = { messages: fitted.map(({ role, content }) => ({ role, content })), max_tokens: 0 };
    const done = drain(stream(body, { signal: both })).then(
      () => undefined,
      () => undefined, // what was read so far stays read
    );
    priming = { stop, done };
    await done;
    if (priming?.stop === stop) priming = undefined;
  }

  /** Reading ahead gives way, and leaves what it read to the slot that goes on from there. */
  async function rest(): Promise<void> {
    const ahead = priming;
    priming = undefined;
    ahead?.stop.abort();
    await ahead?.done;
  }

  async function* request(
    body: Record<string, unknown>,
    options: GenerateOptions & { maxTokens: number },
    size: number,
    elided: number,
    into?: StreamedText,
  ): Stream<string, Completion> {
    const { info, seats } = current();
    const { signal, maxTokens, seed, temperature = SAMPLING.temperature } = options;
    signal?.throwIfAborted();
    const started = performance.now();
    await rest();
    const leave = await seats.take(size + maxTokens, signal);
    try {
      const heard = yield* stream(
        {
          ...body,
          cache_prompt: true,
          timings_per_token: true, // a reply that is broken off has its counts too
          max_tokens: maxTokens,
          temperature,
          top_k: SAMPLING.topK,
          top_p: SAMPLING.topP,
          min_p: SAMPLING.minP,
          ...(seed === undefined ? {} : { seed: Math.trunc(seed) }),
        },
        options,
        into,
      );
      const { timings = NO_TIMINGS } = heard;
      return {
        text: heard.text,
        tokensIn: timings.cache_n + timings.prompt_n,
        tokensOut: timings.predicted_n || heard.logprobs.length,
        cost: 0,
        ms: performance.now() - started,
        logprobs: heard.logprobs,
        finish: heard.finish === 'length' ? 'length' : 'stop',
        model: info.id,
        local: {
          prefilled: timings.prompt_n,
          prefillPerSecond: timings.prompt_per_second,
          decodePerSecond: timings.predicted_per_second,
          elided,
          context: info.context,
        },
      };
    } finally {
      leave();
    }
  }

  /** One request of the engine; the slot is freed however it ends. */
  async function* stream(
    body: Record<string, unknown>,
    { signal, enough }: GenerateOptions,
    heard: StreamedText = { text: '', logprobs: [], finish: '' },
  ): Stream<string, StreamedText> {
    const { llama } = current();
    const stop = new AbortController();
    const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
    const asked = { ...body, stream: true, abortSignal: both } as never;
    const chunks = (await ('messages' in body
      ? llama.createChatCompletion(asked)
      : llama.createCompletion(asked))) as unknown as AsyncIterable<Chunk>;
    try {
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        const delta = take(chunk, heard);
        if (delta !== '') yield delta;
        if (enough?.aborted && !('grammar' in body)) break; // a grammar ends it by itself, and with all its counts
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
    return heard;
  }

  return { load, generate, fill, score, doubts, prime, close };
}
