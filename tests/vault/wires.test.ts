import { afterEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create as endpoint } from '../../src/models/endpoint';
import { kindOf, type ProviderId } from '../../src/vault/protocol';
import { providers } from '../../src/vault/providers';
import { ask, openVault, request } from './open';
import { providerServer, type Asked, type Deed, type ProviderServer } from './provider';

const KEY = 'sk-ant-or-canary-0123456789abcdef';
const open: ProviderServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));

async function serve(deed?: Deed | ((asked: Asked, index: number) => Deed), list?: (asked: Asked) => Deed) {
  const server = await providerServer(typeof deed === 'object' ? () => deed : deed, list ? { list } : {});
  open.push(server);
  return server;
}

const keyOf = (provider: ProviderId) => `${providers[provider].prefix}canary-0123456789abcdefABCDEF-xyz`;

async function connected(provider: ProviderId, server: ProviderServer) {
  const opened = openVault({ bases: { [provider]: server.url } });
  const target = provider === 'custom' ? { provider, baseURL: server.url } : { provider };
  await opened.vault.hand(target, keyOf(provider));
  return { ...opened, target };
}

describe('providers', () => {
  test.each(Object.keys(providers) as ProviderId[])('%s: key, stream, counts, list and test', async (provider) => {
    const server = await serve({ words: ['Look at ', 'line 3.'] });
    const { vault, target } = await connected(provider, server);
    const said: string[] = [];
    const price = { in: 1, out: 2 };
    const done = await drain(vault.ask(request({ target, price })), (delta) => said.push(delta));
    expect(said.join('')).toBe('Look at line 3.');
    expect(done).toMatchObject({ text: 'Look at line 3.', tokensIn: 100, tokensOut: 20, finish: 'stop' });
    expect(done.cost).toBeCloseTo(0.00014, 10);
    const { headers, raw } = server.asked[0]!;
    const sent = provider === 'anthropic' ? headers['x-api-key'] : headers.authorization?.replace('Bearer ', '');
    expect(sent).toBe(keyOf(provider));
    expect(raw).not.toContain(keyOf(provider));
    expect(Object.keys(headers).filter((name) => /stainless|cookie|referer|openai/.test(name))).toEqual([]);
    expect(await vault.models(target)).toEqual(['tiny', 'tiny-thinking', 'big']);
    const result = await vault.test(target, 'tiny', price);
    expect(result).toMatchObject({ kind: 'ok', models: ['tiny', 'tiny-thinking', 'big'] });
    expect(result.message).toMatch(/answered as tiny-0613 in \d+ ms, for \$0\.00014/);
  });

  test('Anthropic gets its own format: system apart, turns that alternate, its headers', async () => {
    const server = await serve({ words: ['x'], finish: 'max_tokens' });
    const { vault, target } = await connected('anthropic', server);
    const messages = [
      { role: 'system' as const, content: 'S' },
      { role: 'user' as const, content: 'a' },
      { role: 'user' as const, content: 'b' },
    ];
    const done = await ask(vault, request({ target, messages, maxTokens: 7, price: { in: 0, out: 0 } }));
    expect(done.finish).toBe('length');
    expect(server.asked[0]!.body).toEqual({
      model: 'tiny',
      max_tokens: 7,
      system: 'S',
      messages: [{ role: 'user', content: 'a\n\nb' }],
      stream: true,
    });
    expect(server.asked[0]!.headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'anthropic-dangerous-direct-browser-access': 'true',
    });
    expect(server.asked[0]!.headers.authorization).toBeUndefined();
  });

  test('models that think first: their own limit, no temperature; the newest through responses', async () => {
    const server = await serve({ words: ['x'] });
    const { vault, target } = await connected('openai', server);
    await ask(vault, request({ target, model: 'gpt-5-mini', temperature: 0.5, effort: 'low' }));
    expect(server.asked[0]!.body).toMatchObject({ max_completion_tokens: 4096, reasoning_effort: 'low' });
    expect(server.asked[0]!.body).not.toHaveProperty('temperature');
    expect(server.asked[0]!.body).not.toHaveProperty('max_tokens');
    const done = await ask(vault, request({ target, model: 'gpt-5-pro', effort: 'low' }));
    expect(server.asked[1]).toMatchObject({
      path: '/v1/responses',
      body: { instructions: 'You advise.', store: false, max_output_tokens: 4096, reasoning: { effort: 'low' } },
    });
    expect(done).toMatchObject({ text: 'x', tokensIn: 100, tokensOut: 20, model: 'gpt-5-pro-0613' });
  });

  test('a field that a server refuses is left out, and that is remembered; a limit always goes along', async () => {
    const refuse = (param: string) => ({
      status: 400,
      error: { error: { message: `Unsupported: '${param}'`, param } },
    });
    const server = await serve(({ body }) =>
      'stream_options' in body
        ? refuse('stream_options')
        : 'max_tokens' in body
          ? refuse('max_tokens')
          : { words: ['y'] },
    );
    const { vault, target } = await connected('custom', server);
    expect((await ask(vault, request({ target }))).text).toBe('y');
    await ask(vault, request({ target }));
    expect(server.asked).toHaveLength(4);
    expect(server.asked[3]!.body.max_completion_tokens).toBe(1024);
  });

  test('what the provider says it cost counts more than the table', async () => {
    const server = await serve({ words: ['x'], usage: { in: 10, out: 5, cost: 0.0123 } });
    const { vault, target, book } = await connected('openrouter', server);
    const done = await ask(vault, request({ target, model: 'openai/gpt-5' }));
    expect(done.cost).toBe(0.0123);
    expect(book.entries[0]).toMatchObject({ state: 'done', tokens: 15, cost: 0.0123 });
  });

  test('without counts: an estimate to show, the most in the ledger', async () => {
    const server = await serve({ words: ['é'.repeat(36)], usage: null });
    const { vault, target, book } = await connected('openai', server);
    const done = await ask(vault, request({ target, model: 'gpt-5-mini' }));
    expect(done).toMatchObject({ tokensIn: 7, tokensOut: 10 });
    expect(book.entries[0]!.tokens).toBe(22 + 72);
  });
});

