/** Any provider of language models, asked through the vault: this side knows neither keys nor addresses of providers. */
import type { Completion, GenerateOptions, Message, Model, Stream } from '../types';
import { isPrice, type ProviderId, type ExpertRequest } from '../vault/protocol';
import type { ModelDeps } from './port';

export interface ProviderOptions {
  provider: ProviderId;
  /** Only with provider `custom`: `http://127.0.0.1:11434/v1` … */
  baseURL?: string;
  model: string;
  temperature?: number;
  maxTokens?: number;
  logprobs?: boolean;
  /** `low`, `medium` or `high`, for models that think first. */
  effort?: string;
  /** US dollars per million tokens, where the dated table has none; 0 is unknown. They can make a known price dearer only. */
  priceIn?: number;
  priceOut?: number;
  /** Milliseconds without a sign of life, default 120,000. */
  timeoutMs?: number;
  /** Attempts after the first, default 3. */
  retries?: number;
  /** Only with provider `custom`: it takes `suffix`, so a coder model there can fill in the middle. */
  fill?: boolean;
}

/** @throws with what to do when an option is missing, malformed, or would record a key. */
export function create(
  options: Record<string, unknown>,
  { vault, consent, run = 'none', role, limits }: ModelDeps,
): Model {
  const { provider, baseURL, model, priceIn, priceOut, fill, ...given } = check(options);
  // By name: an option of a config must not become another part of the request (its role, its run, what it accepts).
  const { temperature, maxTokens, logprobs, effort, timeoutMs, retries } = given;
  const rest = present({ temperature, maxTokens, logprobs, effort, timeoutMs, retries });
  if (!vault) throw new Error('Providers are asked through the vault, which this place does not have.');
  const price = isPrice(priceIn) && isPrice(priceOut) ? { price: { in: priceIn, out: priceOut } } : {};
  async function* asked(
    messages: Message[],
    { signal, enough, as, grammar: _, ...generate }: GenerateOptions,
    gap?: { gap: true; stop?: string[] },
  ): Stream<string, Completion> {
    signal?.throwIfAborted();
    const options = { ...(signal ? { signal } : {}), ...(enough ? { enough } : {}) };
    const request: ExpertRequest = {
      target: { provider, ...(baseURL === undefined ? {} : { baseURL }) },
      model,
      role: as ?? role ?? 'protege',
      run,
      ...(limits ? { limits } : {}),
      ...price,
      ...rest,
      ...present(generate),
      ...gap,
      messages: messages.map(({ role, content }) => ({ role, content })),
    };
    if (!consent) return yield* vault!.ask(request, options);
    const started = performance.now();
    const draft = await vault!.prepare(request);
    const decision = await consent(draft, signal);
    signal?.throwIfAborted();
    if (decision.kind === 'decline') throw new Error(decision.reason);
    if (decision.kind === 'answer') {
      yield decision.text;
      return byHand(decision.text, performance.now() - started);
    }
    const { messages: agreed, accepts } = decision;
    const edited = !same(agreed, draft.messages);
    const done = yield* vault!.ask({ ...request, messages: agreed, accepts }, options);
    return edited ? { ...done, sent: agreed } : done;
  }
  return {
    generate: (messages, options = {}) => asked(messages, options),
    ...(fill && {
      fill: ({ before, after }, { stop, prefill = '', ...options } = {}) =>
        asked([user(before + prefill), user(after)], options, { gap: true, ...(stop ? { stop } : {}) }),
    }),
  };
}

const user = (content: string): Message => ({ role: 'user', content });

const present = <T extends object>(options: T) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;

const byHand = (text: string, ms: number): Completion => ({
  text,
  tokensIn: 0,
  tokensOut: 0,
  cost: 0,
  ms,
  finish: 'stop',
  model: 'human',
});

const same = (a: Message[], b: Message[]) =>
  a.length === b.length && a.every(({ role, content }, i) => role === b[i]!.role && content === b[i]!.content);

function check(options: Record<string, unknown>): ProviderOptions {
  const { provider, baseURL, model } = options;
  for (const name of Object.keys(options)) {
    if (/key|token$|secret|authorization/i.test(name))
      throw new Error(`"${name}" must not be part of the options: they are recorded. Enter the key in its own field.`);
  }
  if (typeof model !== 'string' || model.trim() === '')
    throw new Error('Name the model that should answer ("model"); the list is under Expert.');
  if (typeof provider !== 'string') throw new Error('Name the provider, for instance openai or openrouter.');
  if (provider === 'custom') checkAddress(baseURL);
  for (const name of ['priceIn', 'priceOut'] as const) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value) || value < 0))
      throw new Error(`"${name}" must be US dollars per million tokens, from 0 up.`);
  }
  for (const name of ['temperature', 'maxTokens', 'timeoutMs', 'retries'] as const) {
    const value = options[name];
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value) || value < 0))
      throw new Error(`"${name}" must be a number from 0 up.`);
  }
  if (options.fill !== undefined && (typeof options.fill !== 'boolean' || (options.fill && provider !== 'custom')))
    throw new Error('"fill" is true or false, and only of a server by its address: the others offer no filling in.');
  if (options.effort !== undefined && typeof options.effort !== 'string')
    throw new Error('"effort" must be low, medium or high.');
  return options as unknown as ProviderOptions;
}

/** Addresses are recorded with the episode, so they are looked at before that. */
function checkAddress(baseURL: unknown): void {
  const url = typeof baseURL === 'string' && URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error('Give the server\'s address as "baseURL", like http://127.0.0.1:11434/v1');
  if (url.username || url.password || /[?&](api[-_]?)?key=/i.test(url.search))
    throw new Error('Leave the key out of the address: addresses are recorded. Enter it in its own field.');
}
