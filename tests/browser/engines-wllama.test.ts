/** llama.cpp in its worker, on GGUF files written here: a real engine end to end, no network, no GPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { browserOf, explainFault } from '../../src/engines/faults';
import { ENGINE_STREAMS, type EngineApi, type Loaded, type LoadProgress } from '../../src/engines/port';
import { connect } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { GenerateOptions, Message } from '../../src/types';
import { babbling, gguf, lora, speaking } from '../engines/gguf';

const RUN = '{"action":"run","command":"npm test"}';
const SUBMIT = '{"action":"submit"}';
const ask: Message[] = [
  { role: 'system', content: 'Repair.' },
  { role: 'user', content: 'range(3) is too long.' },
];

function start() {
  const worker = new Worker(new URL('../../workers/wllama.ts', import.meta.url), { type: 'module' });
  const { remote } = connect<EngineApi>(worker, ENGINE_STREAMS);
  return { remote, end: () => worker.terminate() };
}

async function open(bytes: Uint8Array<ArrayBuffer>, context = 4096, more: Uint8Array<ArrayBuffer>[] = []) {
  const engine = start();
  const phases: string[] = [];
  const loaded = await drain(
    engine.remote.load(
      { engine: 'wllama', id: 'table', files: [] },
      { context, files: [bytes, ...more].map((part) => new Blob([part])) },
    ),
    (progress: LoadProgress) => phases.push(progress.phase),
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
    const done = await drain(engine.remote.generate(ask, { temperature: 0, grammar: 'off' }), (text) =>
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

  test('a prompt host the window loses its oldest results, not its task', async () => {
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
  const noise = (options: GenerateOptions) => drain(engine.remote.generate(ask, { temperature: 1, ...options }));

  test('is always an action under the grammar, and hardly ever without', async () => {
    const kinds = { with: new Set<string>(), without: new Set<string>() };
    for (let seed = 0; seed < 12; seed++) {
      const done = await noise({ seed });
      expect(parse(done.text).kind, done.text).not.toBe('invalid');
      kinds.with.add(parse(done.text).kind);
      kinds.without.add(parse((await noise({ seed, grammar: 'off', maxTokens: 40 })).text).kind);
    }
    expect(kinds.with.size).toBeGreaterThan(1);
    expect([...kinds.without]).toEqual(['invalid']);
  });

  test('says the same for the same seed and other things for others', async () => {
    const options = { grammar: 'off', maxTokens: 30 } as const;
    const texts = [];
    for (const seed of [5, 5, 6]) texts.push((await noise({ ...options, seed })).text);
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  test('a length stop is said; an abort ends the reply at once and the engine lives on', async () => {
    const options = { grammar: 'off', seed: 1 } as const;
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

describe('a model that was taught to fill', () => {
  const SUM = 'return a + b;';
  const chain = ['<|fim_middle|>', SUM, '\n', 'x', 'y', '<|fim_prefix|>', 'z'];
  const marks = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'];
  const made = gguf({
    marks,
    pieces: [SUM, 'return a;'],
    logit: (last, next) => {
      if (last === '<|fim_middle|>' && next === 'return a;') return Math.log(0.25);
      if (last === '<|assistant|>') return next === 'x' ? 0 : undefined;
      const at = chain.indexOf(last);
      if (at >= 0 && next === (chain[at + 1] ?? '</s>')) return at === 0 ? Math.log(0.75) : 0;
      return last === 'return a;' && next === '</s>' ? 0 : undefined;
    },
  });
  const gap = { before: 'function add(a, b) {\n  ', after: '\n}\n' };
  let engine: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => void (engine = await open(made.bytes)));
  afterAll(() => engine.end());
  const fill = (options: GenerateOptions = {}) => drain(engine.remote.fill(gap, { temperature: 0, ...options }));

  test('says so, and fills up to a stop or to its own marks', async () => {
    expect(engine.loaded).toMatchObject({ fills: true, scores: true, size: 0.05, parallel: 1 });
    expect((await fill({ stop: ['\n'] })).text).toBe(SUM);
    const whole = await fill();
    expect(whole).toMatchObject({ text: `${SUM}\nxy`, finish: 'stop' });
    expect(whole.logprobs![0]).toBeCloseTo(Math.log(0.75), 2);
  });

  test('a second sample at the same place reads one token', async () => {
    await fill();
    const again = await fill();
    expect(again.local!.prefilled).toBeLessThanOrEqual(2);
    expect(again.tokensIn).toBeGreaterThan(15);
  });

  test('tells how likely a text is there', async () => {
    const [sum, first, none] = await engine.remote.score(gap, [SUM, 'return a;', '']);
    expect(sum![0]).toBeCloseTo(Math.log(0.75), 2);
    expect(first![0]).toBeCloseTo(Math.log(0.25), 2);
    expect(none).toEqual([]);
  });

  test('tells what it finds likelier in the place of each token', async () => {
    const { tokens, prefilled } = await engine.remote.doubts(gap, 'return a;');
    expect(prefilled).toBeGreaterThan(0);
    expect(tokens).toHaveLength(1);
    expect(tokens[0]).toMatchObject({ at: 0, end: 9, logprob: expect.closeTo(Math.log(0.25), 2) });
    expect(tokens[0]!.others[0]).toEqual({ text: SUM, logprob: expect.closeTo(Math.log(0.75), 2) });
  });

  test('goes on from what is put into its mouth, which is not part of the text', async () => {
    const done = await drain(engine.remote.generate(ask, { grammar: 'off', temperature: 0, prefill: 'so: x' }));
    expect(done.text).toBe('yz'); // the mark between them is no text
  });

  test('a reader that has enough gets a whole answer, with its counts', async () => {
    const enough = new AbortController();
    const reply = drain(engine.remote.fill(gap, { temperature: 0, enough: enough.signal }), () => enough.abort());
    const done = await reply;
    expect(done).toMatchObject({ finish: 'stop' });
    expect(done.text.startsWith(SUM)).toBe(true);
    expect(done.tokensIn).toBeGreaterThan(15);
  });

  test('answers side by side what it answers one after the other, and waits where memory is short', async () => {
    const alone = (await fill({ stop: ['\n'] })).text;
    const many = await Promise.all(Array.from({ length: 9 }, () => fill({ stop: ['\n'], maxTokens: 1500 })));
    expect(many.map(({ text }) => text)).toEqual(Array(9).fill(alone));
  });

  test('what was read ahead need not be read again', async () => {
    const long: Message[] = [{ role: 'system', content: 'Rules. '.repeat(60) }, ...ask.slice(1)];
    await engine.remote.prime(long);
    const done = await drain(engine.remote.generate(long, { temperature: 0, maxTokens: 4 }));
    expect(done.local!.prefilled).toBeLessThanOrEqual(2);
  });
});

test('an adapter beside the model is found, applied and named', async () => {
  const made = speaking({ [RUN]: 0.75, [SUBMIT]: 0.25 });
  const pushed = await open(made.bytes, 4096, [lora(made, '<|assistant|>', SUBMIT, Math.log(9))]);
  expect(pushed.loaded.adapters).toEqual(['adapter']);
  const done = await drain(pushed.remote.generate(ask, { temperature: 0 }));
  expect(done.text).toBe(SUBMIT);
  expect(done.logprobs![0]).toBeCloseTo(Math.log(0.75), 1);
  pushed.end();
});

test('a missing template is said', async () => {
  const { loaded, end } = await open(speaking({ [RUN]: 1 }, { template: false }).bytes);
  expect(loaded.notes!.join()).toMatch(/no chat template/);
  end();
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
    expect(explainFault(error as Error, browserOf('')).code).toBe('wrong-format');
  }
});
