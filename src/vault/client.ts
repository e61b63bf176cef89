/** The `openai` package on a short lead: one origin, no redirects, no cookies, no referrer, no headers of its own. */
import type OpenAI from 'openai';
import { eventsOf, readableFailure } from './bodies';
import { Fault } from './protocol';
import type { Provider } from './providers';

/** Most bytes of one answer, and of one event in it. */
const MOST_BYTES = 8_000_000;
const MOST_EVENT = 1_000_000;

const EXTRA = ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'];
export const LEAD = {
  redirect: 'manual', // an answer that points elsewhere is refused, nothing is sent on
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
} as const satisfies RequestInit;

type Fetch = typeof fetch;

/** What the bytes of a stream tell before the package has read them. */
export interface Pulse {
  /** Something came, were it a comment that keeps the line open. */
  beat(): void;
  /** The stream's own end mark came. */
  ended: boolean;
}

export interface Connection {
  base: string;
  provider: Provider;
  key: string | undefined;
  fetch: Fetch;
  timeoutMs: number;
  pulse?: Pulse;
}

export async function connect({ base, provider, key, fetch, timeoutMs, pulse }: Connection): Promise<OpenAI> {
  const { default: Client } = await import('openai');
  const native = provider.wire === 'messages';
  return new Client({
    baseURL: base,
    apiKey: key ?? 'none',
    adminAPIKey: null,
    dangerouslyAllowBrowser: true, // in the vault's worker, to one origin
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    organization: null,
    project: null,
    fetch: talk(guard(fetch, base), pulse),
    defaultHeaders: {
      // many servers allow only plain CORS headers
      ...Object.fromEntries(EXTRA.map((name) => [`X-Stainless-${name}`, null])),
      'User-Agent': null,
      ...(key === undefined || native ? { Authorization: null } : {}),
      ...(native && key !== undefined ? { 'x-api-key': key } : {}),
      ...provider.headers,
    },
  });
}

/** Error bodies in one shape; a whole reply where a stream was asked for as a stream; every byte is a sign of life. */
function talk(send: Fetch, pulse: Pulse | undefined): Fetch {
  return async (input, init) => {
    const response = await send(input, init);
    if (!response.ok) return readableFailure(response);
    const streams = typeof init?.body === 'string' && /"stream":\s*true/.test(init.body);
    if (!streams || !response.body) return response;
    const { status } = response;
    const { body, first } = await begun(response.body);
    if (/^\s*[[{]/.test(first)) {
      const headers = { 'content-type': 'text/event-stream' };
      const felt = () => pulse?.beat();
      const ended = (whole: boolean) => void (pulse && (pulse.ended ||= whole));
      return new Response(body.pipeThrough(eventsOf(felt, ended)), { status, headers });
    }
    return new Response(pulse ? body.pipeThrough(felt(pulse)) : body, response);
  };
}

/** A body whose first words are known: what it is called says little about what it is. */
async function begun(body: ReadableStream<Uint8Array>): Promise<{ body: ReadableStream<Uint8Array>; first: string }> {
  const reader = body.getReader();
  let lost: unknown;
  const { value, done } = await reader.read().catch((error: unknown) => {
    lost = error; // it had begun to answer: to whoever reads on
    return { value: undefined, done: false };
  });
  const rest = new ReadableStream<Uint8Array>({
    start(to) {
      if (value) to.enqueue(value);
      if (lost !== undefined) to.error(lost);
      else if (done) to.close();
    },
    async pull(to) {
      const next = await reader.read();
      if (next.done) to.close();
      else to.enqueue(next.value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { body: rest, first: value ? new TextDecoder().decode(value.subarray(0, 64)) : '' };
}

function felt(pulse: Pulse): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let tail = '';
  return new TransformStream({
    transform(bytes, to) {
      pulse.beat();
      tail = (tail + decoder.decode(bytes, { stream: true })).slice(-MARKED);
      if (/^data: ?\[DONE\]/m.test(tail)) pulse.ended = true;
      to.enqueue(bytes);
    },
  });
}

/** Enough of the end of what came to hold the end mark. */
const MARKED = 2000;

/** fetch that goes to one origin only and hands over answers of a bounded size. */
export function guard(send: Fetch, base: string): Fetch {
  const { origin, host } = new URL(base);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (url.origin !== origin) throw new Fault('address', `Only ${host} may be asked here, not ${url.host}.`);
    const response = await send(url.href, { ...init, ...LEAD });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
      throw new Fault('address', `${host} points to another address, which is not followed. Enter the final address.`, {
        status: response.status || 302,
      });
    const type = response.headers.get('content-type') ?? '';
    if (response.ok && type.includes('text/html'))
      throw new Fault('address', `${host} answered with a web page, so this is not the address of a model server.`, {
        status: response.status,
      });
    if (!response.body) return response;
    return new Response(response.body.pipeThrough(bounded(host)), response);
  };
}

function bounded(host: string): TransformStream<Uint8Array, Uint8Array> {
  let all = 0;
  let line = 0;
  return new TransformStream({
    transform(bytes, to) {
      all += bytes.length;
      const newline = bytes.lastIndexOf(10);
      line = newline < 0 ? line + bytes.length : bytes.length - newline - 1;
      if (all > MOST_BYTES || line > MOST_EVENT)
        throw new Fault('reply', `${host} sent more than a reply may hold, so the rest was not read.`, {
          billed: 'maybe',
        });
      to.enqueue(bytes);
    },
  });
}
