/** The GitHub token in the vault: where it goes, what is refused, what comes back. Loopback servers. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { kindOf } from '../../src/vault/protocol';
import { MARK } from '../../src/vault/redact';
import { openVault } from './open';

const TOKEN = 'ghp_canary0123456789abcdefABCDEF0123456789';
const open: http.Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Heard {
  line: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

async function serve(answer: http.RequestListener): Promise<{ base: string; heard: Heard[] }> {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      heard.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
      answer(request, response);
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`, heard };
}

async function held(answer: http.RequestListener = (_, response) => response.end('{"ok":true}')) {
  const { base, heard } = await serve(answer);
  const { vault } = openVault();
  await vault.hand({ provider: 'github', baseURL: base }, `  ${TOKEN}\n`);
  const get = (url: string, more: object = {}) => vault.github({ base, url, method: 'GET', ...more });
  return { vault, base, heard, get };
}

test('the token goes along, cookies and referrer do not; status, some headers and bytes come back', async () => {
  const { base, heard, get, vault } = await held((_, response) =>
    response
      .writeHead(404, { 'x-ratelimit-remaining': '7', 'x-odd': '1', 'content-type': `text/${TOKEN}` })
      .end(new Uint8Array([0, 255])),
  );
  const reply = await get(`${base}/repos/acme/clock`, { accept: 'application/vnd.github.sha' });
  expect(reply).toEqual({
    status: 404,
    headers: [
      ['content-type', `text/${MARK}`],
      ['x-ratelimit-remaining', '7'],
    ],
    body: new Uint8Array([0, 255]),
  });
  const [{ headers }] = heard as [Heard];
  expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, accept: 'application/vnd.github.sha' });
  expect(headers).not.toHaveProperty('cookie');
  expect(headers).not.toHaveProperty('referer');
  await vault.github({ base, url: `${base}/repos/acme/clock/pulls`, method: 'POST', body: '{"title":"x"}' });
  expect(heard[1]).toMatchObject({ line: 'POST /api/repos/acme/clock/pulls', body: '{"title":"x"}' });
});

describe('nothing is sent', () => {
  test.each([
    ['another path of the host', (base: string) => `${base}/user`],
    ['a way up and out', (base: string) => `${base}/repos/../../other/repos/x`],
    ['a name before the host', (base: string) => base.replace('http://', 'http://me@') + '/repos/a/b'],
    ['no address', () => 'repos/a/b'],
  ])('%s', async (_, url) => {
    const { base, heard, get } = await held();
    expect(kindOf(await get(url(base)).catch((error: unknown) => error))).toBe('address');
    expect(heard).toEqual([]);
  });

  test('to another host, under either address', async () => {
    const { base, get, vault } = await held();
    const other = await serve((_, response) => response.end());
    const url = `${other.base}/repos/a/b`;
    expect(kindOf(await get(url).catch((error: unknown) => error))).toBe('address');
    const call = { base: other.base, url, method: 'GET' as const };
    expect(kindOf(await vault.github(call).catch((error: unknown) => error))).toBe('key');
    expect(other.heard).toEqual([]);
    expect((await vault.status()).keys).toEqual([`github ${base}`]);
  });

  test('another method; a key of the vault in the address or the text', async () => {
    const { base, heard, get, vault } = await held();
    const url = `${base}/repos/a/b`;
    await vault.hand({ provider: 'groq' }, 'gsk_0123456789012345678901234567890');
    for (const [at, more] of [
      [url, { method: 'DELETE' }],
      [`${url}/${TOKEN}`, {}],
      [url, { method: 'POST', body: JSON.stringify({ content: 'gsk_0123456789012345678901234567890' }) }],
    ] as const)
      expect(kindOf(await get(at, more).catch((error: unknown) => error))).toBe('refused');
    expect(heard).toEqual([]);
  });

  test('after it is forgotten', async () => {
    const { base, heard, get, vault } = await held();
    await vault.forget({ provider: 'github', baseURL: base });
    expect(kindOf(await get(`${base}/repos/a/b`).catch((error: unknown) => error))).toBe('key');
    expect(heard).toEqual([]);
  });
});

describe('refused answers', () => {
  test('a redirect is not followed', async () => {
    const thief = await serve((_, response) => response.end());
    const { base, get } = await held((_, response) =>
      response.writeHead(302, { location: `${thief.base}/repos/a/b` }).end(),
    );
    expect(kindOf(await get(`${base}/repos/a/b`).catch((error: unknown) => error))).toBe('address');
    expect(thief.heard).toEqual([]);
  });

  test('more than 8 MB; the token itself', async () => {
    const { base, get } = await held((request, response) =>
      response.end(request.url!.endsWith('big') ? 'x'.repeat(8_000_001) : `{"said":"${TOKEN}"}`),
    );
    const big = (await get(`${base}/repos/a/big`).catch((error: unknown) => error)) as Error;
    expect(kindOf(big)).toBe('reply');
    expect(big.message).toMatch(/more than 8 MB/);
    const quoted = (await get(`${base}/repos/a/b`).catch((error: unknown) => error)) as Error;
    expect(kindOf(quoted)).toBe('reply');
    expect(quoted.message).not.toContain(TOKEN);
  });

  test('a host that hangs up, a stop', async () => {
    const { base, get, vault } = await held((_, response) => response.destroy());
    expect(kindOf(await get(`${base}/repos/a/b`).catch((error: unknown) => error))).toBe('cut');
    const stop = AbortSignal.abort(new Error('stopped'));
    const call = { base, url: `${base}/repos/a/b`, method: 'GET' as const };
    await expect(vault.github(call, { signal: stop })).rejects.toThrow('stopped');
  });
});

test('redactor and scan know the token in other encodings; what is no token is not taken', async () => {
  const { vault, base } = await held();
  expect(await vault.clean({ text: `a ${encodeURIComponent(TOKEN)} b` })).toEqual({ text: `a ${MARK} b` });
  expect((await vault.scan(btoa(`x${TOKEN}`))).keys).toBeGreaterThan(0);
  const github = { provider: 'github' as const, baseURL: base };
  for (const bad of ['', 'sk-0123456789abcdef0123', 'ghp_short', `Bearer ${TOKEN}`])
    expect(kindOf(await vault.hand(github, bad).catch((error: unknown) => error))).toBe('key');
  expect(kindOf(await vault.hand({ provider: 'mistral' }, TOKEN).catch((error: unknown) => error))).toBe('key');
  const plain = { provider: 'github' as const, baseURL: 'http://github.example/api' };
  expect(kindOf(await vault.hand(plain, TOKEN).catch((error: unknown) => error))).toBe('address');
  const loose = openVault({ confined: async () => false }).vault;
  expect(kindOf(await loose.hand(github, TOKEN).catch((error: unknown) => error))).toBe('unconfined');
});
