/** Every way a provider fails: one kind, one sentence, the retries the table allows, and what the ledger believes. */
import { afterEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { Fault, kindOf, type FaultKind, type ProviderId } from '../../src/vault/protocol';
import { checkAddress, checkKey } from '../../src/vault/providers';
import { createBreaker, retryAfter, waitBefore } from '../../src/vault/retry';
import { ask, openVault, request } from './open';
import { providerServer, type Asked, type Deed, type ProviderServer } from './provider';
import { PATIENCE } from '../patience';

const open: ProviderServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));

async function serve(deed: Deed | ((asked: Asked, index: number) => Deed)) {
  const server = await providerServer(typeof deed === 'object' ? () => deed : deed);
  open.push(server);
  return server;
}
const price = { in: 1, out: 1 };
const wires: ProviderId[] = ['openai', 'anthropic'];

async function fail(provider: ProviderId, deed: Deed | ((asked: Asked, index: number) => Deed), over = {}) {
  const server = await serve(deed);
  const opened = openVault({ bases: { [provider]: server.url } });
  await opened.vault.hand({ provider }, provider === 'anthropic' ? 'sk-ant-0123456789' : 'sk-0123456789');
  const error: unknown = await ask(opened.vault, request({ target: { provider }, price, ...over })).catch((e) => e);
  return { ...opened, server, error, kind: kindOf(error) };
}

const said = (message: string, more: object = {}) => ({ error: { message, ...more } });

/** status, body, kind, attempts */
const statuses: [number, object, FaultKind, number][] = [
  [400, said('bad field'), 'refused', 1],
  [400, said('maximum context length is 8192 tokens'), 'prompt', 1],
  [400, said('Your credit balance is too low'), 'credit', 1],
  [400, said('API key not valid. Please pass a valid API key.'), 'key', 1],
  [401, said('invalid x-api-key'), 'key', 1],
  [402, said('Payment required'), 'credit', 1],
  [403, said('not allowed'), 'key', 1],
  [404, said('The model does not exist'), 'model', 1],
  [404, said('Not Found'), 'address', 1],
  [405, said('x'), 'address', 1],
  [408, said('timeout'), 'server', 4],
  [409, said('conflict'), 'server', 4],
  [413, said('too large'), 'prompt', 1],
  [418, said('teapot'), 'refused', 1],
  [422, said('unprocessable'), 'refused', 1],
  [425, said('early'), 'server', 4],
  [429, said('Rate limit reached', { type: 'rate_limit_error' }), 'rate', 4],
  [429, said('You exceeded your quota', { code: 'insufficient_quota' }), 'credit', 1],
  [429, said('x', { type: 'enforced_spend_limit_reached' }), 'credit', 1],
  [500, said('oops'), 'server', 4],
  [502, said('bad gateway'), 'server', 4],
  [503, said('busy'), 'server', 4],
  [504, said('gateway'), 'server', 4],
  [520, said('x'), 'server', 4],
  [529, said('Overloaded', { type: 'overloaded_error' }), 'server', 4],
];

