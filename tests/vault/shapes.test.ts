/** What real providers answer: bodies of errors, odd streams and ends, as they were seen at each. */
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { drain } from '../../src/lib/stream';
import { kindOf, type ProviderId } from '../../src/vault/protocol';
import { providers } from '../../src/vault/providers';
import { ask, openVault, request } from './open';
import { providerServer, type Asked, type Deed, type ProviderServer } from './provider';

const RUN = '{"action":"run","command":"npm test"}';
const open: ProviderServer[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((server) => server.close()))));

async function to(deed: Deed | ((asked: Asked, index: number) => Deed), provider: ProviderId = 'custom') {
  const server = await providerServer(typeof deed === 'function' ? deed : () => deed);
  open.push(server);
  const opened = openVault({ bases: { [provider]: server.url } });
  const target = provider === 'custom' ? { provider, baseURL: server.url } : { provider };
  if (provider !== 'custom')
    await opened.vault.hand(target, `${providers[provider].prefix}canary-0123456789abcdefABCDEF`);
  const more = { target, price: { in: 1, out: 1 }, seed: 3, retries: 0 };
  return { ...opened, server, ask: (over: object = {}) => ask(opened.vault, request({ ...more, ...over })) };
}
const failing = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => new Error('it was answered'),
    (error: Error) => error,
  );
  return { kind: kindOf(error), message: error.message };
};
const events = (...chunks: (object | string)[]) =>
  chunks.map((chunk) => (typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`)).join('');
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'tiny',
  choices: [{ index: 0, delta, finish_reason: finish, ...more }],
});
const DONE = 'data: [DONE]\n\n';

describe('error bodies', () => {
  const MISSING = { type: 'extra_forbidden', loc: ['body', 'seed'], msg: 'Extra inputs are not permitted' };
  test.each<[string, number, unknown]>([
    ['FastAPI, a list of complaints', 422, { detail: [MISSING] }],
    ['Mistral, the same inside its message', 422, { object: 'error', message: { detail: [MISSING] }, code: null }],
    ['Gemini, a list', 400, [{ error: { code: 400, message: 'Unknown name "seed": Cannot find field.' } }]],
    ['OpenAI', 400, { error: { message: 'Unrecognized request argument', param: 'seed' } }],
    ['vLLM', 400, { object: 'error', message: 'seed is not supported', code: 400 }],
    ['text in "error"', 400, { error: 'unknown field seed' }],
    ['plain text', 400, 'json: unknown field "seed"'],
    ['xAI', 400, { code: 'Client specified an invalid argument', error: 'Argument not supported on this model: seed' }],
    [
      'OpenRouter, what the host behind it said',
      400,
      {
        error: {
          message: 'Provider returned error',
          code: 400,
          metadata: { raw: '{"error":{"message":"Unsupported","param":"seed"}}' },
        },
      },
    ],
  ])('%s: the field goes, the reply comes, and that is remembered', async (_, status, body) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const at = await to(({ body }) => ('seed' in body ? { status, raw, type: 'application/json' } : { words: ['ok'] }));
    expect((await at.ask()).text).toBe('ok');
    await at.ask();
    expect(at.server.asked).toHaveLength(3);
  });

  test('several fields go one after the other, in every wire', async () => {
    const refuses = (names: string[]) => (asked: Asked) => {
      const name = names.find((one) => one in asked.body);
      return name ? { status: 400, error: { detail: [{ loc: ['body', name], msg: 'no' }] } } : { words: ['ok'] };
    };
    const chat = await to(refuses(['stream_options', 'seed', 'temperature', 'max_tokens']));
    expect((await chat.ask({ temperature: 0.5 })).text).toBe('ok');
    expect(chat.server.asked.at(-1)!.body).toMatchObject({ max_completion_tokens: 1024 });
    const anthropic = await to(refuses(['temperature']), 'anthropic');
    expect((await anthropic.ask({ temperature: 0.5 })).text).toBe('ok');
  });

  test.each<[string, number, unknown, string, RegExp]>([
    ['Gemini, a bad key', 400, [{ error: { code: 400, message: 'API key not valid.' } }], 'key', /wants a key|API key/],
    ['Gemini, quota', 429, [{ error: { message: 'You exceeded your current quota.' } }], 'rate', /current quota/],
    ['vLLM, too long', 400, { object: 'error', message: 'maximum context length is 4096' }, 'prompt', /4096/],
    ['FastAPI, too long', 400, { detail: 'maximum context length is 4096 tokens' }, 'prompt', /4096/],
    [
      'FastAPI, a number out of range',
      422,
      { detail: [{ loc: ['body', 'messages', 0], msg: 'bad' }] },
      'refused',
      /messages\.0: bad/,
    ],
    ['TGI, too long', 422, { error: '`inputs` must have less than 1024 tokens. Given: 2000' }, 'prompt', /1024/],
    ['a code alone', 400, { error: { message: 'Shorten it.', code: 'context_length_exceeded' } }, 'prompt', /Shorten/],
    [
      'OpenRouter, moderation',
      403,
      { error: { code: 403, message: 'Your chosen model requires moderation and your input was flagged' } },
      'refused',
      /flagged/,
    ],
    ['Groq, no room', 498, { error: { message: 'capacity exceeded' } }, 'rate', /capacity/],
    ['Ollama', 404, { error: 'model "tiny" not found' }, 'model', /no model "tiny"/],
    ['a list of errors', 500, { errors: [{ message: 'AI is asleep' }] }, 'server', /asleep/],
    ['a page', 502, '<html><title>502 Bad Gateway</title><body>…</body></html>', 'server', /502 Bad Gateway/],
    ['nothing', 500, '', 'server', /no body/],
  ])('%s', async (_, status, body, kind, words) => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const at = await to({ status, raw: raw || ' ', type: 'application/json' });
    expect(await failing(at.ask({ seed: undefined }))).toEqual({ kind, message: expect.stringMatching(words) });
  });
});

describe('streams', () => {
  test('content as a list: the text is the reply, the thinking is not', async () => {
    const raw = events(
      chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hmm' }] }] }),
      chunk({ content: [{ type: 'text', text: '{"action":"run",' }] }),
      chunk({ content: '"command":"npm test"}' }),
      chunk({ content: '' }, 'stop'),
      DONE,
    );
    expect((await (await to({ raw })).ask()).text).toBe(RUN);
  });

  test.each<[string, (object | string)[], string, RegExp]>([
    [
      'inside a choice',
      [chunk({ content: 'a' }), chunk({}, 'error', { error: { code: 502, message: 'Upstream error' } })],
      'server',
      /Upstream error/,
    ],
    ['a reason alone', [chunk({ content: 'a' }), chunk({}, 'error')], 'server', /broke off \(error\)/],
    ['DeepSeek', [chunk({ content: 'a' }), chunk({}, 'insufficient_system_resource')], 'server', /insufficient_system/],
    ['Gemini, a list', [[{ error: { code: 503, message: 'The model is overloaded.' } }]], 'server', /overloaded/],
    ['of its own, after words', [chunk({ content: 'a' }), { error: 'it is out of memory' }], 'server', /out of memory/],
    ['of its own', [{ error: { message: 'overloaded now' } }], 'server', /overloaded now/],
    ['vLLM', [{ object: 'error', message: 'engine died', code: 500 }], 'server', /engine died/],
    [
      'event of its own name',
      [chunk({ content: 'a' }), 'event: error\ndata: {"message":"no room"}\n\n'],
      'server',
      /no room/,
    ],
    ['a filter', [chunk({}, 'content_filter')], 'refused', /content_filter/],
    [
      'Gemini, a filter',
      [chunk({ content: 'a' }), chunk({}, 'content_filter: PROHIBITED_CONTENT')],
      'refused',
      /PROHIBITED/,
    ],
  ])('an error %s is one', async (_, parts, kind, words) => {
    const at = await to({ raw: events(...parts, DONE) });
    expect(await failing(at.ask())).toEqual({ kind, message: expect.stringMatching(words) });
  });

  test('calls of tools that a server read out of the words come back as words', async () => {
    const call = (more: object) => chunk({ tool_calls: [{ index: 0, ...more }] });
    const raw = events(
      chunk({ content: 'I run it.' }),
      call({ id: 'c', type: 'function', function: { name: 'run', arguments: '{"comm' } }),
      call({ function: { arguments: 'and":"npm test"}' } }),
      chunk({}, 'tool_calls'),
      DONE,
    );
    const { text } = await (await to({ raw })).ask();
    expect(parse(text)).toEqual({ kind: 'run', command: 'npm test' });
    const failed_generation = '{"name": "run", "arguments": {"command": "npm test"}}';
    const groq = await to({
      status: 400,
      error: { error: { message: 'model called a tool', code: 'tool_use_failed', failed_generation } },
    });
    expect(await groq.ask()).toMatchObject({ text: failed_generation, finish: 'stop' });
  });

  test('comments and empty lines are signs of life', async () => {
    const { createServer } = await import('node:http');
    const waits = [': keep-alive\n\n', '\n'].map(async (life) => {
      const server = createServer((asked, response) => {
        asked.resume();
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let n = 0;
        const timer = setInterval(() => {
          if (n++ < 35) return void response.write(life);
          clearInterval(timer);
          response.end(events(chunk({ content: 'late' }), chunk({}, 'stop'), DONE));
        }, 100);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const { vault } = openVault();
      const target = { provider: 'custom' as const, baseURL: `http://127.0.0.1:${port}/v1` };
      // a machine under load may be late by a few beats, the whole wait is longer than the deadline
      expect((await ask(vault, request({ target, timeoutMs: 3000 }))).text).toBe('late');
      await new Promise((resolve) => (server.closeAllConnections(), server.close(resolve)));
    });
    await Promise.all(waits);
  });

  test('the end mark without a reason ends the reply; without the mark it was cut', async () => {
    const whole = await to({ raw: events(chunk({ content: RUN }), DONE) });
    expect(await whole.ask()).toMatchObject({ text: RUN, finish: 'stop' });
    const cut = await to({ raw: events(chunk({ content: RUN })) });
    expect(await failing(cut.ask())).toMatchObject({ kind: 'cut' });
    const empty = await to({ raw: DONE });
    expect(await failing(empty.ask())).toMatchObject({ kind: 'cut' });
  });

  test('one JSON reply where a stream was asked for, in every wire', async () => {
    const json = (body: object): Deed => ({ raw: JSON.stringify(body), type: 'application/json; charset=utf-8' });
    const usage = { prompt_tokens: 5, completion_tokens: 7 };
    const chat = await to(
      json({
        object: 'chat.completion',
        model: 'm',
        choices: [{ message: { role: 'assistant', content: RUN }, finish_reason: 'stop' }],
        usage,
      }),
    );
    expect(await chat.ask()).toMatchObject({ text: RUN, tokensIn: 5, tokensOut: 7, model: 'm', finish: 'stop' });
    const anthropic = await to(
      json({
        type: 'message',
        model: 'm',
        content: [{ type: 'text', text: RUN }],
        stop_reason: 'max_tokens',
        usage: { input_tokens: 5, output_tokens: 7 },
      }),
      'anthropic',
    );
    expect(await anthropic.ask()).toMatchObject({ text: RUN, tokensIn: 5, tokensOut: 7, finish: 'length' });
    for (const type of ['text/plain', 'text/event-stream']) {
      const odd = await to({ raw: JSON.stringify({ choices: [{ message: { content: RUN } }] }), type });
      expect(await odd.ask()).toMatchObject({ text: RUN, finish: 'stop' });
    }
    const pretty = await to({ raw: JSON.stringify({ choices: [{ message: { content: RUN } }] }, null, 2) });
    expect(await pretty.ask()).toMatchObject({ text: RUN, finish: 'stop' });
    const error = await to(json({ error: { message: 'no such thing' } }));
    expect(await failing(error.ask())).toMatchObject({ message: expect.stringMatching(/no such thing/) });
  });

  test('a JSON value a line where a stream was asked for: Ollama’s own form, and chunks without their frame', async () => {
    const lines = (...values: object[]): Deed => ({
      raw: values.map((value) => `${JSON.stringify(value)}\n`).join(''),
      type: 'application/x-ndjson',
    });
    const ended = { done: true, done_reason: 'length', prompt_eval_count: 5, eval_count: 7 };
    const said = (content: string, more: object = { done: false }) => ({
      model: 'm',
      message: { role: 'assistant', content },
      ...more,
    });
    const parts = [RUN.slice(0, 9), RUN.slice(9)] as const;
    const native = await to(lines(said(parts[0]), said(parts[1]), said('', ended)));
    const counts = { text: RUN, tokensIn: 5, tokensOut: 7, model: 'm', finish: 'length' };
    expect(await native.ask()).toMatchObject(counts);
    const generate = parts.map((response) => ({ model: 'm', response, done: false }));
    expect(await (await to(lines(...generate, { model: 'm', response: '', ...ended }))).ask()).toMatchObject(counts);
    const call = { function: { name: 'run', arguments: { command: 'npm test' } } };
    const { text } = await (
      await to(lines(said('', { ...ended, message: { content: '', tool_calls: [call] } })))
    ).ask();
    expect(parse(text)).toEqual({ kind: 'run', command: 'npm test' });
    const chunks = await to(lines(chunk({ content: parts[0] }), chunk({ content: parts[1] }), chunk({}, 'stop')));
    expect(await chunks.ask()).toMatchObject({ text: RUN, finish: 'stop' });
    expect(await failing((await to(lines(said(parts[0]), said(parts[1])))).ask())).toMatchObject({ kind: 'cut' });
    const broke = await to(lines(said('a'), { error: 'an error was encountered while running the model' }));
    expect(await failing(broke.ask())).toEqual({ kind: 'server', message: expect.stringMatching(/while running/) });
  });
});

