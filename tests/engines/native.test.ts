/** llama.cpp of this machine: on files written here, whose probabilities are known, and on real weights where they are. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { babbling, lora, speaking, type Made } from './gguf';
import { parse } from '../../src/agent/parse';
import { engineFolder, missing } from '../../src/engines/local.mjs';
import { closeAll } from '../../src/engines/native';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/gguf';
import type { Completion, GenerateOptions, Message, Model } from '../../src/types';

const RUN = '{"action":"run","command":"npm test"}';
/** No deadline of its own: the machine may be busy with other things. */
const SUBMIT = '{"action":"submit"}';
const ask: Message[] = [
  { role: 'system', content: 'Repair.' },
  { role: 'user', content: 'range(3) is too long.' },
];

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'native-'));
afterAll(async () => {
  await closeAll();
  fs.rmSync(dir, { recursive: true, force: true });
});
let files = 0;
function file(bytes: Uint8Array, name = `table-${files++}.gguf`): string {
  const at = path.join(dir, name);
  fs.writeFileSync(at, bytes);
  return at;
}
const table = (chances: Record<string, number>) => speaking(chances);
const open = (of: Made | string, options: Record<string, unknown> = {}): Promise<Model> =>
  create({ file: typeof of === 'string' ? of : file(of.bytes), context: 2048, parallel: 4, threads: 1, ...options });
const say = (model: Model, messages: Message[], options: GenerateOptions = {}): Promise<Completion> =>
  drain(model.generate(messages, options));

const without = engineFolder() ? undefined : 'the native engine is not installed (npm run engine)';

describe.skipIf(without)(`a table of probabilities, natively${without ? `: ${without}` : ''}`, () => {
  test("log-probabilities are the model's own, whatever the temperature", async () => {
    const model = await open(table({ [RUN]: 0.75, [SUBMIT]: 0.25 }));
    expect(model.able).toMatchObject({ parallel: 4, context: 2048, device: 'CPU, 1 thread' });
    expect(model.fill).toBeUndefined();
    const best = await say(model, ask, { temperature: 0, grammar: 'off' });
    expect(best).toMatchObject({ text: RUN, finish: 'stop', cost: 0, tokensOut: 1 });
    expect(best.logprobs![0]).toBeCloseTo(Math.log(0.75), 2);
    const chance: Record<string, number> = { [RUN]: 0.75, [SUBMIT]: 0.25 };
    const seeds = Array.from({ length: 24 }, (_, seed) => seed);
    const all = await Promise.all(seeds.map((seed) => say(model, ask, { temperature: 1, seed, grammar: 'off' })));
    for (const { text, logprobs } of all) expect(logprobs![0]).toBeCloseTo(Math.log(chance[text]!), 2);
    expect(new Set(all.map(({ text }) => text)).size).toBe(2);
    const again = await Promise.all(seeds.map((seed) => say(model, ask, { temperature: 1, seed, grammar: 'off' })));
    expect(again.map(({ text }) => text)).toEqual(all.map(({ text }) => text));
    await model.close!();
  });

  test('noise comes out as an action under the grammar, and is heard as noise without', async () => {
    const model = await open(babbling(3));
    for (const seed of [1, 2]) {
      const held = await say(model, ask, { temperature: 0.8, seed, maxTokens: 150 });
      if (held.finish === 'stop') expect(parse(held.text).kind).not.toBe('invalid');
      expect(held.logprobs).toHaveLength(held.tokensOut);
    }
    const free = await say(model, ask, { temperature: 0.8, seed: 1, grammar: 'off', maxTokens: 40 });
    expect(parse(free.text).kind).toBe('invalid');
    await model.close!();
  });

  test('a LoRA adapter changes what is likely; one of another shape is refused in words', async () => {
    const base = table({ [RUN]: 0.75, [SUBMIT]: 0.25 });
    const adapter = file(lora(base, '<|assistant|>', SUBMIT, 5), 'adapter.gguf');
    const model = await open(base, { adapter });
    expect((await say(model, ask, { temperature: 0, grammar: 'off' })).text).toBe(SUBMIT);
    await model.close!();
    const wider = table({ [RUN]: 0.5, [SUBMIT]: 0.4, ...Object.fromEntries(words(40).map((word) => [word, 0.001])) });
    await expect(open(wider, { adapter })).rejects.toThrow(/adapter does not fit/);
    await expect(open(base, { adapter: path.join(dir, 'none.gguf') })).rejects.toThrow(
      /There is no adapter .*none.gguf. Give the path/,
    );
  });

  test('a file that cannot be used is refused in words that say what to do', async () => {
    const { bytes } = table({ [RUN]: 1 });
    await expect(open(file(bytes.slice(0, bytes.length >> 1)))).rejects.toThrow(/cut off or damaged. Fetch it again/);
    await expect(open(file(bytes.slice(0, 300)))).rejects.toThrow(/cut off or damaged|could not read/);
    await expect(open(file(new TextEncoder().encode('<!doctype html>')))).rejects.toThrow(/is no GGUF/);
    await expect(open('nowhere.gguf')).rejects.toThrow(/There is no file nowhere.gguf/);
    await expect(create({})).rejects.toThrow(/Name the file/);
    await expect(open(file(bytes), { threads: 0 })).rejects.toThrow(/whole number/);
    const base = await open(speaking({ [RUN]: 1 }, { template: false }));
    await expect(say(base, ask)).rejects.toThrow(/has no chat template.*Instruct/);
    await base.close!();
    const huge = speaking({ [RUN]: 1 }, { context: 1_000_000 });
    await expect(open(huge, { context: 1_000_000, parallel: 64 })).rejects.toThrow(/more memory than is free/);
  });

  test('a prompt that never fits is refused before anything is computed', async () => {
    const model = await open(table({ [RUN]: 1 }), { context: 512 });
    const long: Message[] = [ask[0]!, { role: 'user', content: 'word '.repeat(2000) }];
    await expect(say(model, long)).rejects.toThrow(/context window leaves room for/);
    await model.close!();
  });
});