describe.each(wires)('%s', (provider) => {
  test.each(statuses)('%i %j is %s, tried %i times, free', async (status, error, kind, attempts) => {
    const { kind: got, error: thrown, server, book, slept } = await fail(provider, { status, error });
    expect([got, server.asked.length]).toEqual([kind, attempts]);
    expect((thrown as Error).message).toMatch(/\.$|\(http\S+\)$/);
    expect(book.entries).toEqual([]); // an answer with an error is not billed
    expect(slept).toEqual([250, 500, 1000].slice(0, attempts - 1));
  });

  test.each<[string, Deed, FaultKind]>([
    ['cut between events', { words: ['one ', 'two'], then: 'cut' }, 'cut'],
    ['no end', { words: ['one'], finish: null }, 'cut'],
    ['nothing at all', { words: [], finish: null, usage: null }, 'cut'],
    ['a cut mid-event', { raw: 'data: {"choices":[{"delta":{"con', then: 'cut' }, 'cut'],
    ['an event that is no JSON', { raw: 'data: {"choices":[{"delta\n\n' }, 'reply'],
    [
      'a cut mid-character',
      { raw: new Uint8Array([...new TextEncoder().encode('data: {"a":"'), 0xf0, 0x9f]), then: 'cut' },
      'cut',
    ],
    ['garbage', { raw: new Uint8Array(2000).fill(255) }, 'cut'],
    ['an event of 10 MB', { raw: `data: {"x":"${'a'.repeat(10_000_000)}"}\n\n` }, 'reply'],
    ['many empty events', { raw: `data: {}\n\n`.repeat(25_000) }, 'reply'],
    ['said nothing', { words: ['a '], then: 'stall' }, 'silent'],
    ['never answered', { first: 'stall' }, 'silent'],
  ])('%s: never sent again, and it may have been billed', async (_, deed, kind) => {
    const {
      kind: got,
      server,
      book,
    } = await fail(provider, deed, { timeoutMs: kind === 'silent' ? 300 : PATIENCE.fact });
    expect([got, server.asked.length]).toEqual([kind, 1]);
    expect(book.entries).toMatchObject([{ state: 'uncertain' }]);
    expect(book.entries[0]!.cost).toBeGreaterThan(0);
  });

  test.each<[string, Deed, FaultKind]>([
    ['HTML for JSON', { raw: '<!doctype html>hello', type: 'text/html' }, 'address'],
    ['a redirect', { status: 302, raw: '', headers: { location: 'http://127.0.0.1:9/' } }, 'address'],
    ['a permanent one', { status: 308, raw: '', headers: { location: 'http://127.0.0.1:9/' } }, 'address'],
  ])('%s: refused, free', async (_, deed, kind) => {
    const { kind: got, server, book } = await fail(provider, deed);
    expect([got, server.asked.length, book.entries]).toEqual([kind, 1, []]);
  });

  test('an error inside the stream', async () => {
    const data = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { kind, server } = await fail(provider, { raw: `event: error\ndata: ${JSON.stringify(data)}\n\n` });
    expect([kind, server.asked.length]).toEqual(['server', 4]);
  });

  test('it gets through at the third attempt: one call in the book', async () => {
    const server = await serve((_, index) => (index < 2 ? { status: 503, error: said('busy') } : { words: ['ok'] }));
    const { vault, book, slept } = openVault({ bases: { [provider]: server.url } });
    await vault.hand({ provider }, provider === 'anthropic' ? 'sk-ant-0123456789' : 'sk-0123456789');
    expect((await ask(vault, request({ target: { provider }, price }))).text).toBe('ok');
    expect([server.asked.length, slept.length]).toEqual([3, 2]);
    expect(book.entries).toMatchObject([{ state: 'done', tokens: 120 }]);
  });

  test('any cut into chunks gives the same text', async () => {
    const words = ['Füße ', '🐛 in ', 'src/a.js\n', '"quoted" ', '\u2028 end'];
    const server = await serve({ words });
    const bytes = await (
      await fetch(`${server.origin}/v1/${provider === 'openai' ? 'chat/completions' : 'messages'}`, {
        method: 'POST',
        body: '{"model":"m"}',
      })
    ).arrayBuffer();
    for (const size of [1, 2, 3, 7, 64]) {
      const chunks = Array.from(
        { length: Math.ceil(bytes.byteLength / size) },
        (_, i) => new Uint8Array(bytes.slice(i * size, (i + 1) * size)),
      );
      const { vault } = openVault({
        fetch: async () =>
          new Response(
            new ReadableStream({ start: (to) => (chunks.forEach((chunk) => to.enqueue(chunk)), to.close()) }),
            { headers: { 'content-type': 'text/event-stream' } },
          ),
      });
      await vault.hand({ provider }, provider === 'anthropic' ? 'sk-ant-0123456789' : 'sk-0123456789');
      expect((await ask(vault, request({ target: { provider }, price }))).text).toBe(words.join(''));
    }
  });
});

test('a reply without end is read up to its cap', async () => {
  const server = await serve({ words: Array.from({ length: 3000 }, () => 'a word and another, '.repeat(10)) });
  const { vault } = openVault();
  const done = await ask(vault, request({ target: { provider: 'custom', baseURL: server.url } }));
  expect(done.finish).toBe('length');
  expect(done.text.length).toBeLessThanOrEqual(64_000);
});

