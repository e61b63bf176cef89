/**
 * web-llm inside workers/webllm.ts. It reuses its KV cache only when the new messages extend the last finished reply and
 * throws it away after "length" and "abort", so replies end by the grammar and prompts are append-only.
 */
import type { InitProgressReport, MLCEngine } from '@mlc-ai/web-llm';
import { take, type Chunk, type StreamedText } from './chunks';
import { defaultPrompt, fitMessages, lowering, tokensOf } from './context';
import { watchDevices } from './device';
import { familyOf, fimPrompt } from './fim';
import { ACTION_GRAMMAR, LATE_GRAMMAR } from './grammar';
import { prefetch } from './mlc';
import type { EngineApi, Loaded, LoadOptions, MlcSource, LoadProgress, ModelSource } from './port';
import { abortable, namedError, pump } from './pump';
import { repeats } from './repeats';
import { FILL, REPLY, SAMPLING } from './sampling';
import { conversation, type Template } from './template';
import { measured, NO_WARMUP, warmth } from './warm';
import { drain } from '../lib/stream';
import type { Completion, Gap, GenerateOptions, Message, Stream } from '../types';

interface LoadedMlc {
  engine: MLCEngine;
  source: MlcSource;
  info: Loaded;
  /** Tokens in the KV cache after the last finished reply, and that conversation. */
  kept: { tokens: number; messages: Message[] } | null;
  constrained: boolean;
}

export interface WebllmParts {
  /** An engine that will load this source; its own downloads find everything in the cache. */
  build(source: MlcSource, report: (report: InitProgressReport) => void): MLCEngine | Promise<MLCEngine>;
  prefetch?: typeof prefetch;
}

