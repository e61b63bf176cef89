/** A loopback provider that speaks chat completions, responses and Anthropic's messages, well or badly. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  raw: string;
}

/** What it does with one request. */
export interface Deed {
  words?: string[];
  status?: number;
  error?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is, instead of words. */
  raw?: string | Uint8Array;
  type?: string;
  /** Absent: the provider's own counts; null: none. */
  usage?: { in: number; out: number; cost?: number } | null;
  finish?: string | null;
  /** After the words: hang up, or say nothing more. */
  then?: 'end' | 'cut' | 'stall';
  /** Before anything: say nothing, or hang up. */
  first?: 'stall' | 'cut';
  /** No CORS headers at all. */
  closed?: boolean;
}

export interface ProviderServer {
  url: string;
  origin: string;
  /** Calls for a reply, in order. */
  asked: Asked[];
  /** Everything that arrived, preflights and model lists too. */
  seen: Asked[];
  close(): Promise<void>;
}

export const MODELS = ['tiny', 'tiny-thinking', 'big'];

const HEADERS = 'authorization,content-type,x-api-key,anthropic-version,anthropic-dangerous-direct-browser-access';

export async function providerServer(
  deed: (asked: Asked, index: number) => Deed | Promise<Deed> = () => ({ words: ['ok'] }),
  { list }: { list?: (asked: Asked) => Deed } = {},
): Promise<ProviderServer> {
  const asked: Asked[] = [];
  const seen: Asked[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: parse(raw),
      raw,
    };
    seen.push(one);
    const isList = /\/(models|key)(\?|$)/.test(one.path);
    const isCall = /\/(completions|responses|messages)$/.test(one.path);
    if (one.method === 'OPTIONS') {
      const does = list?.(one) ?? {};
      if (!does.closed)
        for (const [name, value] of [
          ['origin', '*'],
          ['headers', HEADERS],
          ['methods', 'GET,POST'],
        ])
          response.setHeader(`access-control-allow-${name}`, value!);
      return response.writeHead(204).end();
    }
    if (!isList && !isCall) return response.writeHead(404, { 'access-control-allow-origin': '*' }).end('not here');
    if (isList) {
      const data = MODELS.map((id) => ({ id, object: 'model' }));
      return perform(list?.(one) ?? {}, response, JSON.stringify({ object: 'list', data }));
    }
    asked.push(one);
    return perform(await deed(one, asked.length - 1), response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/v1`,
    origin,
    asked,
    seen,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

function perform(deed: Deed, response: ServerResponse, reply: Asked | string): void {
  const { status = 200, error, headers = {}, raw, type, first, closed } = deed;
  if (first === 'stall') return;
  if (first === 'cut') return void response.destroy();
  const open = closed
    ? {}
    : { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after,date' };
  const start = (kind: string) => response.writeHead(status, { 'content-type': type ?? kind, ...open, ...headers });
  if (raw !== undefined) return finish(start('text/event-stream'), deed, raw);
  if (status !== 200) return void start('application/json').end(JSON.stringify(error ?? { error: { message: 'no' } }));
  if (typeof reply === 'string') return void start('application/json').end(reply);
  finish(start('text/event-stream'), deed, frames(deed, reply));
}

function finish(response: ServerResponse, { then = 'end' }: Deed, raw: string | Uint8Array): void {
  response.write(raw, () => {
    if (then === 'cut') setTimeout(() => response.destroy(), 20);
    else if (then === 'end') response.end();
  });
}

/** The events of a good reply in the format that was asked for. */
function frames({ words = ['ok'], usage, finish, then = 'end' }: Deed, { path, body }: Asked): string {
  const counts = usage === undefined ? { in: 100, out: 20 } : usage;
  const whole = then === 'end';
  const model = `${String(body.model)}-0613`;
  if (path.endsWith('/messages')) return messages(words, counts, finish, whole, model);
  if (path.endsWith('/responses')) return responses(words, counts, whole, model);
  const chunk = (more: object) => event({ id: 'c', object: 'chat.completion.chunk', model, ...more });
  const said = words.map((content) => chunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
  if (!whole) return said.join('');
  return [
    ': a comment\r\n\r\n',
    ...said,
    ...(finish === null ? [] : [chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish ?? 'stop' }] })]),
    ...(counts
      ? [chunk({ choices: [], usage: { prompt_tokens: counts.in, completion_tokens: counts.out, cost: counts.cost } })]
      : []),
    ...(finish === null ? [] : ['data: [DONE]\n\n']), // the mark alone is an end, too
  ].join('');
}

type Counts = Deed['usage'];

function messages(words: string[], counts: Counts, finish: Deed['finish'], whole: boolean, model: string): string {
  const usage = { input_tokens: counts?.in ?? 0, output_tokens: 1 };
  return [
    event({ type: 'message_start', message: { model, usage } }, 'message_start'),
    event({ type: 'ping' }, 'ping'),
    ...words.map((text) =>
      event({ type: 'content_block_delta', delta: { type: 'text_delta', text } }, 'content_block_delta'),
    ),
    ...(whole && finish !== null
      ? [
          event(
            {
              type: 'message_delta',
              delta: { stop_reason: finish ?? 'end_turn' },
              usage: { output_tokens: counts?.out },
            },
            'message_delta',
          ),
          event({ type: 'message_stop' }, 'message_stop'),
        ]
      : []),
  ].join('');
}

function responses(words: string[], counts: Counts, whole: boolean, model: string): string {
  const usage = counts ? { input_tokens: counts.in, output_tokens: counts.out } : undefined;
  return [
    ...words.map((delta) => event({ type: 'response.output_text.delta', delta }, 'response.output_text.delta')),
    ...(whole ? [event({ type: 'response.completed', response: { model, usage } }, 'response.completed')] : []),
  ].join('');
}

const event = (data: object, name?: string) => `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`;

function parse(raw: string): Record<string, unknown> {
  try {
    return JSON.parse(raw || '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}

async function text(request: IncomingMessage): Promise<string> {
  let out = '';
  for await (const chunk of request) out += chunk;
  return out;
}
