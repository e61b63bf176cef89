/** Before browser tests: builds the sandbox's bundles and starts a second origin that counts what reaches it. */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { weightsFile } from '../../src/engines/local.mjs';
import { weightServer } from '../engines/server';
import { LONG } from '../sample';
import build from '../setup';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Origin of the counting server; GET /hits answers the list of what arrived since the last time. */
    evil: string;
    /** Address of a server of model files, whole and broken; see tests/engines/server. */
    weights: string;
    /** Address of SmolLM2's real weights; '' where they are not on this machine. */
    real: string;
    /** npm run test:long */
    long: boolean;
  }
}

/** A page of another site that frames `of` and asks it for a sign of life, then says what it heard. */
const framing = (asked: URLSearchParams): string => `<!doctype html><iframe id="f" ${asked.get('how')}></iframe><script>
f.onload = () => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => parent.postMessage('answered', '*');
  f.contentWindow.postMessage(null, '*', [port2]);
  port1.postMessage({ type: 'ping' });
  setTimeout(() => parent.postMessage('silent', '*'), 400);
};
f.src = ${JSON.stringify(asked.get('of'))};
</script>`;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build();
  let hits: string[] = [];
  const real = weightsFile('smollm2');
  const server = http.createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (request.url === '/real' && real) return void fs.createReadStream(real).pipe(response);
    if (request.url === '/hits') {
      response.end(JSON.stringify(hits));
      hits = [];
      return;
    }
    if (request.url?.startsWith('/frames?')) {
      response.setHeader('content-type', 'text/html');
      return void response.end(framing(new URL(request.url, 'http://x').searchParams));
    }
    hits.push(request.url ?? '');
    response.setHeader('content-type', request.url?.includes('event') ? 'text/event-stream' : 'text/javascript');
    response.end('');
  });
  server.on('upgrade', (request, socket) => {
    hits.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  project.provide('evil', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  project.provide('real', real ? `http://127.0.0.1:${(server.address() as AddressInfo).port}/real` : '');
  project.provide('long', LONG);
  const weights = await weightServer();
  project.provide('weights', weights.url);
  return async () => {
    await weights.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
}