export function createWebllm({ build, prefetch: fetchAll = prefetch }: WebllmParts): EngineApi {
  let session: LoadedMlc | undefined;
  let lost: Error | undefined;
  let onLost: (error: Error) => void = () => {};
  watchDevices((message) => {
    session = undefined;
    lost = namedError('DeviceLostError', message);
    onLost(lost);
  });

  async function close(): Promise<void> {
    const { engine } = session ?? {};
    session = undefined;
    await engine?.unload();
  }

  async function* load(given: ModelSource, options: LoadOptions): Stream<LoadProgress, Loaded> {
    const source = given as MlcSource;
    const { signal, context } = options;
    await close();
    lost = undefined;
    yield* fetchAll(source, { ...(signal ? { signal } : {}), ...(options.deep ? { deep: true } : {}) });
    yield { phase: 'compile', done: 0, total: 1 };
    const engine = yield* pump<LoadProgress, MLCEngine>(async (report) => {
      const built = await build(source, ({ text }) => report(compiling(text)));
      await abortable(untilLost(built.reload(source.id, { context_window_size: context })), signal);
      return built;
    });
    yield { phase: 'warm', done: 0, total: 1 };
    const device = `WebGPU (${await engine.getGPUVendor().catch(() => 'unknown vendor')})`;
    const info: Loaded = {
      id: source.id,
      context,
      bytesPerToken: 3,
      device,
      parallel: 1, // it computes one sequence
      fills: fillFamily(source.id) !== undefined,
      scores: false,
      warm: NO_WARMUP,
    };
    session = { engine, source, info, kept: null, constrained: true };
    const prompt = defaultPrompt();
    const completion = await drain(generate(prompt, { ...(signal ? { signal } : {}), seed: 1, temperature: 0 }));
    info.bytesPerToken = measured(prompt, completion.tokensIn);
    info.warm = warmth(completion);
    return info;
  }

  /** The work, or the loss of the GPU, whichever comes first. */
  function untilLost<T>(work: Promise<T>): Promise<T> {
    if (lost) return Promise.reject(lost);
    return new Promise((resolve, reject) => {
      onLost = reject;
      work.then(resolve, reject);
    });
  }

  const generate = (messages: Message[], options: GenerateOptions = {}): Stream<string, Completion> =>
    lowering(
      () => session?.info,
      () => reply(messages, options),
    );

  async function* reply(messages: Message[], options: GenerateOptions): Stream<string, Completion> {
    const { info, engine, source, constrained, kept } = current();
    const { maxTokens = REPLY, prefill = '', grammar = 'action' } = options;
    const given = prefill === '' ? 0 : tokensOf(prefill, info.bytesPerToken);
    const fitted = fitMessages(messages, {
      tokens: info.context - maxTokens - given,
      bytesPerToken: info.bytesPerToken,
    });
    const asked = { ...options, maxTokens };
    if (prefill !== '') {
      const prompt = conversation(templateOf(engine, source.id), fitted.messages, prefill);
      return yield* speak((body) => engine.completion({ ...body, prompt }), asked, fitted.elided, null);
    }
    const rule = !constrained || grammar === 'off' ? null : grammar === 'late' ? LATE_GRAMMAR : ACTION_GRAMMAR;
    const chat = (body: Body) =>
      engine.chatCompletion({
        ...body,
        messages: fitted.messages.map(({ role, content }) => ({ role, content })),
        extra_body: { enable_thinking: false },
        ...(rule === null ? {} : { response_format: { type: 'grammar', grammar: rule } }),
      });
    const spoken: StreamedText = { text: '', logprobs: [], finish: '' };
    // a grammar ends the reply by itself; after an interrupt the package reads the whole conversation anew
    const { enough: _, ...held } = asked;
    try {
      const done = yield* speak(
        chat,
        rule === null ? asked : held,
        fitted.elided,
        extendsKept(kept, fitted.messages),
        spoken,
      );
      if (spoken.finish === 'stop' && session) {
        const said: Message = { role: 'assistant', content: done.text };
        session.kept = { tokens: done.tokensIn + done.tokensOut, messages: [...fitted.messages, said] };
      }
      return done;
    } catch (error) {
      if (rule === null || spoken.text !== '' || !isGrammarFault(error) || !session) throw error;
      session.constrained = false; // plain text then; agent/parse reads it
      return yield* reply(messages, options);
    }
  }

  const fill = (gap: Gap, options: GenerateOptions = {}): Stream<string, Completion> =>
    lowering(
      () => session?.info,
      () => infill(gap, options),
    );

  async function* infill(gap: Gap, options: GenerateOptions): Stream<string, Completion> {
    const { info, engine, source } = current();
    const { maxTokens = FILL, stop = [] } = options;
    const family = fillFamily(source.id);
    if (!family) throw namedError('NoFillError', `${info.id} was not taught to fill in the middle of a text.`);
    const prompt = fimPrompt(family, gap) + (options.prefill ?? '');
    const stops = [...family.ends, ...stop];
    return yield* speak(
      (body) => engine.completion({ ...body, prompt }),
      { ...options, maxTokens, stop: stops },
      0,
      null,
    );
  }

  function current(): LoadedMlc {
    if (lost) throw lost;
    if (!session) throw namedError('ModelNotLoadedError', 'No model is loaded.');
    return session;
  }

  /** One request, chat or raw; what the cache held is no longer there afterwards. */
  async function* speak(
    ask: (body: Body) => Promise<AsyncIterable<Chunk>>,
    options: GenerateOptions & { maxTokens: number },
    elided: number,
    reused: LoadedMlc['kept'],
    heard: StreamedText = { text: '', logprobs: [], finish: '' },
  ): Stream<string, Completion> {
    const { engine, info } = current();
    const { signal } = options;
    signal?.throwIfAborted();
    const started = performance.now();
    const interrupt = () => void engine.interruptGenerate();
    signal?.addEventListener('abort', interrupt);
    options.enough?.addEventListener('abort', interrupt);
    const chunks = (await ask(body(options)))[Symbol.asyncIterator]();
    session!.kept = null;
    let ended = false;
    try {
      for (;;) {
        const next = await untilLost(chunks.next());
        if (next.done) break;
        const delta = take(next.value, heard);
        signal?.throwIfAborted();
        if (delta !== '') yield delta;
        if (repeats(heard.text)) interrupt();
      }
      ended = true;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', interrupt);
      options.enough?.removeEventListener('abort', interrupt);
      if (!ended && !lost) await chunks.return?.(undefined).catch(() => undefined);
    }
    signal?.throwIfAborted();
    const prefilled = heard.usage?.prompt_tokens ?? 0;
    const { prefill_tokens_per_s = 0, decode_tokens_per_s = 0 } = heard.usage?.extra ?? {};
    return {
      text: heard.text,
      tokensIn: (reused?.tokens ?? 0) + prefilled,
      tokensOut: heard.usage?.completion_tokens ?? heard.logprobs.length,
      cost: 0,
      ms: performance.now() - started,
      logprobs: heard.logprobs,
      finish: heard.finish === 'stop' || options.enough?.aborted ? 'stop' : 'length',
      model: info.id,
      local: {
        prefilled,
        prefillPerSecond: prefill_tokens_per_s,
        decodePerSecond: decode_tokens_per_s,
        elided,
        context: info.context,
      },
    };
  }

  const doubts = score;
  async function score(): Promise<never> {
    throw namedError('NoScoreError', 'web-llm does not tell how likely a given text is.');
  }

  /** It keeps only a conversation that was finished, so nothing can be read ahead. */
  async function prime(): Promise<void> {}

  return { load, generate, fill, score, doubts, prime, close };
}