test('the sign-in code becomes a key that stays in the vault', async () => {
  const key = 'sk-or-v1-canary0123456789abcdef';
  const calls: [string, unknown][] = [];
  const { vault } = openVault({
    fetch: async (input, init) => {
      calls.push([String(input), JSON.parse(String(init?.body))]);
      return Response.json({ key });
    },
  });
  const answer: unknown = await vault.exchange('the-code', 'the-verifier');
  expect(answer).toBeUndefined();
  expect(calls).toEqual([
    [
      'https://openrouter.ai/api/v1/auth/keys',
      { code: 'the-code', code_verifier: 'the-verifier', code_challenge_method: 'S256' },
    ],
  ]);
  expect((await vault.status()).keys).toEqual(['openrouter']);
  expect(await vault.clean(`x ${key}`)).toBe('x [key removed]');
});

test('a sign-in that fails says so and leaves no key', async () => {
  const { vault } = openVault({ fetch: async () => new Response('{}', { status: 403 }) });
  await expect(vault.exchange('c', 'v')).rejects.toThrow(/did not complete the sign-in \(403\)/);
  expect((await vault.status()).keys).toEqual([]);
});

test('a key for one server is never sent to another', async () => {
  const [one, two] = [await serve(), await serve()];
  const { vault } = openVault();
  await vault.hand({ provider: 'custom', baseURL: one.url }, KEY);
  await ask(vault, request({ target: { provider: 'custom', baseURL: two.url } }));
  expect(two.asked[0]!.headers.authorization).toBeUndefined();
  await ask(vault, request({ target: { provider: 'custom', baseURL: one.url } }));
  expect(one.asked[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
  const fault = await ask(vault, request({ target: { provider: 'openai' } })).catch((error: unknown) => error);
  expect(kindOf(fault)).toBe('key');
});

test('a gap goes out as a completion with what follows as its suffix, and both are redacted', async () => {
  const chunk = (text: string, more = {}) => `data: ${JSON.stringify({ choices: [{ text, index: 0, ...more }] })}\n\n`;
  const raw = `${chunk('a + ')}${chunk('b', { finish_reason: 'stop' })}data: [DONE]\n\n`;
  const server = await serve({ raw, type: 'text/event-stream' });
  const { vault } = openVault();
  const model = endpoint({ baseURL: server.url, model: 'coder', fill: true }, { vault });
  const done = await drain(model.fill!({ before: `// ${KEY}\nreturn `, after: ';' }, { stop: ['\n'], temperature: 0 }));
  expect(done.text).toBe('a + b');
  expect(done.tokensIn).toBeGreaterThan(0);
  const { path, body, raw: sent } = server.asked[0]!;
  expect(path).toMatch(/\/completions$/);
  expect(path).not.toMatch(/chat/);
  expect(body).toMatchObject({ model: 'coder', suffix: ';', stop: ['\n'], stream: true, temperature: 0 });
  expect(sent).not.toContain(KEY);
  expect(endpoint({ baseURL: server.url, model: 'coder' }, { vault }).fill).toBeUndefined();
  expect(() => endpoint({ baseURL: server.url, model: 'coder', fill: 1 }, { vault })).toThrow(
    /"fill" is true or false/,
  );
});