test('stopping hangs up; the call counts as perhaps billed', async () => {
  const server = await serve({ words: ['a '], then: 'stall' });
  const { vault, book } = openVault();
  const stop = new AbortController();
  const target = { provider: 'custom', baseURL: server.url } as const;
  const stream = vault.ask(request({ target, price }), { signal: stop.signal });
  await stream.next();
  stop.abort(new Error('enough'));
  await expect(drain(stream)).rejects.toThrow('enough');
  expect(book.entries).toMatchObject([{ state: 'uncertain' }]);
});

test('a provider that quotes the key it refuses does not get it on screen', async () => {
  const { error } = await fail('openai', { status: 401, error: said('Incorrect API key provided: sk-0123456789') });
  expect((error as Error).message).toContain('[key removed]');
  expect((error as Error).message).not.toContain('0123456789');
});

test('three failed calls open the circuit; after a minute one call is let through', async () => {
  let now = 1_000_000;
  const server = await serve((_, index) => (index < 12 ? { status: 500, error: said('x') } : { words: ['ok'] }));
  const { vault } = openVault({ now: () => now });
  const target = { provider: 'custom', baseURL: server.url } as const;
  for (let i = 0; i < 3; i++) await ask(vault, request({ target })).catch(() => {});
  const kinds = async () => kindOf(await ask(vault, request({ target })).catch((error: unknown) => error));
  expect(await kinds()).toBe('circuit');
  expect(server.asked).toHaveLength(12);
  now += 61_000;
  expect(await kinds()).toBeUndefined();
  expect(await kinds()).toBeUndefined();
});

describe('waiting', () => {
  const fault = (kind: FaultKind, about = {}) => new Fault(kind, 'x', about);
  test('grows with jitter, never shorter than Retry-After, never over its limits', () => {
    for (let attempt = 1; attempt <= 3; attempt++)
      for (const random of [0, 0.3, 0.999]) {
        const wait = waitBefore(fault('server', { status: 500 }), attempt, 0, () => random)!;
        expect(wait).toBeLessThanOrEqual(500 * 2 ** (attempt - 1));
        expect(waitBefore(fault('rate', { status: 429, waitMs: 9000 }), attempt, 0, () => random)).toBe(9000);
      }
    expect(waitBefore(fault('server'), 4, 0, () => 0)).toBeNull();
    expect(waitBefore(fault('rate', { waitMs: 31_000 }), 1, 0, () => 0)).toBeNull();
    expect(waitBefore(fault('rate', { waitMs: 20_000 }), 2, 45_000, () => 0)).toBeNull();
    expect(waitBefore(fault('server', { heard: 'a' }), 1, 0, () => 0)).toBeNull();
  });

  test.each<[string | null, string | null, number]>([
    ['3', null, 3000],
    ['0.5', null, 500],
    ['Wed, 21 Oct 2026 07:28:10 GMT', 'Wed, 21 Oct 2026 07:28:00 GMT', 10_000],
    ['Wed, 21 Oct 2020 07:28:10 GMT', null, 0],
    ['-5', null, 0],
    ['1e9', null, 0],
    ['1000000000', null, 3_600_000],
    ['soon', null, 0],
    [null, null, 0],
  ])('Retry-After %j at %j is %i ms', (header, date, ms) =>
    expect(retryAfter(header, date, Date.parse('2026-10-21T07:28:00Z'))).toBe(ms),
  );

  test('Retry-After of a real answer is kept to', async () => {
    const server = await serve((_, index) =>
      index === 0 ? { status: 429, error: said('slow down'), headers: { 'retry-after': '7' } } : { words: ['ok'] },
    );
    const { vault, slept } = openVault();
    await ask(vault, request({ target: { provider: 'custom', baseURL: server.url } }));
    expect(slept).toEqual([7000]);
  });

  test('a stopped call neither opens nor closes the circuit', () => {
    const breaker = createBreaker(() => 0);
    for (let i = 0; i < 2; i++) breaker.leave('h', fault('server'));
    breaker.leave('h', 'stopped');
    breaker.leave('h', fault('key'));
    breaker.enter('h');
    breaker.leave('h', fault('server'));
    expect(() => breaker.enter('h')).toThrow(/failed 3 times in a row/);
  });
});

