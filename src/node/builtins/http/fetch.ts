/** fetch, for servers of this process only; every other address fails, and its cause says why. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { isLocal } from '../net';

const failed = (cause: Error) => Object.assign(new TypeError('fetch failed'), { cause });
const scope = globalThis as Guest;

export function createFetch(instance: Instance): Guest {
  const { Request, Response, ReadableStream, DOMException } = scope;
  if (!Request || !ReadableStream) {
    // nobody hears of a rejection there, and a server that waits for its request would wait for ever
    const said = 'fetch is not available in the strict engine: use node:http, or choose another sandbox';
    instance.builtin('process').stderr.write(`${said}\n`);
    return () => Promise.reject(failed(new Error(said)));
  }
  const ask = (request: Guest, url: URL, method: string, headers: Guest, body: Guest, hops: number): Promise<Guest> =>
    new Promise((resolve, reject) => {
      const sent = instance.builtin('http').request(url, { method, headers });
      const abort = () => {
        const reason = request.signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
        reject(reason);
        sent.destroy();
      };
      request.signal?.addEventListener('abort', abort, { once: true });
      sent.on('error', (error: Error) => reject(failed(error)));
      sent.on('response', (got: Guest) => {
        const { location } = got.headers;
        if ([301, 302, 303, 307, 308].includes(got.statusCode) && location && request.redirect !== 'manual') {
          got.resume();
          if (request.redirect === 'error') return reject(failed(new Error('unexpected redirect')));
          if (hops >= 20) return reject(failed(new Error('redirect count exceeded')));
          const plain = got.statusCode === 303 ? method !== 'HEAD' : got.statusCode < 303 && method === 'POST';
          const kept = plain ? headers.filter(([name]: Guest) => !/^content-/i.test(name)) : headers;
          const next = new URL(location, url);
          return resolve(go(request, next, plain ? 'GET' : method, kept, plain ? undefined : body, hops + 1));
        }
        const list: [string, string][] = [];
        for (let i = 0; i < got.rawHeaders.length; i += 2) list.push([got.rawHeaders[i], got.rawHeaders[i + 1]]);
        const empty = method === 'HEAD' || [204, 205, 304].includes(got.statusCode);
        if (empty) got.resume();
        const stream = new ReadableStream({
          start(controller: Guest) {
            got.on('data', (chunk: Guest) => {
              controller.enqueue(new Uint8Array(chunk));
              if (controller.desiredSize <= 0) got.pause();
            });
            got.on('end', () => controller.close());
            got.on('error', (error: Error) =>
              controller.error(
                request.signal?.aborted
                  ? request.signal.reason
                  : Object.assign(new TypeError('terminated'), { cause: error }),
              ),
            );
          },
          pull: () => void got.resume(),
          cancel: () => void sent.destroy(),
        });
        const response = new Response(empty ? null : stream, {
          status: got.statusCode,
          statusText: got.statusMessage,
          headers: list,
        });
        Object.defineProperty(response, 'url', { value: url.href });
        if (hops > 0) Object.defineProperty(response, 'redirected', { value: true });
        resolve(response);
      });
      sent.end(body);
    });
  const go = (request: Guest, url: URL, ...rest: [string, Guest, Guest, number]): Promise<Guest> =>
    url.protocol === 'http:' && isLocal(url.hostname)
      ? ask(request, url, ...rest)
      : Promise.reject(failed(new Error('fetch is not available in this sandbox: no network')));

  return async function fetch(input: Guest, init?: Guest) {
    const url = new URL(typeof input === 'object' && input !== null && 'url' in input ? input.url : String(input));
    if (/^(data|blob):$/.test(url.protocol) || url.protocol !== 'http:' || !isLocal(url.hostname))
      throw failed(new Error('fetch is not available in this sandbox: no network'));
    const streams = init?.body && typeof init.body === 'object' && 'getReader' in init.body;
    const request = new Request(input, streams ? { duplex: 'half', ...init } : init);
    if (request.signal?.aborted) throw request.signal.reason;
    const body = request.body ? scope.Buffer.from(await request.arrayBuffer()) : undefined;
    const headers: [string, string][] = [];
    // As a browser's, a Request here may have dropped what only Node lets through: cookies, host.
    const own =
      init?.headers && !(init.headers instanceof scope.Headers)
        ? new Map(Object.entries(Array.isArray(init.headers) ? Object.fromEntries(init.headers) : init.headers))
        : new Map();
    for (const [name, value] of request.headers) headers.push([name, value]);
    for (const [name, value] of own)
      if (!request.headers.has(name as string)) headers.push([(name as string).toLowerCase(), String(value)]);
    for (const [name, value] of [
      ['accept', '*/*'],
      ['accept-language', '*'],
      ['sec-fetch-mode', 'cors'],
      ['user-agent', 'node'],
      ['accept-encoding', 'gzip, deflate'],
    ])
      if (!headers.some(([one]) => one.toLowerCase() === name)) headers.push([name!, value!]);
    return go(request, url, request.method, headers, body, 0);
  };
}