test('a turn without words is never sent', async () => {
  const messages = [
    { role: 'system' as const, content: ' ' },
    { role: 'user' as const, content: 'task' },
    { role: 'assistant' as const, content: '' },
    { role: 'user' as const, content: 'The reply is empty.' },
  ];
  for (const provider of ['anthropic', 'custom', 'openai'] as const) {
    const at = await to({ words: ['ok'] }, provider);
    await at.ask({ messages, ...(provider === 'openai' ? { model: 'gpt-5-pro' } : {}) });
    const { body } = at.server.asked[0]!;
    const sent = (body.messages ?? body.input) as { role: string; content: string }[];
    expect(sent.map(({ content }) => content.trim()).every(Boolean)).toBe(true);
    expect(sent.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  }
});

test('enough: the reply ends where it is, is paid for by what it was, and the next may come', async () => {
  const at = await to({ words: [RUN, ' and more', ' and more'], then: 'stall' });
  const enough = new AbortController();
  const target = { provider: 'custom' as const, baseURL: at.server.url };
  const asked = request({ target, price: { in: 1, out: 1 } });
  const done = await drain(at.vault.ask(asked, { enough: enough.signal }), () => enough.abort());
  expect(done).toMatchObject({ text: RUN, finish: 'stop' });
  expect(done.tokensOut).toBeGreaterThan(5);
  expect(done.cost).toBeGreaterThan(0);
  expect(at.book.entries.map(({ state }) => state)).toEqual(['done']);
});
