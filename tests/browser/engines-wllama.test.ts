/** llama.cpp in its worker, on GGUF files written here: a real engine end to end, no network, no GPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { browserOf, explain } from '../../src/engines/faults';
import { STREAMS, type EngineApi, type EngineOptions, type Loaded, type Progress } from '../../src/engines/port';
import { connect } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { Message } from '../../src/types';
import { babbling, speaking } from '../engines/gguf';

const RUN = '{"action":"run","command":"npm test"}';
const SUBMIT = '{"action":"submit"}';
const ask: Message[] = [
  { role: 'system', content: 'Repair.' },
  { role: 'user', content: 'range(3) is too long.' },
];

function start() {
  const worker = new Worker(new URL('../../workers/wllama.ts', import.meta.url), { type: 'module' });
  const { remote } = connect<EngineApi>(worker, STREAMS);
  return { remote, end: () => worker.terminate() };
}

async function open(bytes: Uint8Array<ArrayBuffer>, context = 4096) {
  const engine = start();
  const phases: string[] = [];
  const loaded = await drain(
    engine.remote.load({ engine: 'wllama', id: 'table', files: [] }, { context, files: [new Blob([bytes])] }),
    (progress: Progress) => phases.push(progress.phase),
  );
  return { ...engine, loaded, phases };
}

describe('a model that speaks whole actions', () => {
  let engine: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => void (engine = await open(speaking({ [RUN]: 0.75, [SUBMIT]: 0.25 }).bytes)));
  afterAll(() => engine.end());

  test('loads, warms up and says where it runs', () => {
    const loaded: Loaded = engine.loaded;
    expect(engine.phases).toEqual(['compile', 'warm']);
    expect(loaded).toMatchObject({ id: 'table', context: 4096, warm: { text: RUN } });
    expect(loaded.device).toMatch(/^CPU, \d+ thread/);
    expect(loaded.bytesPerToken).toBeCloseTo(1, 0);
  });

  test("streams the text, with usage and the table's own log-probabilities", async () => {
    const said: string[] = [];
    const done = await drain(engine.remote.generate(ask, { temperature: 0, constrained: false }), (text) =>
      said.push(text),
    );
    expect(said.join('')).toBe(done.text);
    expect(done).toMatchObject({ text: RUN, finish: 'stop', cost: 0, model: 'table' });
    expect(done.logprobs![0]).toBeCloseTo(Math.log(0.75), 2);
    expect(done.tokensIn).toBeGreaterThan(20);
    expect(done.local).toMatchObject({ elided: 0, context: 4096 });
  });

  test('each step of a growing conversation reads only what is new', async () => {
    let messages = ask;
    let before = { tokensIn: 0, tokensOut: 0 };
    for (let step = 0; step < 8; step++) {
      const done = await drain(engine.remote.generate(messages, { temperature: 0 }));
      const fresh = done.tokensIn - before.tokensIn - before.tokensOut;
      if (step > 0) expect(done.local!.prefilled).toBeLessThanOrEqual(1.05 * fresh + 1);
      expect(done.local!.prefilled).toBeLessThanOrEqual(done.tokensIn);
      before = done;
      const result = `result ${step} ${'of the tests '.repeat(8)}`;
      messages = [...messages, { role: 'assistant', content: done.text }, { role: 'user', content: result }];
    }
    expect(before.tokensIn).toBeGreaterThan(800);
  });

  test('a prompt beyond the window loses its oldest results, not its task', async () => {
    const long = Array.from({ length: 30 }, (_, n): Message[] => [
      { role: 'assistant', content: RUN },
      { role: 'user', content: `result ${n} ${'y'.repeat(250)}` },
    ]).flat();
    const done = await drain(engine.remote.generate([...ask, ...long], { temperature: 0 }));
    expect(done.text).toBe(RUN);
    expect(done.local!.elided).toBeGreaterThan(10);
    expect(done.tokensIn).toBeLessThan(4096);
    const never: Message[] = [...ask, { role: 'assistant', content: RUN }, { role: 'user', content: 'z'.repeat(9000) }];
    await expect(drain(engine.remote.generate(never))).rejects.toMatchObject({
      name: 'ContextWindowSizeExceededError',
    });
  });
});

describe('a model that only makes noise', () => {
  let engine: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => void (engine = await open(babbling(3).bytes)));
  afterAll(() => engine.end());
  const noise = (options: EngineOptions) => drain(engine.remote.generate(ask, { temperature: 1, ...options }));

  test('is always an action under the grammar, and hardly ever without', async () => {
    const kinds = { with: new Set<string>(), without: new Set<string>() };
    for (let seed = 0; seed < 12; seed++) {
      const done = await noise({ seed });
      expect(parse(done.text).kind, done.text).not.toBe('invalid');
      kinds.with.add(parse(done.text).kind);
      kinds.without.add(parse((await noise({ seed, constrained: false, maxTokens: 40 })).text).kind);
    }
    expect(kinds.with.size).toBeGreaterThan(1);
    expect([...kinds.without]).toEqual(['invalid']);
  });

  test('says the same for the same seed and other things for others', async () => {
    const options = { constrained: false, maxTokens: 30 };
    const texts = [];
    for (const seed of [5, 5, 6]) texts.push((await noise({ ...options, seed })).text);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  test('a length stop is said; an abort ends the reply at once and the engine lives on', async () => {
    const options = { constrained: false, seed: 1 };
    expect(await noise({ ...options, maxTokens: 3 })).toMatchObject({ finish: 'length', tokensOut: 3 });
    const stop = new AbortController();
    let heard = 0;
    const reply = drain(engine.remote.generate(ask, { ...options, temperature: 1, signal: stop.signal }), () => {
      if (++heard === 1) stop.abort(new Error('enough'));
    });
    await expect(reply).rejects.toThrow('enough');
    expect((await noise({ seed: 2 })).text).toMatch(/\}$/);
  });
});

test('files that are no model, or half of one, are typed errors', async () => {
  const whole = speaking({ [SUBMIT]: 1 }).bytes;
  const broken = whole.slice(0, whole.length >> 1);
  for (const bytes of [new TextEncoder().encode('hello, no model here'), broken]) {
    const { remote, end } = start();
    const source = { engine: 'wllama' as const, id: 'broken', files: [] };
    const load = drain(remote.load(source, { context: 4096, files: [new Blob([bytes])] }));
    const error = await load.catch((reason: unknown) => reason as Error);
    end();
    expect(error).toBeInstanceOf(Error);
    expect(explain(error as Error, browserOf('')).code).toBe('wrong-format');
  }
});
