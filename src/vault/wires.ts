/** The wire formats: a request as each provider wants it, its stream as pieces. */
import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { Message } from '../types';
import { Fault, type Request } from './protocol';
import type { Provider } from './providers';

/** The first piece of a stream is empty: the provider has begun to answer. */
export interface Piece {
  text?: string;
  tokensIn?: number;
  tokensOut?: number;
  /** US dollars, when the provider says so. */
  cost?: number;
  finish?: string;
  model?: string;
  logprobs?: number[];
}

export type Asked = Pick<Request, 'model' | 'messages' | 'temperature' | 'seed' | 'logprobs' | 'effort'> & {
  maxTokens: number;
};
export type Wire = (client: OpenAI, asked: Asked, dropped: Set<string>, signal: AbortSignal) => AsyncGenerator<Piece>;

/** Models that think first take other limits and no temperature. */
export const thinks = (model: string) => /(^|\/)(o\d|gpt-5|grok-4|deepseek-reasoner|gemini-[23])/.test(model);
const onlyResponses = (model: string) => /^(gpt-5(\.\d)?-(pro|codex)|o\d-(pro|deep)|codex-)/.test(model);

export const wireOf = (provider: Provider, model: string): Wire =>
  provider.wire === 'messages'
    ? messages
    : provider.wire === 'responses' || (provider.label === 'OpenAI' && onlyResponses(model))
      ? responses
      : chat;

async function* chat(client: OpenAI, asked: Asked, dropped: Set<string>, signal: AbortSignal): AsyncGenerator<Piece> {
  const reasoning = /^(o\d|gpt-5)/.test(asked.model) || dropped.has('max_tokens');
  const optional: Partial<ChatCompletionCreateParamsStreaming> = {
    stream_options: { include_usage: true },
    ...(reasoning
      ? { max_completion_tokens: asked.maxTokens }
      : { max_tokens: asked.maxTokens, temperature: asked.temperature }),
    seed: asked.seed,
    ...(asked.effort ? { reasoning_effort: asked.effort as 'low' } : {}),
    ...(asked.logprobs && !reasoning ? { logprobs: true } : {}),
  };
  const sent = Object.fromEntries(
    Object.entries(optional).filter(([name, value]) => value !== undefined && !dropped.has(name)),
  );
  const body = { model: asked.model, messages: plain(asked.messages), stream: true as const, ...sent };
  let stream;
  try {
    stream = await client.chat.completions.create(body, { signal });
  } catch (error) {
    const refused = refusedField(error, Object.keys(sent));
    if (refused === undefined) throw error;
    dropped.add(refused);
    return yield* chat(client, asked, dropped, signal);
  }
  yield {};
  for await (const chunk of stream) {
    const choice = chunk.choices?.[0];
    const usage = chunk.usage as (typeof chunk.usage & { cost?: unknown }) | undefined;
    yield {
      ...(chunk.model ? { model: chunk.model } : {}),
      ...(usage ? { tokensIn: count(usage.prompt_tokens), tokensOut: count(usage.completion_tokens) } : {}),
      ...(typeof usage?.cost === 'number' && usage.cost >= 0 ? { cost: usage.cost } : {}),
      ...(choice?.finish_reason ? { finish: choice.finish_reason } : {}),
      ...(choice?.logprobs?.content ? { logprobs: choice.logprobs.content.map((token) => token.logprob) } : {}),
      ...(typeof choice?.delta?.content === 'string' ? { text: choice.delta.content } : {}),
    };
  }
}

interface MessagesEvent {
  type: string;
  message?: { model?: string; usage?: Record<string, number | undefined> };
  delta?: { type?: string; text?: string; stop_reason?: string };
  usage?: Record<string, number | undefined>;
}

/** Anthropic's own format: exact counts and typed errors, which its compatible one lacks. */
async function* messages(client: OpenAI, asked: Asked, _: Set<string>, signal: AbortSignal): AsyncGenerator<Piece> {
  const system = asked.messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const turns: { role: string; content: string }[] = [];
  for (const { role, content } of asked.messages.filter((message) => message.role !== 'system')) {
    const last = turns.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else turns.push({ role, content });
  }
  const body = {
    model: asked.model,
    max_tokens: asked.maxTokens,
    messages: turns[0]?.role === 'user' ? turns : [{ role: 'user', content: '(begin)' }, ...turns],
    stream: true,
    ...(system.length > 0 ? { system: system.join('\n\n') } : {}),
    ...(asked.temperature === undefined ? {} : { temperature: Math.min(1, asked.temperature) }),
  };
  const stream = (await client.post('/messages', { body, stream: true, signal })) as AsyncIterable<MessagesEvent>;
  yield {};
  for await (const event of stream) {
    yield {}; // pings are signs of life
    const use = event.message?.usage;
    if (event.type === 'message_start')
      yield {
        ...(event.message?.model ? { model: event.message.model } : {}),
        tokensIn:
          count(use?.input_tokens) + count(use?.cache_creation_input_tokens) + count(use?.cache_read_input_tokens),
      };
    if (event.type === 'content_block_delta' && event.delta?.type === 'text_delta')
      yield { text: event.delta.text ?? '' };
    if (event.type === 'message_delta')
      yield {
        ...(event.usage?.output_tokens === undefined ? {} : { tokensOut: count(event.usage.output_tokens) }),
        ...(event.delta?.stop_reason
          ? { finish: event.delta.stop_reason === 'max_tokens' ? 'length' : event.delta.stop_reason }
          : {}),
      };
  }
}

/** OpenAI's newer format, for models that speak nothing else. Nothing is stored there. */
async function* responses(client: OpenAI, asked: Asked, _: Set<string>, signal: AbortSignal): AsyncGenerator<Piece> {
  const [system, rest] = [true, false].map((is) => asked.messages.filter(({ role }) => (role === 'system') === is));
  const stream = await client.responses.create(
    {
      model: asked.model,
      instructions: system!.map(({ content }) => content).join('\n\n'),
      input: plain(rest!),
      max_output_tokens: Math.max(16, asked.maxTokens),
      store: false,
      stream: true,
      ...(asked.effort ? { reasoning: { effort: asked.effort as 'low' } } : {}),
    },
    { signal },
  );
  yield {};
  for await (const event of stream as AsyncIterable<ResponseStreamEvent>) {
    yield {};
    if (event.type === 'response.output_text.delta') yield { text: event.delta };
    if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const { usage, model } = event.response;
      yield {
        model,
        finish: event.type === 'response.completed' ? 'stop' : 'length',
        ...(usage ? { tokensIn: count(usage.input_tokens), tokensOut: count(usage.output_tokens) } : {}),
      };
    }
    if (event.type === 'response.failed' || event.type === 'error') {
      const message = event.type === 'error' ? event.message : event.response.error?.message;
      throw new Fault('server', `The model failed: ${message ?? 'no reason given'}. Try again later.`);
    }
  }
}

const plain = (given: readonly Message[]) => given.map(({ role, content }) => ({ role, content }));
const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : 0);

/** Which optional field a 400 complains about. */
function refusedField(error: unknown, sent: string[]): string | undefined {
  const { status, param, message = '' } = error as { status?: number; param?: string; message?: string };
  if (status !== 400 && status !== 422) return undefined;
  const may = sent.filter((name) => name !== 'max_completion_tokens'); // no reply without a limit
  return may.find((name) => name === param) ?? may.find((name) => message.includes(name));
}
