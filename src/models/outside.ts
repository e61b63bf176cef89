/**
 * A policy outside of this process, which is being trained: what the protégé would read goes out, its reply comes in. Only
 * `protege env` can lend one; costs nothing here, and its tokens are counted by whoever samples them.
 */
import { FAMILIES, fimPrompt, type Family } from '../engines/fim';
import type { Completion, GenerateOptions, Model, Stream } from '../types';
import type { AnswerTurn, ModelDeps, PolicyTurn } from './port';

/** Option `fim`: the family whose tokens the policy was taught to fill gaps with, or none (default). */
export function create({ fim = 'none' }: Record<string, unknown>, { outside }: ModelDeps): Model {
  if (!outside) throw new Error('A policy outside speaks through `protege env`; here, choose another protégé.');
  const family = FAMILIES.find(({ id }) => id === fim);
  if (!family && fim !== 'none')
    throw new Error(`The policy's "fim" is none or one of ${FAMILIES.map(({ id }) => id).join(', ')}.`);
  return {
    generate: (messages, options = {}) => {
      const prefill = options.prefill ? { prefill: options.prefill } : {};
      return ask({ kind: 'chat', messages, ...prefill, ...manner(options) }, outside, family, options);
    },
    ...(family && {
      fill: (gap, options = {}) =>
        ask(
          { kind: 'fill', prompt: fimPrompt(family, gap) + (options.prefill ?? ''), ...manner(options) },
          outside,
          family,
          options,
        ),
    }),
  };
}

const manner = ({ stop = [], maxTokens, temperature, seed }: GenerateOptions) => ({
  stop,
  ...(maxTokens === undefined ? {} : { maxTokens }),
  ...(temperature === undefined ? {} : { temperature }),
  ...(seed === undefined ? {} : { seed }),
});

const CHAT_ENDS = ['<|im_end|>', '<|endoftext|>', '</s>'];

async function* ask(
  turn: PolicyTurn,
  outside: AnswerTurn,
  family: Family | undefined,
  { signal, stop = [] }: GenerateOptions,
): Stream<string, Completion> {
  signal?.throwIfAborted();
  const started = performance.now();
  const reply = await outside(turn, signal);
  signal?.throwIfAborted();
  const text = before(reply.text, [...stop, ...(turn.kind === 'fill' ? (family?.ends ?? []) : CHAT_ENDS)]);
  if (text !== '') yield text;
  const read =
    turn.kind === 'fill' ? turn.prompt.length : turn.messages.reduce((n, { content }) => n + content.length, 0);
  return {
    text,
    tokensIn: reply.tokensIn ?? Math.ceil(read / 4),
    tokensOut: reply.tokensOut ?? Math.ceil(reply.text.length / 4),
    cost: 0,
    ms: performance.now() - started,
    finish: 'stop',
    model: 'outside',
    ...(reply.logprobs ? { logprobs: reply.logprobs } : {}),
  };
}

/** The text before the first of these marks. */
function before(text: string, marks: string[]): string {
  const found = marks.map((mark) => text.indexOf(mark)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...found));
}
