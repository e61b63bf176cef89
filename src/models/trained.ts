/**
 * `trained`: a tiny transformer that reads a compact rendering of the transcript and writes actions token by token. It
 * knows nothing but its weights and what the messages show; src/models/trained says what the harness does for it.
 */
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import { readTranscript } from '../repair/transcript';
import { readCheckpoint } from './trained/checkpoint';
import { openDecoder, type NetDecoder } from './trained/decoder';
import { decide, type Aid, type NetDecision } from './trained/policy';
import { sequenceOf } from './trained/sequence';

export interface PolicyOptions {
  /** 0 = the most probable action; else drawn. */
  temperature?: number;
  mayAsk?: boolean;
  /** Turns the local names: another reading of the same transcript, for measuring how much depends on it. */
  shift?: number;
  /** Aids of the harness that are taken away; see `Manner`. */
  without?: readonly Aid[];
  /** Hears every decision with its tokens; training reads along. */
  on?: (decision: NetDecision) => void;
}

/** A policy over an open decoder, which stays the caller's. */
export function policy(
  decoder: NetDecoder,
  { temperature = 0, mayAsk = true, shift = 0, without = [], on }: PolicyOptions = {},
): Model {
  async function* generate(messages: Message[], { signal, seed = 0 }: GenerateOptions): Stream<string, Completion> {
    signal?.throwIfAborted();
    const started = performance.now();
    const sequence = sequenceOf(readTranscript(messages), shift);
    const draw = temperature > 0 ? { seed, temperature } : null;
    const decision = await decide(sequence, decoder, { draw, mayAsk, without });
    signal?.throwIfAborted();
    on?.(decision);
    const text = `${decision.thought}\n${JSON.stringify(decision.action)}`;
    yield text;
    return {
      text,
      tokensIn: sequence.tokens.length,
      tokensOut: decision.written.length,
      cost: 0,
      ms: performance.now() - started,
      logprobs: decision.written.map(({ logp }) => logp),
      finish: 'stop',
      model: 'trained',
    };
  }
  return { generate: (messages, options = {}) => generate(messages, options) };
}

/** Options: `weights` (address or path of a checkpoint; default the shipped one), `temperature`, `mayAsk`, `webgpu`. */
export async function create(options: Record<string, unknown>): Promise<Model> {
  const { shape, weights } = await readCheckpoint(typeof options.weights === 'string' ? options.weights : undefined);
  const decoder = await openDecoder(weights, shape, options.webgpu === true);
  const temperature = typeof options.temperature === 'number' ? options.temperature : 0;
  return { ...policy(decoder, { temperature, mayAsk: options.mayAsk !== false }), close: () => decoder.close() };
}
