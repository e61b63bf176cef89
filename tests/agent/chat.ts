/** A loopback server that speaks chat completions over SSE, well or badly. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  words?: string[];
  /** HTTP error instead of a stream. */
  status?: number;
  error?: Record<string, unknown>;
  usage?: boolean;
  finish?: string | null;
  /** The end mark without a reason before it. */
  done?: boolean;
  /** Destroy the socket after the words. */
  cut?: boolean;
  /** Say nothing more after the words. */
  silent?: boolean;
  logprobs?: number[];
}
export interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}
export interface ChatServer {
  url: string;
  asked: Asked[];
  /** Resolves when a client has gone away before the end. */
  left: Promise<void>;
  close(): Promise<void>;
}

export async function chatServer(answer: (asked: Asked) => Answer): Promise<ChatServer> {
  const asked: Asked[] = [];
  let gone = () => {};
  const left = new Promise<void>((resolve) => (gone = resolve));
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path.endsWith('/models')) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ object: 'list', data: [{ id: 'tiny', object: 'model' }] }));
    }
    const question = { path, headers: request.headers, body: JSON.parse((await text(request)) || '{}') };
    asked.push(question);
    const { words = [], status, error, usage = true, finish = 'stop', done, cut, silent, logprobs } = answer(question);
    if (status) {
      response.writeHead(status, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ error }));
    }
    response.on('close', () => response.writableEnded || gone());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const send = (chunk: object) =>
      response.write(
        `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'tiny-0613', ...chunk })}\n\n`,
      );
    words.forEach((content, i) => {
      const logs = logprobs ? { logprobs: { content: [{ token: content, logprob: logprobs[i] }] } } : {};
      send({ choices: [{ index: 0, delta: { content }, finish_reason: null, ...logs }] });
    });
    if (cut) return setTimeout(() => response.destroy(), 30);
    if (silent) return undefined;
    if (finish) send({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
    if (usage) send({ choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } });
    return response.end(finish || done ? 'data: [DONE]\n\n' : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    left,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}

async function text(request: IncomingMessage): Promise<string> {
  let out = '';
  for await (const chunk of request) out += chunk;
  return out;
}
