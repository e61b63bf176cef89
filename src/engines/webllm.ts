/**
 * web-llm inside workers/webllm.ts. It reuses its KV cache only when the new messages extend the last finished reply and
 * throws it away after "length" and "abort", so replies end by the grammar and prompts are append-only.
 */
import type {
  ChatCompletionChunk,
  ChatCompletionRequestStreaming,
  InitProgressReport,
  MLCEngine,
} from '@mlc-ai/web-llm';
import { defaultPrompt, fit, lowering } from './context';
import { watchDevices } from './device';
import { ACTION_GRAMMAR } from './grammar';
import { prefetch } from './mlc';
import type { EngineApi, EngineOptions, Loaded, LoadOptions, MlcSource, Progress, Source } from './port';
import { abortable, named, pump } from './pump';
import { repeats } from './repeats';
import { measured, warmth } from './warm';
import { drain } from '../lib/stream';
import type { Completion, Message, Stream } from '../types';

const REPLY = 1024;

interface Session {
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
  let session: Session | undefined;
  let lost: Error | undefined;
  let onLost: (error: Error) => void = () => {};
  watchDevices((message) => {
    session = undefined;
    lost = named('DeviceLostError', message);
    onLost(lost);
  });

  async function close(): Promise<void> {
    const { engine } = session ?? {};
    session = undefined;
    await engine?.unload();
  }

  async function* load(given: Source, options: LoadOptions): Stream<Progress, Loaded> {
    const source = given as MlcSource;
    const { signal, context } = options;
    await close();
    lost = undefined;
    yield* fetchAll(source, { ...(signal ? { signal } : {}), ...(options.deep ? { deep: true } : {}) });
    yield { phase: 'compile', done: 0, total: 1 };
    const engine = yield* pump<Progress, MLCEngine>(async (report) => {
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
      warm: { tokens: 0, tokensPerSecond: 0, ms: 0, text: '' },
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

  const generate = (messages: Message[], options: EngineOptions = {}): Stream<string, Completion> =>
    lowering(
      () => session?.info,
      () => reply(messages, options),
    );

  async function* reply(messages: Message[], options: EngineOptions): Stream<string, Completion> {
    if (lost) throw lost;
    if (!session) throw named('ModelNotLoadedError', 'No model is loaded.');
    const current = session;
    const { engine, info } = current;
    const { signal, maxTokens = REPLY } = options;
    signal?.throwIfAborted();
    const started = performance.now();
    const room = { tokens: info.context - maxTokens, bytesPerToken: info.bytesPerToken };
    const fitted = fit(messages, room);
    const constrained = (options.constrained ?? true) && current.constrained;
    const heard: Heard = { text: '', logprobs: [], finish: '' };
    const interrupt = () => void engine.interruptGenerate();
    signal?.addEventListener('abort', interrupt);
    options.enough?.addEventListener('abort', interrupt);
    const chunks = (await engine.chatCompletion(request(fitted.messages, options, maxTokens, constrained)))[
      Symbol.asyncIterator
    ]();
    const reused = extendsKept(current.kept, fitted.messages);
    current.kept = null;
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
      if (constrained && heard.text === '' && isGrammarFault(error)) {
        current.constrained = false; // plain text then; agent/parse reads it
        return yield* reply(messages, options);
      }
      throw error;
    } finally {
      signal?.removeEventListener('abort', interrupt);
      options.enough?.removeEventListener('abort', interrupt);
      if (!ended && !lost) await chunks.return?.(undefined).catch(() => undefined);
    }
    signal?.throwIfAborted();
    const prefilled = heard.usage?.prompt_tokens ?? 0;
    const tokensOut = heard.usage?.completion_tokens ?? heard.logprobs.length;
    const tokensIn = (reused?.tokens ?? 0) + prefilled;
    const finish = heard.finish === 'stop' || options.enough?.aborted ? 'stop' : 'length';
    if (finish === 'stop') {
      const said: Message = { role: 'assistant', content: heard.text };
      current.kept = { tokens: tokensIn + tokensOut, messages: [...fitted.messages, said] };
    }
    const { prefill_tokens_per_s = 0, decode_tokens_per_s = 0 } = heard.usage?.extra ?? {};
    return {
      text: heard.text,
      tokensIn,
      tokensOut,
      cost: 0,
      ms: performance.now() - started,
      logprobs: heard.logprobs,
      finish,
      model: info.id,
      local: {
        prefilled,
        prefillPerSecond: prefill_tokens_per_s,
        decodePerSecond: decode_tokens_per_s,
        elided: fitted.elided,
        context: info.context,
      },
    };
  }

  return { load, generate, close };
}

function request(
  messages: Message[],
  { seed, temperature = 0.2 }: EngineOptions,
  maxTokens: number,
  constrained: boolean,
): ChatCompletionRequestStreaming {
  return {
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    logprobs: true,
    top_logprobs: 5,
    max_tokens: maxTokens,
    temperature,
    extra_body: { enable_thinking: false },
    ...(seed === undefined ? {} : { seed: Math.trunc(seed) }),
    ...(constrained ? { response_format: { type: 'grammar', grammar: ACTION_GRAMMAR } } : {}),
  };
}

interface Heard {
  text: string;
  logprobs: number[];
  finish: string;
  usage?: ChatCompletionChunk['usage'];
}

function take(chunk: ChatCompletionChunk, heard: Heard): string {
  if (chunk.usage) heard.usage = chunk.usage;
  const choice = chunk.choices[0];
  if (choice?.finish_reason) heard.finish = choice.finish_reason;
  for (const token of choice?.logprobs?.content ?? []) heard.logprobs.push(token.logprob);
  const delta = choice?.delta.content ?? '';
  heard.text += delta;
  return delta;
}

function extendsKept(kept: Session['kept'], messages: Message[]): Session['kept'] {
  if (!kept || messages.length !== kept.messages.length + 1) return null;
  const same = kept.messages.every((m, i) => m.role === messages[i]!.role && m.content === messages[i]!.content);
  return same ? kept : null;
}

const isGrammarFault = (error: unknown) =>
  /grammar|response_?format|ebnf|xgrammar/i.test(`${(error as Error)?.name} ${(error as Error)?.message}`);

/** web-llm reports in sentences: "Loading GPU shader modules[12/73]: …". */
function compiling(text: string): Progress {
  const [, done, total] = /\[(\d+)\/(\d+)\]/.exec(text) ?? [];
  return { phase: 'compile', done: Number(done ?? 0), total: Number(total ?? 1) };
}
