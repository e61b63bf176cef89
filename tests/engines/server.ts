/**
 * Model files over loopback, in web-llm's format and as GGUF, each in ways that can go wrong. The first part of the path
 * says how: /flip/resolve/main/params_shard_1.bin. GET /log answers the paths asked for since the last time.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { speaking } from './gguf';

const SHARDS = 6;
const SHARD = 100_000;

const shard = (n: number): Buffer => Buffer.from(Uint8Array.from({ length: SHARD }, (_, i) => (i * 31 + n * 7) & 255));
const md5 = (data: Buffer) => createHash('md5').update(data).digest('hex');

const FILES: Record<string, Buffer> = {
  'mlc-chat-config.json': Buffer.from(
    JSON.stringify({ tokenizer_files: ['tokenizer.json'], context_window_size: 4096, conv_template: {} }),
  ),
  'tokenizer.json': Buffer.from(JSON.stringify({ model: { type: 'BPE' } })),
  'lib.wasm': Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
};
for (let n = 0; n < SHARDS; n++) FILES[`params_shard_${n}.bin`] = shard(n);
FILES['tensor-cache.json'] = Buffer.from(
  JSON.stringify({
    metadata: {},
    records: Array.from({ length: SHARDS }, (_, n) => ({
      dataPath: `params_shard_${n}.bin`,
      format: 'raw-shard',
      nbytes: SHARD,
      md5sum: md5(shard(n)),
      records: [],
    })),
  }),
);
FILES['model.gguf'] = Buffer.from(speaking({ '{"action":"submit"}': 1 }).bytes);

/** The file in trouble: the fourth shard, or the GGUF. */
const TROUBLED = /params_shard_3\.bin$|\.gguf$/;

export interface WeightServer {
  url: string;
  close(): Promise<void>;
}

export async function weightServer(): Promise<WeightServer> {
  let log: string[] = [];
  const seen = new Map<string, number>();
  const server = http.createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'content-range');
    response.setHeader('access-control-allow-headers', 'range');
    if (request.method === 'OPTIONS') return void response.end();
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (path === '/log') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(log));
      log = [];
      return;
    }
    log.push(path);
    const [, how = '', ...rest] = path.split('/');
    const name = rest.at(-1) ?? '';
    const times = (seen.get(path) ?? 0) + 1;
    seen.set(path, times);
    const body = FILES[name];
    if (!body) return void response.writeHead(404).end();
    answer(response, request.headers.range, { how, name, body, times });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Asked {
  how: string;
  name: string;
  body: Buffer;
  times: number;
}

function answer(response: http.ServerResponse, range: string | undefined, { how, name, body, times }: Asked): void {
  const once = how.endsWith('-once');
  // a test's own mark keeps its files apart: cut-once.2
  const kind = how.replace(/-once$/, '').replace(/\..*$/, '');
  const bad = TROUBLED.test(name) && !(once && times > 1);
  const status = (code: number) => void response.writeHead(code).end();
  if (kind === 'badjson' && name.endsWith('config.json')) return void response.end('{"no');
  if (kind === 'pages' && name.endsWith('config.json'))
    return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello');
  if (kind === 'notwasm' && name === 'lib.wasm') return void response.end('hello');
  if (kind === 'notgguf' && name.endsWith('.gguf')) return void response.end('hello, no model here');
  if (bad && kind === 'missing') return status(404);
  if (bad && kind === 'refused') return status(403);
  if (bad && kind === 'busy') return status(503);
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(range ?? '') ?? [];
  const ranged = from !== undefined && kind !== 'noranges';
  let part = ranged ? body.subarray(Number(from), Number(to) + 1) : body;
  if (bad && kind === 'flip') {
    part = Buffer.from(part);
    part[part.length >> 1]! ^= 1;
  }
  if (bad && kind === 'short') part = part.subarray(0, part.length - 10);
  response.writeHead(ranged ? 206 : 200, {
    'content-type': 'application/octet-stream',
    'content-length': String(kind === 'cut' || kind === 'stall' ? body.length : part.length),
    ...(ranged ? { 'content-range': `bytes ${from}-${to}/${body.length}` } : {}),
  });
  if (bad && kind === 'cut') {
    response.write(part.subarray(0, part.length >> 1));
    setTimeout(() => response.destroy(), 20);
  } else if (bad && kind === 'stall') {
    response.write(part.subarray(0, part.length >> 1));
  } else if (kind === 'slow') {
    dribble(response, part);
  } else response.end(part);
}

/** A few kilobytes at a time, slowly enough to be stopped in the middle. */
function dribble(response: http.ServerResponse, data: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(data.subarray(at, (at += 4000)));
    if (at >= data.length) {
      clearInterval(timer);
      response.end();
    }
  }, 10);
  response.on('close', () => clearInterval(timer));
}
