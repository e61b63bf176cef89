/** Our web-llm adapter over the package's real MLCEngine and our worker rpc, with a stub in place of the GPU pipeline. */
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { defaultConfig } from '../../src/run';
import { ENGINE_STREAMS, type EngineApi } from '../../src/engines/port';
import { createWebllm } from '../../src/engines/webllm';
import { connect, serve, type Port, type Remote } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { Message, Model, Trajectory } from '../../src/types';
import { memorySandbox, task } from '../agent/memory';
import { stubEngine, type Stub } from './pipeline';

const RUN = '{"action":"run","command":"npm test"}';
const source = { engine: 'webllm' as const, id: 'stub-MLC', weights: 'https://x.org/w', lib: 'https://x.org/l.wasm' };
const ask: Message[] = [
  { role: 'system', content: 'Repair.' },
  { role: 'user', content: 'range(3) is too long.' },
];

let stub: Stub;
let remote: Remote<EngineApi>;
let channel: MessageChannel;
beforeEach(() => {
  stub = { reply: () => RUN, prefilled: [], seeds: [], requests: [] };
  channel = new MessageChannel();
  serve(
    channel.port1 as unknown as Port,
    createWebllm({ build: ({ id }) => stubEngine(stub, id), async *prefetch() {} }),
  );
  ({ remote } = connect<EngineApi>(channel.port2 as unknown as Port, ENGINE_STREAMS));
});
afterEach(() => channel.port1.close());

const load = (context = 8192) => drain(remote.load(source, { context }));

describe('web-llm adapter', () => {
  test('loads, warms up with one action and measures the tokenizer', async () => {
    const phases: string[] = [];
    const loaded = await drain(remote.load(source, { context: 8192 }), ({ phase }) => phases.push(phase));
    expect(phases).toEqual(['compile', 'warm']);
    expect(loaded).toMatchObject({ id: 'stub-MLC', context: 8192, device: 'WebGPU (stub)', warm: { text: RUN } });
    expect(loaded.bytesPerToken).toBeCloseTo(1, 1);
  });

  test('streams, counts, asks for the grammar, the seed and log-probabilities', async () => {
    await load();
    const said: string[] = [];
    const done = await drain(remote.generate(ask, { seed: 7.9, temperature: 0.5 }), (text) => said.push(text));
    expect(said.join('')).toBe(RUN);
    expect(said.length).toBeGreaterThan(5);
    expect(done).toMatchObject({ text: RUN, finish: 'stop', cost: 0, model: 'stub-MLC', tokensOut: RUN.length });
    expect(done.logprobs).toEqual([...[...RUN].map(() => -0.25), -0.01]);
    expect(done.local).toMatchObject({ elided: 0, context: 8192, decodePerSecond: 200 });
    expect(stub.seeds).toContain(7);
    expect(stub.requests.at(-1)).toMatchObject({
      temperature: 0.5,
      logprobs: true,
      response_format: { type: 'grammar', grammar: expect.stringContaining('root ::=') },
      extra_body: { enable_thinking: false },
    });
    expect(stub.requests.at(-1)).not.toHaveProperty('tools');
  });

  test('an abort ends the reply within a token, and the next reply is whole', async () => {
    await load();
    stub.reply = () => 'x'.repeat(200);
    const stop = new AbortController();
    let heard = 0;
    const reply = drain(remote.generate(ask, { signal: stop.signal }), () => {
      if (++heard === 3) stop.abort(new Error('enough'));
    });
    await expect(reply).rejects.toThrow('enough');
    expect(heard).toBeLessThan(10);
    stub.reply = () => RUN;
    expect((await drain(remote.generate(ask))).text).toBe(RUN);
  });

  test('enough ends a free reply well; one under the grammar ends by itself, and the next goes on from there', async () => {
    await load();
    stub.reply = () => `${RUN}${' and more'.repeat(200)}`;
    const until = (said: number) => {
      const enough = new AbortController();
      const on = () => void (--said === 0 && enough.abort());
      return { enough: enough.signal, on };
    };
    const free = until(RUN.length);
    const done = await drain(remote.generate(ask, { enough: free.enough, grammar: 'off' }), free.on);
    expect(done).toMatchObject({ finish: 'stop', cost: 0, tokensOut: done.text.length });
    expect(done.text.length).toBeLessThan(RUN.length + 60);
    stub.reply = () => RUN;
    const held = until(RUN.length);
    const first = await drain(remote.generate(ask, { enough: held.enough }), held.on);
    expect(first).toMatchObject({ text: RUN, finish: 'stop' });
    const next: Message[] = [...ask, { role: 'assistant', content: RUN }, { role: 'user', content: 'Go on.' }];
    expect((await drain(remote.generate(next))).local!.prefilled).toBe('Go on.'.length);
  });

  test('a length stop is said, and the conversation is read anew after it', async () => {
    await load();
    const first = await drain(remote.generate(ask, { maxTokens: 5 }));
    expect(first).toMatchObject({ finish: 'length', text: RUN.slice(0, 5) });
    const longer: Message[] = [...ask, { role: 'assistant', content: first.text }, { role: 'user', content: 'Go on.' }];
    const second = await drain(remote.generate(longer));
    expect(second.local!.prefilled).toBe(second.tokensIn);
  });

  test('a reply that only repeats itself is ended', async () => {
    await load();
    stub.reply = () => '{"action":"run","command":"' + 'echo again and again; '.repeat(400);
    const done = await drain(remote.generate(ask));
    expect(done.finish).toBe('length');
    expect(done.text.length).toBeLessThan(900);
  });

  test('a grammar the package refuses falls back to plain text', async () => {
    await load();
    let refused = 0;
    stub.beforeToken = () => {
      const last = stub.requests.at(-1) as { response_format?: unknown };
      if (!last.response_format) return;
      refused++;
      throw new Error('xgrammar: EBNF parse error');
    };
    expect((await drain(remote.generate(ask))).text).toBe(RUN);
    expect((await drain(remote.generate(ask))).text).toBe(RUN);
    expect(refused).toBe(1);
  });

  test('errors keep their class and message across the worker', async () => {
    await expect(drain(remote.generate(ask))).rejects.toMatchObject({ name: 'ModelNotLoadedError' });
    await load();
    const wrong: Message[] = [
      { role: 'user', content: 'a' },
      { role: 'system', content: 'late' },
    ];
    await expect(drain(remote.generate(wrong))).rejects.toMatchObject({ name: 'SystemMessageOrderError' });
    const long: Message[] = [...ask.slice(0, 1), { role: 'user', content: 'z'.repeat(9000) }];
    await expect(drain(remote.generate(long))).rejects.toMatchObject({ name: 'ContextWindowSizeExceededError' });
  });

  test('control characters and half a JSON object come through as text', async () => {
    await load();
    stub.reply = () => 'a\u0000b\u001b[31m {"action":';
    const done = await drain(remote.generate(ask));
    expect(done.text).toBe('a\u0000b\u001b[31m {"action":');
  });
});