/** web-llm tells nothing of its vocabulary; of the models it has, these know the marks. */
const fillFamily = (id: string) =>
  /qwen/i.test(id) ? familyOf((token) => token.startsWith('<|fim_'), [id]) : undefined;

const templateOf = (engine: MLCEngine, id: string): Template => {
  const configs = (engine as unknown as { loadedModelIdToChatConfig?: Map<string, { conv_template: Template }> })
    .loadedModelIdToChatConfig;
  const template = configs?.get(id)?.conv_template;
  if (!template) throw namedError('NoPrefillError', 'This web-llm does not tell the template of its model.');
  return template;
};

type Body = ReturnType<typeof body>;
/** Without these, the weights' own config would set other rules (Qwen's: a penalty on all that stands in the prompt). */
const body = ({
  seed,
  temperature = SAMPLING.temperature,
  stop,
  maxTokens,
}: GenerateOptions & { maxTokens: number }) => ({
  stream: true as const,
  stream_options: { include_usage: true },
  logprobs: true,
  top_logprobs: 1,
  max_tokens: maxTokens,
  temperature,
  top_p: SAMPLING.topP,
  repetition_penalty: 1,
  frequency_penalty: 0,
  presence_penalty: 0,
  ...(seed === undefined ? {} : { seed: Math.trunc(seed) }),
  ...(stop?.length ? { stop } : {}),
});

function extendsKept(kept: LoadedMlc['kept'], messages: Message[]): LoadedMlc['kept'] {
  if (!kept || messages.length !== kept.messages.length + 1) return null;
  const same = kept.messages.every((m, i) => m.role === messages[i]!.role && m.content === messages[i]!.content);
  return same ? kept : null;
}

const isGrammarFault = (error: unknown) =>
  /grammar|response_?format|ebnf|xgrammar/i.test(`${(error as Error)?.name} ${(error as Error)?.message}`);

/** web-llm reports in sentences: "Loading GPU shader modules[12/73]: …". */
function compiling(text: string): LoadProgress {
  const [, done, total] = /\[(\d+)\/(\d+)\]/.exec(text) ?? [];
  return { phase: 'compile', done: Number(done ?? 0), total: Number(total ?? 1) };
}
