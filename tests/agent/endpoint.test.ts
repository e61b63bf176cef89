import { afterEach, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/endpoint';
import type { Message } from '../../src/types';
import { isLoopback } from '../../src/vault/providers';
import { openVault } from '../vault/open';
import { chatServer, type Answer, type Asked, type ChatServer } from './chat';

const messages: Message[] = [{ role: 'user', content: 'hello', guidance: true }];
const open: ChatServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));

async function serve(answer: Answer | ((asked: Asked) => Answer)) {
  const server = await chatServer(typeof answer === 'function' ? answer : () => answer);
  open.push(server);
  return server;
}
async function client(server: { url: string }, more: object = {}, key?: string) {
  const { vault } = openVault();
  if (key) await vault.hand({ provider: 'custom', baseURL: server.url }, key);
  return create({ baseURL: server.url, model: 'tiny', retries: 0, ...more }, { vault });
}
const ask = async (model: ReturnType<typeof client>, options = {}) => drain((await model).generate(messages, options));

describe('endpoint', () => {
  test('streams, with the counts of the server, at no cost on this machine', async () => {
    const server = await serve({ words: ['Hel ', 'lo'] });
    const said: string[] = [];
    const done = await drain(
      (await client(server)).generate(messages, { seed: 3, temperature: 0.2, maxTokens: 50 }),
      (d) => said.push(d),
    );
    expect(said).toEqual(['Hel ', 'lo']);
    expect(done).toMatchObject({
      text: 'Hel lo',
      tokensIn: 100,
      tokensOut: 20,
      cost: 0,
      finish: 'stop',
      model: 'tiny-0613',
    });
    expect(server.asked[0]!.body).toMatchObject({
      model: 'tiny',
      seed: 3,
      temperature: 0.2,
      max_tokens: 50,
      stream: true,
    });
    expect(server.asked[0]!.body.messages).toEqual([{ role: 'user', content: 'hello' }]);
  });

  test('sends no extra headers, and the key only when there is one', async () => {
    const server = await serve({ words: ['x'] });
    await ask(client(server));
    await ask(client(server, {}, 'sk-secret-1'));
    const [without, with_] = server.asked.map((asked) => asked.headers);
    expect(Object.keys(without!).filter((name) => name.startsWith('x-stainless'))).toEqual([]);
    expect(without!.authorization).toBeUndefined();
    expect(with_!.authorization).toBe('Bearer sk-secret-1');
  });

  test('cost: from prices when given, unknown elsewhere', async () => {
    const server = await serve({ words: ['x'] });
    expect((await ask(client(server, { priceIn: 2, priceOut: 10 }))).cost).toBeCloseTo(0.0004, 10);
    expect(
      ['http://localhost:1/v1', 'http://[::1]:1', 'https://api.example.com/v1', 'http://127.0.0.1.example.com'].map(
        isLoopback,
      ),
    ).toEqual([true, true, false, false]);
  });

  test('estimates tokens when the server gives no usage; passes log probabilities', async () => {
    const server = await serve({ words: ['abcd', 'efgh'], usage: false, logprobs: [-0.1, -2] });
    const done = await ask(client(server, { logprobs: true }));
    expect(done).toMatchObject({ tokensIn: 2, tokensOut: 3, logprobs: [-0.1, -2] });
    expect(server.asked[0]!.body.logprobs).toBe(true);
  });

  test('says when the reply was cut off by its limit', async () => {
    const server = await serve({ words: ['x'], finish: 'length' });
    expect((await ask(client(server))).finish).toBe('length');
  });

  test('asks again without a field the server refuses, and remembers', async () => {
    const server = await serve(({ body }) =>
      'max_tokens' in body
        ? {
            status: 400,
            error: {
              message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'.",
              param: 'max_tokens',
            },
          }
        : 'temperature' in body
          ? { status: 400, error: { message: 'temperature does not support 0.2', param: 'temperature' } }
          : { words: ['ok'] },
    );
    const model = client(server, { temperature: 0.2, maxTokens: 9 });
    expect((await ask(model)).text).toBe('ok');
    expect(server.asked.at(-1)!.body).toMatchObject({ max_completion_tokens: 9 });
    await ask(model);
    expect(server.asked).toHaveLength(3);
  });

  test('abort while it streams: throws the reason and hangs up', async () => {
    const server = await serve({ words: ['a ', 'b'], silent: true });
    const stop = new AbortController();
    const stream = (await client(server)).generate(messages, { signal: stop.signal });
    await stream.next();
    stop.abort(new Error('enough'));
    await expect(drain(stream)).rejects.toThrow('enough');
    await server.left;
  });

  test('a reader that closes early hangs up as well', async () => {
    const server = await serve({ words: ['a '], silent: true });
    const stream = (await client(server)).generate(messages);
    await stream.next();
    await stream.return(undefined as never);
    await server.left;
  });

  test.each<[string, Answer, string | undefined, RegExp]>([
    ['401 without key', { status: 401, error: { message: 'no' } }, undefined, /wants a key \(401\)\. Enter one/],
    [
      '401 with key',
      { status: 401, error: { message: 'bad key' } },
      'sk-12345678',
      /does not accept this key \(401: bad key\)/,
    ],
    [
      '404',
      { status: 404, error: { message: 'x' } },
      undefined,
      /knows no model "tiny" at this address \(404\)\. Check/,
    ],
    ['429', { status: 429, error: { message: 'slow down' } }, undefined, /limiting requests \(429: slow down\)/],
    ['500', { status: 500, error: { message: 'oops' } }, undefined, /failed \(500: oops\)/],
    ['400 too long', { status: 400, error: { message: 'maximum context length' } }, undefined, /does not fit tiny/],
    ['cut', { words: ['abc'], cut: true }, undefined, /was cut after 3 characters/],
    ['no end', { words: ['abc'], finish: null }, undefined, /was cut after 3 characters/],
    ['nothing', { finish: null, usage: false }, undefined, /was cut after 0 characters/],
  ])('%s: one sentence with what to do', async (_, answer, key, sentence) => {
    const server = await serve(answer);
    await expect(ask(client(server, {}, key))).rejects.toThrow(sentence);
  });

  test('a server that falls silent, and one that is not there', async () => {
    const server = await serve({ words: ['a '], silent: true });
    await expect(ask(client(server, { timeoutMs: 100 }))).rejects.toThrow(/said nothing for 0\.1 s/);
    await server.close();
    await expect(ask(client(server))).rejects.toThrow(
      /cannot be reached\. Is the address right, and is the server running/,
    );
  });

  test.each([
    [{ baseURL: 'nonsense', model: 'x' }, /address/],
    [{ baseURL: 'ftp://a/b', model: 'x' }, /address/],
    [{ baseURL: 'http://a/v1' }, /Name the model/],
    [{ baseURL: 'http://a/v1', model: 'x', apiKey: 'sk' }, /must not be part of the options/],
    [{ baseURL: 'http://me:pw@a/v1', model: 'x' }, /key out of the address/],
  ])('refuses %j', (options, sentence) => expect(() => create(options, openVault())).toThrow(sentence));
});