describe('bad input', () => {
  test.each([
    ['', /no key/],
    ['  ', /no key/],
    ['sk-abc def-0123456789', /space or line break/],
    ['sk-abc\ndef-0123456789', /space or line break/],
    ['sk-schlüssel-0123456789', /characters that no key has/],
    ['sk-1', /too short/],
    [`sk-${'a'.repeat(600)}`, /too long/],
    ['Bearer-sk-0123456789', /only the key/],
    ['sk-ant-api03-0123456789', /looks like a key of Anthropic/],
    ['gsk_0123456789', /looks like a key of Groq/],
    ['0123456789abcdef', /begin with sk-/],
    [42, /no key/],
  ])('key %j is refused without being repeated', (key, sentence) => {
    const refuse = () => checkKey({ provider: 'openai' }, key);
    expect(refuse).toThrow(sentence);
    if (typeof key === 'string' && key.trim().length > 5) expect(refuse).not.toThrow(key.trim());
  });
  test('spaces around a key are no fault', () =>
    expect(checkKey({ provider: 'openai' }, ' sk-0123456789\n')).toBe('sk-0123456789'));

  test.each([
    ['', /beginning with https/],
    ['api.example.com/v1', /beginning with https/],
    ['ftp://a/v1', /beginning with https/],
    ['https://me:secret@a.example/v1', /name and password/],
    ['https://a.example/v1?key=1', /"\?"/],
    ['http://a.example/v1', /without encryption/],
    ['https://a.example/v1/chat/completions', /https:\/\/a\.example\/v1$/],
    ['https://a.example/v1/v1', /\/v1 twice.*https:\/\/a\.example\/v1$/],
    ['https://a.example/api/v1/api/v1', /twice/],
    ['https://a.example//v1', /mistyped/],
  ])('address %j is refused', (address, sentence) => expect(() => checkAddress(address)).toThrow(sentence));
  test('an address is tidied', () =>
    expect(checkAddress(' http://127.0.0.1:11434/v1/ ')).toBe('http://127.0.0.1:11434/v1'));

  test.each<[string, object, FaultKind]>([
    ['no model', { model: '' }, 'model'],
    ['a model with spaces', { model: 'a b' }, 'model'],
    ['a foreign provider', { target: { provider: 'acme' } }, 'address'],
    ['no key', { target: { provider: 'openai' } }, 'key'],
    ['a price table without the model', { target: { provider: 'anthropic' }, price: undefined }, 'price'],
    ['a negative price', { target: { provider: 'anthropic' }, price: { in: -1, out: 1 } }, 'price'],
  ])('%s: nothing is sent', async (_, over, kind) => {
    let sent = 0;
    const { vault, book } = openVault({ fetch: async () => (sent++, new Response()) });
    await vault.hand({ provider: 'anthropic' }, 'sk-ant-0123456789');
    const error: unknown = await ask(vault, request({ target: { provider: 'openai' }, price, ...over })).catch(
      (e) => e,
    );
    expect([kindOf(error), sent, book.entries]).toEqual([kind, 0, []]);
  });

  test('negative and absent caps are refused, the old ones stay', async () => {
    const { vault, book } = openVault();
    const before = structuredClone(book.caps);
    for (const cost of [-1, NaN, Infinity, '3', null])
      await expect(vault.setCaps({ ...before, task: { ...before.task, cost: cost as number } })).rejects.toThrow(
        /number from 0 up/,
      );
    await expect(vault.setCaps({} as never)).rejects.toThrow(/number from 0 up/);
    expect(book.caps).toEqual(before);
  });

  test('an address that is not confined takes no key', async () => {
    const { vault } = openVault({ confined: async () => false });
    await expect(vault.hand({ provider: 'openai' }, 'sk-0123456789')).rejects.toThrow(/content policy .* not in force/);
    expect((await vault.status()).keys).toEqual([]);
  });
});
