/** Replies, fills and scores of a loaded model: messages or a gap in, text and log-probabilities out. */
import type { BatchDecoder, Draw, DecodingCost } from './decoder';
import type { LlamaContext, NativeEngine, LlamaModel } from './llama';
import { promptTokens } from './template';
import { fitMessages } from '../context';
import { promptParts, type Family } from '../fim';
import { ACTION_GRAMMAR, LATE_GRAMMAR } from '../grammar';
import { abortable, namedError } from '../pump';
import { repeats } from '../repeats';
import { DOUBTS, FILL, REPLY } from '../sampling';
import { Speech } from '../speech';
import type { Able, Completion, Doubts, Gap, GenerateOptions, Message, Stream } from '../../types';

export interface LoadedNative {
  id: string;
  engine: NativeEngine;
  model: LlamaModel;
  context: LlamaContext;
  decoder: BatchDecoder;
  family: Family | undefined;
  bytesPerToken: number;
  able: Able;
  grammars: Map<string, Promise<{ _grammar: unknown }>>;
}

export async function* reply(
  loaded: LoadedNative,
  messages: Message[],
  options: GenerateOptions,
  lookup: boolean,
): Stream<string, Completion> {
  options.signal?.throwIfAborted();
  const { engine, model, able, bytesPerToken } = loaded;
  const { maxTokens = Math.min(REPLY, able.context >> 1), grammar = 'action', prefill = '' } = options;
  const room = able.context - maxTokens - 1;
  const { messages: fitted, elided } = fitMessages(messages, { tokens: room, bytesPerToken });
  const prompt = promptTokens(engine, model, fitted, prefill);
  if (prompt.length > room)
    throw namedError(
      'ContextWindowSizeExceededError',
      `The prompt has ${prompt.length} tokens and the context window leaves room for ${room}.`,
    );
  const text = { action: ACTION_GRAMMAR, late: LATE_GRAMMAR, off: undefined }[grammar];
  const state = text === undefined ? {} : { grammar: await grammarState(loaded, text, prefill) };
  const draw = { prompt, maxTokens, ...state, ...(lookup ? { lookup: prompt } : {}) };
  return yield* speak(loaded, draw, options, elided, false);
}

/** A fresh state over a grammar that is compiled once; what is put into the model's mouth counts. */
async function grammarState(
  { engine: { llama }, model, grammars }: LoadedNative,
  text: string,
  prefill: string,
): Promise<unknown> {
  const compiled = grammars.get(text) ?? llama.createGrammar({ grammar: text });
  grammars.set(text, compiled);
  const state: unknown = new llama._bindings.AddonGrammarEvaluationState(model._model, (await compiled)._grammar);
  try {
    for (const token of prefill === '' ? [] : model.tokenize(prefill))
      llama._bindings.AddonSampler.acceptGrammarEvaluationStateToken(state, token);
  } catch {
    throw namedError(
      'GrammarError',
      'The reply begins with what the action grammar does not allow: ask with grammar "off".',
    );
  }
  return state;
}

export function filled(
  loaded: LoadedNative,
  family: Family,
  gap: Gap,
  options: GenerateOptions,
): Stream<string, Completion> {
  const { maxTokens = FILL, stop = [], prefill = '' } = options;
  const begun = prefill === '' ? [] : loaded.model.tokenize(prefill);
  const prompt = [...gapTokens(loaded, family, gap, maxTokens + begun.length), ...begun];
  return speak(loaded, { prompt, maxTokens }, { ...options, stop: [...stop, ...family.ends] }, 0, true);
}

/** Log-probability of each token of each text in the gap; the texts are read as plain text. */
export async function scoreFills(
  loaded: LoadedNative,
  family: Family,
  gap: Gap,
  texts: string[],
  signal?: AbortSignal,
): Promise<number[][]> {
  const tokens = texts.map((text) => loaded.model.tokenize(text));
  const prompt = gapTokens(loaded, family, gap, Math.max(0, ...tokens.map(({ length }) => length)));
  const all = await loaded.decoder.weigh(prompt, tokens, 0, signal);
  return all.map((text) => text.map(({ logprob }) => logprob));
}

