/** Who can be asked: address, wire format, key shape. One row to add one; the build's content policy lists their hosts. */
import { Fault, type Holder } from './protocol.ts';

export interface Provider {
  label: string;
  /** Empty for `custom`: the person names it. */
  baseURL: string;
  /** Chat completions, the newer responses, or Anthropic's own messages. */
  wire: 'chat' | 'responses' | 'messages';
  /** What its keys begin with, longest first where prefixes nest; '' = no fixed form. */
  prefix: string;
  /** Where a key is made. */
  keys: string;
  /** Environment variables a terminal looks at, in order. */
  env: string[];
  /** A model to begin with. */
  example: string;
  /** What a reader should know before choosing it. */
  note: string;
  headers?: Record<string, string>;
}

const rows = {
  openai: {
    label: 'OpenAI',
    baseURL: 'https://api.openai.com/v1',
    wire: 'chat',
    prefix: 'sk-',
    keys: 'https://platform.openai.com/api-keys',
    env: ['OPENAI_API_KEY'],
    example: 'gpt-5-mini',
    note: 'Make a project key with a small monthly limit.',
  },
  openrouter: {
    label: 'OpenRouter',
    baseURL: 'https://openrouter.ai/api/v1',
    wire: 'chat',
    prefix: 'sk-or-',
    keys: 'https://openrouter.ai/settings/keys',
    env: ['OPENROUTER_API_KEY'],
    example: 'anthropic/claude-sonnet-4.5',
    note: 'Sign in without pasting a key; you can set a credit limit for it.',
  },
  anthropic: {
    label: 'Anthropic',
    baseURL: 'https://api.anthropic.com/v1',
    wire: 'messages',
    prefix: 'sk-ant-',
    keys: 'https://console.anthropic.com/settings/keys',
    env: ['ANTHROPIC_API_KEY'],
    example: 'claude-sonnet-4-5',
    note: 'Some organisations have browser access switched off.',
    headers: { 'anthropic-version': '2023-06-01', 'anthropic-dangerous-direct-browser-access': 'true' },
  },
  gemini: {
    label: 'Google Gemini',
    baseURL: 'https://generativelanguage.googleapis.com/v1beta/openai',
    wire: 'chat',
    prefix: 'AIza',
    keys: 'https://aistudio.google.com/apikey',
    env: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    example: 'gemini-2.5-flash',
    note: 'Through its OpenAI-compatible address.',
  },
  groq: {
    label: 'Groq',
    baseURL: 'https://api.groq.com/openai/v1',
    wire: 'chat',
    prefix: 'gsk_',
    keys: 'https://console.groq.com/keys',
    env: ['GROQ_API_KEY'],
    example: 'openai/gpt-oss-120b',
    note: 'Fast open models.',
  },
  mistral: {
    label: 'Mistral',
    baseURL: 'https://api.mistral.ai/v1',
    wire: 'chat',
    prefix: '',
    keys: 'https://console.mistral.ai/api-keys',
    env: ['MISTRAL_API_KEY'],
    example: 'devstral-medium-latest',
    note: 'Its keys have no fixed form, so a wrong one is noticed only by the test.',
  },
  deepseek: {
    label: 'DeepSeek',
    baseURL: 'https://api.deepseek.com/v1',
    wire: 'chat',
    prefix: 'sk-',
    keys: 'https://platform.deepseek.com/api_keys',
    env: ['DEEPSEEK_API_KEY'],
    example: 'deepseek-chat',
    note: 'Its answers to browsers have varied: test the connection.',
  },
  xai: {
    label: 'xAI',
    baseURL: 'https://api.x.ai/v1',
    wire: 'chat',
    prefix: 'xai-',
    keys: 'https://console.x.ai',
    env: ['XAI_API_KEY'],
    example: 'grok-4-fast',
    note: 'Reasoning models count their thinking as output.',
  },
  custom: {
    label: 'Other server',
    baseURL: '',
    wire: 'chat',
    prefix: '',
    keys: '',
    env: ['PROTEGE_API_KEY'],
    example: '',
    note: 'Any OpenAI-compatible address. This site reaches servers on this machine; other addresses only in a build that lists them.',
  },
} satisfies Record<string, Provider>;