describe('an episode', () => {
  const model = (): Model => ({ generate: (messages, options = {}) => remote.generate(messages, options) });
  const sandbox = () => memorySandbox(() => ({ output: `not ok 1 - clamp\n${'detail '.repeat(30)}`, exitCode: 1 }));
  const config = (steps: number) => {
    const base = defaultConfig();
    return { ...base, gate: { id: 'never' }, limits: { ...base.limits, steps } };
  };
  const gate = () => ({ score: 0, reason: 'never' });

  async function episode(steps: number): Promise<Trajectory> {
    const team = { protege: model(), expert: null, gate, sandbox: sandbox() };
    return drain(runEpisode(task, team, config(steps)));
  }

  test('30 steps prefill only what is new', async () => {
    await load(32768);
    let n = 0;
    stub.reply = () => `{"action":"run","command":"npm test -- ${n++}"}`;
    const { steps } = await episode(30);
    expect(steps).toHaveLength(30);
    const replies = steps.map(({ generations: [reply] }) => reply!);
    for (const [i, { tokensIn, local }] of replies.entries()) {
      const before = replies[i - 1];
      const fresh = before ? tokensIn - before.tokensIn - before.tokensOut : tokensIn;
      expect(local!.prefilled).toBeLessThanOrEqual(1.05 * fresh);
      expect(local!.prefilled).toBe(stub.prefilled[i + 1]); // the package's own count; the first is the warm-up's
    }
    expect(replies[29]!.local!.prefilled).toBeLessThan(replies[29]!.tokensIn / 10);
  });

  test('where the engine counts more tokens than estimated, more is left out', async () => {
    await load(12_000);
    stub.limit = 4500;
    let n = 0;
    stub.reply = () => `{"action":"run","command":"npm test -- ${n++}"}`;
    const { steps, exit } = await episode(20);
    expect(exit).toBe('step_limit');
    expect(steps.at(-1)!.generations[0]!.tokensIn).toBeLessThanOrEqual(4500);
    expect(steps.at(-1)!.generations[0]!.local!.elided).toBeGreaterThan(0);
  });

  test('in a small window older results are left out and the episode goes on', async () => {
    await load(6000);
    let n = 0;
    stub.reply = () => `{"action":"run","command":"npm test -- ${n++}"}`;
    const { steps, exit } = await episode(25);
    expect(exit).toBe('step_limit');
    const elided = steps.map(({ generations: [reply] }) => reply!.local!.elided);
    expect(elided[0]).toBe(0);
    expect(elided.at(-1)).toBeGreaterThan(3);
    expect(steps.at(-1)!.generations[0]!.tokensIn).toBeLessThan(6000);
  });
});
