/** The wire formats: a request as each provider wants it, its stream as pieces. */
import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import type { Message } from '../types';
import { errorIn, deltaText, toolCalls, type BodyError } from './bodies';
import { Fault, type ExpertRequest } from './protocol';
import type { Provider } from './providers';

/** The first piece of a stream is empty: the provider has begun to answer. */
export interface Piece {
  text?: string;
  tokensIn?: number;
  tokensOut?: number;
  /** US dollars, when the provider says so. */
  cost?: number;
  finish?: string;
  /** What went wrong, said inside the stream. */
  error?: BodyError;
  model?: string;
  logprobs?: number[];
}

export type WireRequest = Pick<
  ExpertRequest,
  'model' | 'messages' | 'temperature' | 'seed' | 'logprobs' | 'effort' | 'gap' | 'stop'
> & {
  maxTokens: number;
};
export type Wire = (
  client: OpenAI,
  asked: WireRequest,
  dropped: Set<string>,
  signal: AbortSignal,
) => AsyncGenerator<Piece>;

/** Models that think first take other limits and no temperature. */
export const thinks = (model: string) => /(^|\/)(o\d|gpt-5|grok-4|deepseek-reasoner|gemini-[23])/.test(model);
const onlyResponses = (model: string) => /^(gpt-5(\.\d)?-(pro|codex)|o\d-(pro|deep)|codex-)/.test(model);

export const wireOf = (provider: Provider, { model, gap }: Pick<WireRequest, 'model' | 'gap'>): Wire =>
  gap
    ? completion
    : provider.wire === 'messages'
      ? messages
      : provider.wire === 'responses' || (provider.label === 'OpenAI' && onlyResponses(model))
        ? responses
        : chat;

const chat: Wire = async function* (client, asked, dropped, signal) {
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
  let stream;
  try {
    stream = await lenient(optional, dropped, (sent) =>
      client.chat.completions.create(
        { model: asked.model, messages: plain(asked.messages), stream: true as const, ...sent },
        { signal },
      ),
    );
  } catch (error) {
    const { failed_generation: text } = ((error as { error?: unknown }).error ?? {}) as Partial<BodyError>;
    if (text === undefined) throw error;
    return yield { text, finish: 'stop' };
  }
  // what other servers send besides
  type Choice = OpenAI.ChatCompletionChunk.Choice & {
    message?: { content?: unknown; tool_calls?: unknown };
    text?: unknown;
    error?: unknown;
  };
  const calls = toolCalls();
  yield {};
  for await (const chunk of stream) {
    if (!chunk) continue; // `data: null`
    const choice = chunk.choices?.find(({ index }) => !index) as Choice | undefined;
    const usage = chunk.usage as (typeof chunk.usage & { cost?: unknown }) | undefined;
    const error = errorIn(chunk, !chunk.choices) ?? errorIn(choice);
    const { delta, message } = choice ?? {};
    const text = deltaText(delta?.content ?? message?.content ?? choice?.text) || deltaText(delta?.refusal);
    calls.hear(delta ?? message);
    yield {
      ...(chunk.model ? { model: chunk.model } : {}),
      ...(usage ? { tokensIn: count(usage.prompt_tokens), tokensOut: count(usage.completion_tokens) } : {}),
      ...(typeof usage?.cost === 'number' ? { cost: usage.cost } : {}),
      ...(choice?.finish_reason ? { finish: choice.finish_reason } : {}),
      ...(error ? { error } : {}),
      ...(choice?.logprobs?.content ? { logprobs: choice.logprobs.content.map((token) => token.logprob) } : {}),
      ...(text === '' ? {} : { text }),
    };
  }
  const text = calls.text();
  if (text !== '') yield { text };
};

/** The older completions, with the text after the gap as `suffix`: Ollama and others fill in with the model's own marks. */
const completion: Wire = async function* (client, asked, dropped, signal) {
  const [before, after] = asked.messages.map(({ content }) => content);
  const { model, maxTokens, temperature, seed, stop } = asked;
  const optional = {
    stream_options: { include_usage: true },
    temperature,
    seed,
    stop: stop?.length ? stop : undefined,
  };
  const stream = await lenient(optional, dropped, (sent) =>
    client.completions.create(
      { model, prompt: before!, suffix: after!, max_tokens: maxTokens, stream: true as const, ...sent },
      { signal },
    ),
  );
  yield {};
  for await (const chunk of stream) {
    const [choice] = chunk.choices ?? [];
    const error = errorIn(chunk) ?? errorIn(choice);
    const text = deltaText(choice?.text);
    yield {
      ...(chunk.model ? { model: chunk.model } : {}),
      ...(chunk.usage
        ? { tokensIn: count(chunk.usage.prompt_tokens), tokensOut: count(chunk.usage.completion_tokens) }
        : {}),
      ...(choice?.finish_reason ? { finish: choice.finish_reason } : {}),
      ...(error ? { error } : {}),
      ...(text === '' ? {} : { text }),
    };
  }
};

/** Sends with the fields that this server was not seen to refuse; one that it refuses now is left out from then on. */
async function lenient<T>(
  optional: Record<string, unknown>,
  dropped: Set<string>,
  send: (fields: Record<string, unknown>) => PromiseLike<T>,
): Promise<T> {
  const fields = Object.entries(optional).filter(([name, value]) => value !== undefined && !dropped.has(name));
  const sent = Object.fromEntries(fields);
  try {
    return await send(sent);
  } catch (error) {
    const refused = refusedField(error, Object.keys(sent));
    if (refused === undefined) throw error;
    dropped.add(refused);
    if (refused !== 'max_tokens') return lenient(optional, dropped, send);
    const { max_tokens, temperature: _, ...rest } = optional; // the same limit under its newer name
    return lenient({ ...rest, max_completion_tokens: max_tokens }, dropped, send);
  }
}