export type ProviderId = keyof typeof rows;
export const providers: Record<ProviderId, Provider> = rows;

/** Where a GitHub token is made, and what it looks like. No model is asked there. */
export const github = {
  label: 'GitHub',
  prefix: '',
  keys: 'https://github.com/settings/personal-access-tokens/new',
  shape: /^(gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,255}$/,
};

export const isProvider = (id: unknown): id is ProviderId => typeof id === 'string' && Object.hasOwn(providers, id);

/** On this machine. */
export const isLoopback = (address: string) =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);

/** The base address of a target, checked. @throws Fault `address` with what to write instead. */
export function addressOf({ provider, baseURL }: Holder): string {
  if (provider !== 'custom' && provider !== 'github') return providers[provider].baseURL;
  return checkAddress(baseURL ?? '');
}

const wrong = (message: string) => new Fault('address', message);

export function checkAddress(text: string): string {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname)
    throw wrong("Give the server's address like http://127.0.0.1:11434/v1, beginning with https:// or http://.");
  if (url.username || url.password)
    throw wrong('Leave name and password out of the address: addresses are recorded. Enter the key in its own field.');
  if (url.search || url.hash) throw wrong('Leave everything from "?" or "#" on out of the address.');
  if (url.protocol === 'http:' && !isLoopback(trimmed))
    throw wrong(`${url.host} without encryption would show the key to the network. Use https://.`);
  const path = url.pathname.replace(/\/+$/, '');
  const tail = /\/(chat\/completions|completions|models|messages|responses|embeddings)$/.exec(path);
  const base = (rest: string) => `${url.origin}${rest}`;
  if (tail) throw wrong(`Give the base address, without ${tail[0]}: ${base(path.slice(0, -tail[0].length))}`);
  const twice = /^(.*)(\/[^/]+(?:\/[^/]+)*)\2$/.exec(path);
  if (twice) throw wrong(`The address has ${twice[2]} twice. Use ${base(`${twice[1]}${twice[2]}`)}`);
  if (/\/\//.test(path) || path.includes('%')) throw wrong(`The path of ${url.host} looks mistyped: ${path}`);
  return base(path);
}

const malformed = (message: string) => new Fault('key', message);

/** The key as it will be sent. Says what is wrong without repeating any of it. @throws Fault `key` */
export function checkKey({ provider }: Holder, text: unknown): string {
  const { label, prefix, keys } = provider === 'github' ? github : providers[provider];
  const key = typeof text === 'string' ? text.trim() : '';
  if (key === '') throw malformed('There is no key in the field. Paste one first.');
  if (/\s/.test(key)) throw malformed('The key has a space or line break in it. Copy it again, in one piece.');
  if (!/^[\x21-\x7e]+$/.test(key))
    throw malformed('The key has characters that no key has. Copy it again from its page.');
  if (key.length < 8) throw malformed('This is too short for a key. Copy it again, all of it.');
  if (key.length > 512) throw malformed('This is too long for a key. Copy only the key itself.');
  if (/^(bearer|authorization|https?:)/i.test(key)) throw malformed('Paste only the key, without what is around it.');
  const other = Object.values(providers)
    .filter((entry) => entry.prefix.length > prefix.length && key.startsWith(entry.prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
  if (other && provider !== 'custom')
    throw malformed(
      `This looks like a key of ${other.label}, not of ${label}. Choose ${other.label}, or paste another.`,
    );
  if (prefix && !key.startsWith(prefix))
    throw malformed(`Keys of ${label} begin with ${prefix}. Copy it again from ${keys}.`);
  if (provider === 'github' && !github.shape.test(key))
    throw malformed('GitHub tokens begin with github_pat_ or ghp_. Copy it again, all of it.');
  if (provider !== 'github' && provider !== 'custom' && github.shape.test(key))
    throw malformed(`This looks like a GitHub token, not a key of ${label}. Give it under Your repo.`);
  return key;
}
