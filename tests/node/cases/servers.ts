/** Servers and their clients in one process: what they say to each other must be what real Node's say. */
import type { Cases } from './index';

const serve = (handler: string, rest: string): [string[], Record<string, string>] => [
  ['a.js'],
  {
    'a.js': `const http = require('http');
const plain = (headers) => { const { date, host, ...rest } = headers; return { ...rest, host: typeof host, date: typeof date }; };
const ask = (options, body) => new Promise((resolve, reject) => { const r = http.request({ port, host: '127.0.0.1', ...options }, (res) => { let t = ''; res.setEncoding('utf8').on('data', (c) => (t += c)).on('end', () => resolve({ status: res.statusCode, message: res.statusMessage, headers: plain(res.headers), text: t, trailers: res.trailers, complete: res.complete })); }); r.on('error', reject); r.end(body); });
let port;
let there = '';
const server = http.createServer(${handler});
server.listen(0, '127.0.0.1', async () => { port = server.address().port; try { ${rest} } catch (e) { console.log('threw', e.code, e.message.replace(port, 'PORT')); } server.close(() => console.log('closed')); });`,
  },
];

export const servers: Cases = {
  'http: heads, bodies and lengths': serve(
    `(q, s) => { let t = ''; q.on('data', (c) => (t += c)); q.on('end', () => { s.setHeader('X-A', ['1', '2']); s.setHeader('Set-Cookie', ['a=1', 'b=2']); if (q.url === '/none') { s.writeHead(204); return s.end(); } if (q.url === '/parts') { s.write('one '); s.write(Buffer.from('two')); return s.end(); } s.statusCode = 201; s.end(JSON.stringify({ m: q.method, u: q.url, h: plain(q.headers), raw: q.rawHeaders.filter((x) => /x-/i.test(x)), t, v: q.httpVersion })); }); }`,
    `console.log(await ask({ path: '/x?y=1', headers: { 'X-B': 'c', accept: ['a', 'b'] } })); console.log(await ask({ method: 'post', path: '/p', auth: 'u:p' }, 'körper')); console.log(await ask({ path: '/none' })); console.log(await ask({ path: '/parts' })); console.log(await ask({ method: 'HEAD', path: '/' })); console.log(await ask({ method: 'DELETE', path: '/' }));`,
  ),
  'http: errors of a response': serve(
    `(q, s) => { for (const run of [() => s.setHeader('a b', 1), () => s.setHeader('a', undefined), () => s.setHeader('a', 'x\\ny'), () => s.writeHead(42), () => s.write(1), () => { s.end('x'); s.setHeader('late', 1); }, () => s.writeHead(200)]) try { run(); } catch (e) { console.log(e.name, e.code, e.message); } s.on('error', (e) => console.log('error', e.code)); s.write('more', (e) => console.log('cb', e.code)); console.log(s.headersSent, s.writableEnded, s.finished, s.getHeaderNames()); s.on('finish', () => console.log('finish', s.writableFinished)); s.on('close', () => console.log('close')); }`,
    `console.log((await ask({})).text); await new Promise((r) => setTimeout(r, 20));`,
  ),
  'http: nobody listens, a connection that breaks, an abort': serve(
    `(q, s) => { if (q.url === '/break') return q.socket.destroy(); if (q.url === '/half') { s.writeHead(200, { 'content-length': 10 }); s.write('half'); return setTimeout(() => s.destroy(), 10); } q.on('aborted', () => (there += ' aborted')); q.on('close', () => (there += ' closed ' + q.destroyed)); }`,
    `await ask({ path: '/break' }).catch((e) => console.log(e.code, e.message)); await new Promise((done) => http.get({ port, path: '/half', host: '127.0.0.1' }, (res) => { res.on('error', (e) => console.log('res', e.code, e.message)); res.on('aborted', () => console.log('res aborted')); res.on('close', done); res.resume(); })); await new Promise((done) => { const r = http.get({ port, path: '/wait', host: '127.0.0.1' }); r.on('error', (e) => console.log(e.code, e.message)); r.on('close', done); r.on('socket', (s) => s.on('connect', () => setTimeout(() => r.destroy(), 10))); }); while (!there.includes('closed')) await new Promise((r) => setTimeout(r, 5)); console.log(there); await ask({ port: 1 }).catch((e) => console.log(e.code, e.syscall, e.message));`,
  ),
  'http: pipes, chunks and trailers': serve(
    `(q, s) => { s.setHeader('Trailer', 'X-Sum'); let n = 0; q.on('data', (c) => (n += c.length)); q.on('end', () => { s.addTrailers({ 'X-Sum': n }); s.end(String(n)); }); }`,
    `const { pipeline, Readable } = require('stream'); const r = http.request({ port, host: '127.0.0.1', method: 'PUT' }); const got = new Promise((d) => r.on('response', d)); pipeline(Readable.from(Array.from({ length: 50 }, (_, i) => Buffer.alloc(5000, i))), r, (e) => console.log('sent', e)); const res = await got; let t = ''; for await (const c of res) t += c; console.log(t, res.trailers, res.headers['transfer-encoding']);`,
  ),
  'fetch reaches a server of the same process': serve(
    `async (q, s) => { if (q.url === '/to') { s.writeHead(302, { location: '/end' }); return s.end(); } let t = ''; for await (const c of q) t += c; s.setHeader('content-type', 'application/json'); s.end(JSON.stringify([q.method, q.url, t, q.headers['content-type'] ?? null, q.headers.cookie ?? null])); }`,
    `const at = 'http://127.0.0.1:' + port; const r = await fetch(at + '/to'); console.log(r.status, r.redirected, r.url.endsWith('/end'), await r.json()); const p = await fetch(at + '/p', { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'content-type': 'application/json' } }); console.log(p.ok, p.headers.get('content-type'), await p.text()); const c = new AbortController(); c.abort(); await fetch(at, { signal: c.signal }).catch((e) => console.log(e.name)); await fetch('http://127.0.0.1:1/').catch((e) => console.log(e.name, e.message, e.cause instanceof Error));`,
  ),
  'net: two ends': [
    ['a.js'],
    {
      'a.js': `const net = require('net');
const server = net.createServer((c) => { console.log('connection', c.remoteAddress, c.readyState); c.on('data', (d) => c.write('echo ' + d)); c.on('end', () => console.log('server end')); c.on('close', (e) => console.log('server close', e)); });
server.on('close', () => console.log('closed'));
server.listen(0, '127.0.0.1', () => { const { address, family } = server.address(); console.log(address, family, server.listening); const c = net.connect(server.address().port, '127.0.0.1', () => { c.write('hi'); }); c.setEncoding('utf8'); c.on('data', (d) => { console.log(d, c.bytesRead, c.bytesWritten); c.end(); }); c.on('end', () => console.log('client end')); c.on('close', (e) => { console.log('client close', e); server.close(); }); });
const taken = net.createServer().listen(0, () => net.createServer().on('error', (e) => { console.log(e.code, e.syscall); taken.close(); }).listen(taken.address().port));
try { net.createServer().listen(70000); } catch (e) { console.log(e.name, e.code, e.message); }`,
    },
  ],
};