const words = (n: number) => Array.from({ length: n }, (_, i) => `word${i}`);

const lacking = missing('smollm2');

describe.skipIf(lacking)(`SmolLM2 natively${lacking ? `: ${lacking}` : ''}`, () => {
  const smollm2 = () => open('smollm2');
  const story: Message[] = [{ role: 'user', content: 'Count from one to ten in words.' }];

  test('streams text with a log-probability for each token', async () => {
    const model = await smollm2();
    const said: string[] = [];
    const done = await drain(model.generate(story, { temperature: 0, grammar: 'off', maxTokens: 30 }), (text) =>
      said.push(text),
    );
    expect(said.length).toBeGreaterThan(5);
    expect(said.join('')).toBe(done.text);
    expect(done.logprobs).toHaveLength(done.tokensOut);
    for (const logprob of done.logprobs!) expect(logprob).toBeLessThanOrEqual(0.001);
    expect(done.local!.decodePerSecond).toBeGreaterThan(0);
    await model.close!();
  });

  test('each step of a growing conversation reads only what is new', async () => {
    const model = await smollm2();
    let messages: Message[] = [{ role: 'system', content: 'You are brief. '.repeat(20) }, ...story];
    let before = 0;
    let [prefilled, fresh] = [0, 0];
    for (let step = 0; step < 6; step++) {
      const done = await say(model, messages, { seed: step, temperature: 0.7, grammar: 'off', maxTokens: 24 });
      if (step > 0) [prefilled, fresh] = [prefilled + done.local!.prefilled, fresh + done.tokensIn - before];
      before = done.tokensIn + done.tokensOut;
      messages = [...messages, { role: 'assistant', content: done.text }, { role: 'user', content: `Go on, ${step}.` }];
    }
    expect(prefilled / fresh).toBeLessThanOrEqual(1.05);
    await model.close!();
  });

  test('samples side by side read their prompt once', async () => {
    const model = await smollm2();
    const prompt: Message[] = [{ role: 'user', content: `${'A long text to read. '.repeat(15)} What was it?` }];
    const seeds = [1, 2, 3];
    const all = await Promise.all(
      seeds.map((seed) => say(model, prompt, { seed, temperature: 0.9, grammar: 'off', maxTokens: 6 })),
    );
    const total = all.reduce((sum, { local }) => sum + local!.prefilled, 0);
    expect(total).toBeLessThan(all[0]!.tokensIn + 30);
    const alone = await Promise.all(
      seeds.slice(0, 1).map((seed) => say(model, prompt, { seed, temperature: 0.9, grammar: 'off', maxTokens: 6 })),
    );
    expect(alone[0]!.text.slice(0, 4)).toBe(all[0]!.text.slice(0, 4));
    await model.close!();
  });

  test('ends at a stop string, goes on from a prefill, and stops at once on abort', async () => {
    const model = await smollm2();
    const done = await say(model, story, {
      temperature: 0,
      grammar: 'off',
      prefill: 'One, two, three,',
      stop: ['five'],
      maxTokens: 30,
    });
    expect(done.text).toMatch(/four/);
    expect(done.text).not.toMatch(/five/);
    expect(done.finish).toBe('stop');
    const stop = new AbortController();
    const stream = model.generate(story, { signal: stop.signal, grammar: 'off', maxTokens: 500 });
    await stream.next();
    stop.abort(new Error('enough'));
    await expect(drain(stream)).rejects.toThrow('enough');
    const early = new AbortController();
    const reading = drain(
      model.generate([{ role: 'user', content: 'word '.repeat(400) }], {
        signal: early.signal,
        grammar: 'off',
        maxTokens: 9,
      }),
    );
    early.abort(new Error('while it reads'));
    await expect(reading).rejects.toThrow('while it reads');
    expect((await say(model, story, { maxTokens: 16, grammar: 'off' })).text).not.toBe('');
    await model.close!();
  });

  test('speculative lookup says the same at temperature 0', async () => {
    const prompt: Message[] = [{ role: 'user', content: 'Repeat this: the quick brown fox jumps over the lazy dog.' }];
    const options: GenerateOptions = { temperature: 0, grammar: 'off', maxTokens: 16 };
    const plain = await open('smollm2', { parallel: 1 });
    const want = await say(plain, prompt, options);
    await plain.close!();
    const guessing = await open('smollm2', { parallel: 1, lookup: true });
    const got = await say(guessing, prompt, options);
    expect(got.text).toBe(want.text);
    expect(got.logprobs!.length).toBe(want.logprobs!.length);
    await guessing.close!();
  });

  test('what quotes its control tokens is read as text', async () => {
    const model = await smollm2();
    const plain = await say(model, [{ role: 'user', content: 'Hello <|im_end|> there' }], {
      maxTokens: 4,
      grammar: 'off',
    });
    const without = await say(model, [{ role: 'user', content: 'Hello  there' }], { maxTokens: 4, grammar: 'off' });
    expect(plain.tokensIn).toBeGreaterThan(without.tokensIn + 3);
    await model.close!();
  });
});

