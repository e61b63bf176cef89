/**
 * The model that is built into the browser (the Prompt API, `LanguageModel`; Chrome 148 and later), as an engine. It exists in
 * windows only, not in workers; it gives no token probabilities, takes no temperature or seed on pages, and counts tokens in
 * sums. Written against the interface as it is published; where this was built there was no browser that has the model.
 */
import { fitMessages } from './context';
import { abortable, namedError, pump } from './pump';
import { repeats } from './repeats';
import { Speech } from './speech';
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';

export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

interface PromptMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
  /** The last one, if the assistant's: the reply goes on from it. */
  prefix?: boolean;
}
interface PromptOptions {
  signal?: AbortSignal;
  responseConstraint?: object;
  omitResponseConstraintInput?: boolean;
}
interface Expected {
  type: 'text';
  languages: string[];
}
interface CreateOptions {
  initialPrompts?: PromptMessage[];
  expectedInputs?: Expected[];
  expectedOutputs?: Expected[];
  monitor?: (monitor: EventTarget) => void;
  signal?: AbortSignal;
}
export interface PromptSession {
  promptStreaming(input: PromptMessage[], options?: PromptOptions): ReadableStream<string>;
  measureContextUsage(input: PromptMessage[], options?: PromptOptions): Promise<number>;
  clone(options?: { signal?: AbortSignal }): Promise<PromptSession>;
  destroy(): void;
  readonly contextUsage: number;
  readonly contextWindow: number;
}
export interface LanguageModelApi {
  availability(options?: CreateOptions): Promise<Availability>;
  create(options?: CreateOptions): Promise<PromptSession>;
}

/** The same for asking and for making: browsers answer for these languages only. */
const ENGLISH: Expected[] = [{ type: 'text', languages: ['en'] }];
const ASKED = { expectedInputs: ENGLISH, expectedOutputs: ENGLISH };

const REPLY = 1024;
/** Streamed pieces are about a token each; a reply is cut where it has many more than it may. */
const BYTES_PER_TOKEN = 3.2;

const api = (): LanguageModelApi | undefined => (globalThis as { LanguageModel?: LanguageModelApi }).LanguageModel;

export interface BuiltinFound {
  /** 'absent': this browser does not have the interface. */
  state: Availability | 'absent';
  /** Plain words, and what to do. */
  found: string;
  todo: string[];
}

const ABSENT = [
  'Chrome has it from 148 on, on desktop: Windows, macOS 13, Linux, or a Chromebook Plus.',
  'Or load a model in the Models room.',
];
const UNABLE = [
  'It needs 22 GB of free disk, and a graphics card with more than 4 GB or 16 GB of memory and 4 cores.',
  'chrome://on-device-internals says what is missing.',
  'Or load a model in the Models room.',
];
const SETUP = ['Set it up in the Models room: Chrome downloads it once (some GB), for all sites.'];

/** Asks the browser; downloads nothing. */
export async function availability(): Promise<BuiltinFound> {
  const found = api();
  if (!found) return { state: 'absent', found: 'This browser has no built-in language model.', todo: ABSENT };
  try {
    const state = await found.availability(ASKED);
    if (state === 'available') return { state, found: 'It is here and ready.', todo: [] };
    if (state === 'downloadable') return { state, found: 'Chrome can download it.', todo: SETUP };
    if (state === 'downloading') return { state, found: 'Chrome is downloading it.', todo: SETUP };
    return { state: 'unavailable', found: 'Chrome says that this machine cannot run it.', todo: UNABLE };
  } catch (error) {
    return { state: 'unavailable', found: `Chrome does not answer: ${(error as Error).message}`, todo: UNABLE };
  }
}

/** Downloads it where it must; to be called from a click. Yields the part that is here, 0..1. @throws in plain words. */
export async function* setUp(signal?: AbortSignal): Stream<number, void> {
  const found = api();
  if (!found) throw namedError('ModelNotLoadedError', 'This browser has no built-in language model.');
  yield* pump<number, void>(async (report) => {
    const session = await abortable(
      found.create({
        ...ASKED,
        ...(signal ? { signal } : {}),
        monitor: (monitor) =>
          monitor.addEventListener('downloadprogress', (event) => {
            const { loaded, total } = event as unknown as { loaded: number; total?: number };
            report(total ? loaded / total : loaded); // the published interface gives parts of 1
          }),
      }),
      signal,
    ).catch((error) => {
      signal?.throwIfAborted();
      throw plain(error);
    });
    session.destroy();
  });
}

/** @throws when it is not ready: a download is never begun by a run. */
export async function builtinModel(): Promise<Model> {
  const { state, found, todo } = await availability();
  if (state !== 'available') throw namedError('ModelNotLoadedError', [found, todo[0]].filter(Boolean).join(' '));
  const engine = new BuiltinEngine(api()!);
  const { contextWindow } = await engine.session('');
  return {
    generate: (messages, options = {}) => engine.generate(messages, options),
    able: { parallel: 1, context: contextWindow, device: 'the browser’s own model' },
    recover: async (error) => (error as Error).name === 'WorkerLostError' && engine.forget(),
    close: () => void engine.forget(),
  };
}

class BuiltinEngine {
  #base: { system: string; session: Promise<PromptSession> } | undefined;

  constructor(readonly api: LanguageModelApi) {}