/** See Model.doubts. */
export async function doubted(
  loaded: LoadedNative,
  family: Family,
  gap: Gap,
  text: string,
  signal?: AbortSignal,
): Promise<Doubts> {
  const { model, decoder } = loaded;
  const started = performance.now();
  const tokens = model.tokenize(text);
  const prompt = gapTokens(loaded, family, gap, tokens.length);
  const spent = { prefilled: 0 };
  const [weighed = []] = await decoder.weigh(prompt, [tokens], DOUBTS, signal, spent);
  const upTo = (count: number) => model.detokenize(tokens.slice(0, count)).length;
  const found = weighed.map(({ logprob, others }, i) => ({
    at: upTo(i),
    end: upTo(i + 1),
    logprob,
    others: others
      .filter(({ token }) => !model.isEogToken(token))
      .map(({ token, logprob }) => ({ text: model.detokenize([token], false, tokens.slice(0, i)), logprob })),
  }));
  return { tokens: found, prefilled: spent.prefilled + tokens.length, ms: performance.now() - started };
}

/** Text that does not fit is cut at its far ends, in steps, so that gaps near each other still begin alike. */
const STEP = 256;

function gapTokens({ model, able }: LoadedNative, family: Family, { before, after }: Gap, out: number): number[] {
  const room = able.context - out - 8;
  const left = model.tokenize(before);
  const right = model.tokenize(after);
  const behind = Math.min(right.length, Math.max(room >> 2, room - left.length));
  const over = left.length + behind - room;
  const cut = over > 0 ? Math.min(left.length, Math.ceil(over / STEP) * STEP) : 0;
  const gap = {
    before: cut > 0 ? model.detokenize(left.slice(cut)) : before,
    after: behind < right.length ? model.detokenize(right.slice(0, behind)) : after,
  };
  const { bos, shouldPrependBosToken } = model.tokens;
  return [
    ...(shouldPrependBosToken && bos !== null ? [bos] : []),
    ...promptParts(family, gap).flatMap(({ text, special }) => model.tokenize(text, special)),
  ];
}

/**
 * Tokens as text while they come; ends at a stop string, the model's own end, or where it only repeats itself.
 * @param special control tokens are text too, so that they can be stop strings
 */
async function* speak(
  { id, model, decoder, able }: LoadedNative,
  draw: Draw,
  options: GenerateOptions,
  elided: number,
  special: boolean,
): Stream<string, Completion> {
  const { signal, enough, temperature, seed, stop = [] } = options;
  signal?.throwIfAborted();
  const started = performance.now();
  const speech = new Speech(stop);
  const logprobs: number[] = [];
  const spent: DecodingCost = { prefilled: 0, prefillMs: 0, decodeMs: 0, ended: false };
  const tokens = decoder.draw(
    {
      ...draw,
      ...(temperature === undefined ? {} : { temperature }),
      ...(seed === undefined ? {} : { seed }),
      ...(signal ? { signal } : {}),
    },
    spent,
  );
  let pending: number[] = [];
  let last: number[] = [];
  let looped = false;
  try {
    for (;;) {
      const next = await abortable(tokens.next(), signal);
      if (next.done) break;
      logprobs.push(next.value.logprob);
      pending.push(next.value.token);
      const piece = model.detokenize(pending, special, last);
      if (piece.endsWith('\ufffd') && pending.length < 8) continue; // the rest of a character comes with the next token
      last = pending;
      pending = [];
      const delta = speech.push(piece);
      if (delta !== '') yield delta;
      looped = repeats(speech.text);
      if (speech.stopped || looped || enough?.aborted) break;
    }
    const rest = speech.push(pending.length > 0 ? model.detokenize(pending, special, last) : '') + speech.end();
    if (rest !== '') yield rest;
  } finally {
    tokens.return(undefined as never).catch(() => undefined); // frees the sequence for the next
  }
  const perSecond = (count: number, ms: number) => (ms > 0 ? (count / ms) * 1000 : 0);
  return {
    text: speech.text,
    tokensIn: draw.prompt.length,
    tokensOut: logprobs.length,
    cost: 0,
    ms: performance.now() - started,
    logprobs,
    finish: spent.ended || speech.stopped || enough?.aborted ? 'stop' : 'length',
    model: id,
    local: {
      prefilled: spent.prefilled,
      prefillPerSecond: perSecond(spent.prefilled, spent.prefillMs),
      decodePerSecond: perSecond(logprobs.length - 1, spent.decodeMs),
      elided,
      context: able.context,
    },
  };
}
