/**
 * llama.cpp in the tab on real weights: runs where SmolLM2 is (npm run weights -- smollm2; PROTEGE_WEIGHTS names another
 * folder), and says in one line that it is not.
 */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import compatWorker from '@wllama/wllama-compat/wasm/wllama.js?url';
import packaged from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import compat from '../../generated/llama/compat.wasm?url';
import { parse } from '../../src/agent/parse';
import { ENGINE_STREAMS, type EngineApi, type Loaded } from '../../src/engines/port';
import { createWllama } from '../../src/engines/wllama';
import { connect, type Remote } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { GenerateOptions, Message } from '../../src/types';
import { adapter } from '../engines/gguf';

/** No deadline of its own: the machine may be busy with other things. */
const address = inject('real');
const why = address === '' ? ' (skipped: smollm2-135m-instruct-q4_1.gguf is not here, npm run weights -- smollm2)' : '';
const source = { engine: 'wllama' as const, id: 'smollm2', files: [] };
const ask: Message[] = [{ role: 'user', content: 'Count from one to ten in words.' }];

describe.skipIf(address === '')(`SmolLM2 in the tab${why}`, () => {
  let file: Blob;
  let worker: Worker;
  let remote: Remote<EngineApi>;
  let loaded: Loaded;
  const say = (messages: Message[], options: GenerateOptions = {}, seen?: (text: string) => void) =>
    drain(remote.generate(messages, { temperature: 0, grammar: 'off', maxTokens: 24, ...options }), seen);

  beforeAll(async () => {
    file = await (await fetch(address)).blob();
    worker = new Worker(new URL('../../workers/wllama.ts', import.meta.url), { type: 'module' });
    ({ remote } = connect<EngineApi>(worker, ENGINE_STREAMS));
    loaded = await drain(remote.load(source, { context: 2048, files: [file] }));
  });
  afterAll(() => worker?.terminate());

  test('loads, and says where it runs and how fast', () => {
    expect(loaded.device).toMatch(/^CPU, \d+ thread/);
    expect(loaded.warm.tokensPerSecond).toBeGreaterThan(0);
    expect(loaded.warm.prefillPerSecond).toBeGreaterThan(0);
    expect(loaded).toMatchObject({ fills: false, parallel: 1 });
    expect(parse(loaded.warm.text).kind).not.toBe('invalid');
  });

  test('streams, and log-probabilities arrive', async () => {
    const pieces: string[] = [];
    const done = await say(ask, {}, (text) => pieces.push(text));
    expect(pieces.join('')).toBe(done.text);
    expect(pieces.length).toBeGreaterThan(5);
    expect(done.text).toMatch(/1|one/i);
    expect(done.logprobs!.length).toBe(done.tokensOut);
    for (const logprob of done.logprobs!) expect(logprob).toBeLessThanOrEqual(0);
  });

  test('reuses its prefix: a grown conversation reads what is new', async () => {
    const first = await say(ask);
    const more: Message[] = [
      ...ask,
      { role: 'assistant', content: first.text },
      { role: 'user', content: 'And back?' },
    ];
    const second = await say(more);
    const fresh = second.tokensIn - first.tokensIn - first.tokensOut;
    expect(second.local!.prefilled).toBeLessThanOrEqual(1.05 * fresh + 1);
    expect((await say(more)).local!.prefilled).toBeLessThanOrEqual(2);
  });

  test('stops at a word, goes on from what is put into its mouth, and ends when told', async () => {
    const whole = (await say(ask)).text;
    const word = whole.slice(8, 14);
    expect((await say(ask, { stop: [word] })).text).toBe(whole.slice(0, whole.indexOf(word)));
    const begun = await say(ask, { prefill: 'One, two, three, four,' });
    expect(begun.text).toMatch(/five/i);
    const stop = new AbortController();
    await expect(say(ask, { signal: stop.signal, seed: 5 }, () => stop.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
    expect((await say(ask)).text).toBe(whole);
  });

  // engines-wllama has one beside a model made up there
  test.runIf(inject('long'))('an adapter loads and changes what is likely', async () => {
    const plain = await say(ask, { maxTokens: 4 });
    const engine = createWllama({
      ...{ fast: packaged, plain: packaged },
      compat: { wasm: compat, worker: compatWorker },
    });
    const push = new Blob([adapter({ 'blk.0.attn_q.weight': [576, 576] }, 0.5)]);
    const info = await drain(engine.load(source, { context: 2048, files: [file, push] }));
    expect(info.adapters).toEqual(['push']);
    const pushed = await drain(engine.generate(ask, { temperature: 0, grammar: 'off', maxTokens: 4 }));
    await engine.close();
    expect(pushed.logprobs![0]).not.toBeCloseTo(plain.logprobs![0]!, 3);
  });
});

describe.skipIf(address === '')(`files that can't be used${why}`, () => {
  test('half of the real weights is a typed error', async () => {
    const whole = await (await fetch(address)).blob();
    const engine = createWllama({ fast: packaged, plain: packaged, compat: { wasm: compat, worker: compatWorker } });
    const half = whole.slice(0, whole.size >> 1);
    const load = drain(engine.load(source, { context: 2048, files: [half] }));
    await expect(load).rejects.toMatchObject({ name: 'WrongFormatError' });
  });
});