const coder = missing('qwen0.5');

describe.skipIf(coder)(`Qwen2.5-Coder natively${coder ? `: ${coder}` : ''}`, () => {
  const gap = { before: 'function add(a, b) {\n  return ', after: ';\n}\n\nmodule.exports = { add };\n' };

  test('fills a gap, and finds the right text likelier than a wrong one', async () => {
    const model = await open('qwen0.5', { parallel: 2 });
    const done = await drain(model.fill!(gap, { temperature: 0, stop: ['\n', ';'] }));
    expect(done.text.trim()).toBe('a + b');
    const [right, wrong, nothing] = await model.score!(gap, ['a + b', 'a - c', '']);
    const sum = (all: number[]) => all.reduce((x, y) => x + y, 0);
    expect(sum(right!)).toBeGreaterThan(sum(wrong!));
    expect(sum(right!)).toBeCloseTo(sum(done.logprobs!.slice(0, right!.length)), 1);
    expect(nothing).toEqual([]);
    const doubted = await model.doubts!(gap, 'a - c');
    expect(doubted.tokens.map(({ at, end }) => 'a - c'.slice(at, end)).join('')).toBe('a - c');
    const most = doubted.tokens.map(({ logprob, others }) => others[0]!.logprob - logprob);
    const [, sign] = doubted.tokens;
    expect(most.indexOf(Math.max(...most))).toBeGreaterThan(0);
    expect(sign!.others[0]!.text).toBe(' +');
    expect(doubted.tokens.map(({ logprob }) => logprob)).toEqual(wrong!.map((value) => expect.closeTo(value, 1)));
    await model.close!();
  });
});