  /** One session that has read the system text; each reply is asked of a clone, so samples share what was read. */
  session(system: string): Promise<PromptSession> {
    if (this.#base?.system === system) return this.#base.session;
    this.forget();
    const initialPrompts: PromptMessage[] = system === '' ? [] : [{ role: 'system', content: system }];
    const session = this.api.create({ ...ASKED, initialPrompts });
    session.catch(() => this.forget());
    this.#base = { system, session };
    return session;
  }

  forget(): boolean {
    this.#base?.session.then((session) => session.destroy()).catch(() => undefined);
    this.#base = undefined;
    return true;
  }

  async *generate(messages: Message[], options: GenerateOptions): Stream<string, Completion> {
    const { signal, maxTokens = REPLY, stop = [], prefill = '', grammar = 'action' } = options;
    signal?.throwIfAborted();
    const started = performance.now();
    const cut = new AbortController();
    const both = signal ? AbortSignal.any([signal, cut.signal]) : cut.signal;
    const [first] = messages;
    const system = first?.role === 'system' ? first.content : '';
    let session: PromptSession | undefined;
    try {
      const base = await abortable(this.session(system), both);
      const room = { tokens: base.contextWindow - maxTokens, bytesPerToken: BYTES_PER_TOKEN };
      const fitted = fitMessages(messages, room);
      const input: PromptMessage[] = fitted.messages
        .slice(system === '' ? 0 : 1)
        .map(({ role, content }) => ({ role, content }));
      if (prefill !== '') input.push({ role: 'assistant', content: prefill, prefix: true });
      session = await base.clone({ signal: both });
      const read = await session.measureContextUsage(input, { signal: both });
      if (read + session.contextUsage > session.contextWindow)
        throw namedError(
          'ContextWindowSizeExceededError',
          `The prompt needs ${read} tokens and the built-in model has room for ${session.contextWindow - session.contextUsage}.`,
        );
      const before = session.contextUsage;
      const constrained = prefill === '' && grammar === 'action';
      const pieces = session.promptStreaming(input, {
        signal: both,
        ...(constrained ? { responseConstraint: ACTIONS, omitResponseConstraintInput: true } : {}),
      });
      const heard = yield* this.#hear(pieces, stop, maxTokens, signal);
      const after = session.contextUsage - before - read;
      return {
        text: heard.text,
        tokensIn: read + before,
        tokensOut: after > 0 ? after : heard.pieces,
        cost: 0,
        ms: performance.now() - started,
        finish: heard.finish,
        model: 'built-in',
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw plain(error);
    } finally {
      cut.abort(new DOMException('The reply is over.', 'AbortError'));
      session?.destroy();
    }
  }

  async *#hear(
    pieces: ReadableStream<string>,
    stop: readonly string[],
    maxTokens: number,
    signal: AbortSignal | undefined,
  ): Stream<string, { text: string; pieces: number; finish: 'stop' | 'length' }> {
    const reader = pieces.getReader();
    const speech = new Speech(stop);
    let count = 0;
    let finish: 'stop' | 'length' = 'stop';
    try {
      for (;;) {
        const next = await abortable(reader.read(), signal);
        if (next.done) break;
        count++;
        const said = speech.push(next.value);
        if (said !== '') yield said;
        if (speech.stopped) break;
        if (count >= maxTokens || repeats(speech.text)) {
          finish = 'length';
          break;
        }
      }
      const rest = speech.end();
      if (rest !== '') yield rest;
    } finally {
      void reader.cancel().catch(() => undefined);
    }
    return { text: speech.text, pieces: count, finish };
  }
}

/** The action union, for `responseConstraint`. */
const text = { type: 'string', minLength: 1 };
const one = (action: string, more: Record<string, object> = {}, optional: Record<string, object> = {}) => ({
  type: 'object',
  properties: { action: { const: action }, ...more, ...optional },
  required: ['action', ...Object.keys(more)],
  additionalProperties: false,
});
const line = { type: 'integer', minimum: 1 };
const ACTIONS = {
  anyOf: [
    one('run', { command: text }),
    one('view', { path: text }, { from: line, to: line }),
    one('edit', { path: text, find: { type: 'string' }, replace: { type: 'string' } }),
    one('ask', { question: text }),
    one('submit'),
  ],
};

const WORDS: Record<string, [name: string, words: string]> = {
  NotSupportedError: ['UnsupportedError', 'The built-in model does not take this kind of prompt or language.'],
  NotAllowedError: [
    'ModelNotLoadedError',
    'The browser did not allow it: set it up by a click in the Models room, in a page that is no frame.',
  ],
  QuotaExceededError: ['ContextWindowSizeExceededError', 'The prompt is longer than the built-in model can read.'],
  InvalidStateError: ['WorkerLostError', 'The browser ended the built-in model.'],
  UnknownError: ['WorkerLostError', 'The built-in model stopped for a reason the browser does not tell.'],
  OperationError: ['WorkerLostError', 'The built-in model stopped; the browser may be short of memory.'],
  NetworkError: ['UnreachableError', 'The download of the built-in model was cut off. It goes on where it was.'],
};

function plain(error: unknown): Error {
  const { name, message } = error as Error;
  const known = WORDS[name];
  return known ? namedError(known[0], message ? `${known[1]} (${message})` : known[1]) : (error as Error);
}