interface MessagesEvent {
  type: string;
  message?: { model?: string; usage?: Record<string, number | undefined> };
  /** Of a whole reply that came as one. */
  content?: unknown;
  model?: string;
  stop_reason?: string;
  delta?: { type?: string; text?: string; stop_reason?: string };
  usage?: Record<string, number | undefined>;
}

/** Anthropic's own format: exact counts and typed errors, which its compatible one lacks. */
const messages: Wire = async function* (client, asked, dropped, signal) {
  const all = plain(asked.messages);
  const system = all.filter(({ role }) => role === 'system').map(({ content }) => content);
  const turns: { role: string; content: string }[] = [];
  for (const { role, content } of all.filter((message) => message.role !== 'system')) {
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
  };
  const optional = { temperature: asked.temperature === undefined ? undefined : Math.min(1, asked.temperature) };
  const stream = (await lenient(optional, dropped, (sent) =>
    client.post('/messages', { body: { ...body, ...sent }, stream: true, signal }),
  )) as AsyncIterable<MessagesEvent>;
  yield {};
  for await (const event of stream) {
    yield {}; // pings are signs of life
    const error = errorIn(event);
    if (error) yield { error };
    if (event.type === 'message')
      yield {
        text: deltaText(event.content),
        finish: event.stop_reason ?? 'stop',
        ...(event.model ? { model: event.model } : {}),
        ...(event.usage
          ? { tokensIn: count(event.usage.input_tokens), tokensOut: count(event.usage.output_tokens) }
          : {}),
      };
    const use = event.message?.usage;
    if (event.type === 'message_start')
      yield {
        ...(event.message?.model ? { model: event.message.model } : {}),
        tokensIn:
          count(use?.input_tokens) +
          count(use?.cache_creation_input_tokens ?? 0) +
          count(use?.cache_read_input_tokens ?? 0),
      };
    if (event.type === 'content_block_delta' && event.delta?.type === 'text_delta')
      yield { text: event.delta.text ?? '' };
    if (event.type === 'message_delta')
      yield {
        ...(event.usage?.output_tokens === undefined ? {} : { tokensOut: count(event.usage.output_tokens) }),
        ...(event.delta?.stop_reason ? { finish: event.delta.stop_reason } : {}),
      };
  }
};

/** OpenAI's newer format, for models that speak nothing else. Nothing is stored there. */
const responses: Wire = async function* (client, asked, dropped, signal) {
  const all = plain(asked.messages);
  const [system, rest] = [true, false].map((is) => all.filter(({ role }) => (role === 'system') === is));
  const optional = {
    store: false,
    reasoning: asked.effort ? { effort: asked.effort as 'low' } : undefined,
  };
  const stream = await lenient(optional, dropped, (sent) =>
    client.responses.create(
      {
        model: asked.model,
        instructions: system!.map(({ content }) => content).join('\n\n'),
        input: rest!,
        max_output_tokens: Math.max(16, asked.maxTokens),
        stream: true as const,
        ...sent,
      },
      { signal },
    ),
  );
  yield {};
  for await (const event of stream as AsyncIterable<ResponseStreamEvent>) {
    yield {};
    if (event.type === 'response.output_text.delta') yield { text: event.delta };
    if (event.type === 'response.completed' || event.type === 'response.incomplete') yield ended(event.response);
    if (event.type === 'response.failed' || event.type === 'error') {
      const message = event.type === 'error' ? event.message : event.response.error?.message;
      throw new Fault('server', `The model failed: ${message ?? 'no reason given'}. Try again later.`);
    }
    const whole = event as unknown as OpenAI.Responses.Response;
    if (whole.object === 'response')
      yield {
        text: whole.output.map((item) => (item.type === 'message' ? deltaText(item.content) : '')).join(''),
        ...ended(whole),
      };
  }
};

function ended({ model, usage, status, incomplete_details }: OpenAI.Responses.Response): Piece {
  return {
    model,
    finish: status === 'incomplete' ? (incomplete_details?.reason ?? 'length') : 'stop',
    ...(usage ? { tokensIn: count(usage.input_tokens), tokensOut: count(usage.output_tokens) } : {}),
  };
}

/** Providers refuse a message without words. */
const plain = (given: readonly Message[]) =>
  given
    .filter(({ role, content }) => role !== 'system' || content.trim() !== '')
    .map(({ role, content }) => ({ role, content: content.trim() === '' ? '(empty)' : content }));
/** What a provider says, as it says it; plan.ts knows which counts can be true. NaN = it says nothing. */
const count = (value: unknown): number => (typeof value === 'number' ? value : NaN);

/** Which optional field a 400 complains about. */
function refusedField(error: unknown, sent: string[]): string | undefined {
  const { status, param, message = '' } = error as { status?: number; param?: string; message?: string };
  if (status !== 400 && status !== 422) return undefined;
  const may = sent.filter((name) => name !== 'max_completion_tokens'); // no reply without a limit
  const about = param?.split('.')[0];
  return may.find((name) => name === about) ?? may.find((name) => new RegExp(`\\b${name}\\b`).test(message));
}
