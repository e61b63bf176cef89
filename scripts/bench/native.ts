/** What scripts/bench/native.mjs measures: our layer over llama.cpp of this machine, on real weights. */
import { engineFolder, weightsFile } from '../../src/engines/local.mjs';
import { closeAll } from '../../src/engines/native';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/gguf';
import type { Completion, GenerateOptions, Message, Model } from '../../src/types';

export { closeAll };

/** Two that wait for each other measure the neighbours on a busy machine: PROTEGE_THREADS=1 there. */
export const THREADS = Number(process.env.PROTEGE_THREADS ?? 2);
const CONTEXT = 2048;
const open = (file: string, more: Record<string, unknown>) =>
  create({ file, context: CONTEXT, threads: THREADS, gpu: false, ...more });

const SOURCE = `/** Small helpers for lists of numbers. */
${Array.from(
  { length: 10 },
  (_, n) => `
/** The ${n + 1}th moment of the values. */
function moment${n + 1}(values) {
  if (values.length === 0) return 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += Math.pow(values[i], ${n + 1});
  }
  return sum / values.length;
}`,
).join('\n')}
`;
const FUNCTION = `function clamp(list, low, high) {
  const out = [];
  for (let i = 0; i <= list.length; i++) {
    const value = list[i];
    if (value < low) {
      out.push(low);
    } else if (value > high) {
      out.push(high);
    } else {
      out.push(value);
    }
  }
  return out;
}`;
const chat: Message[] = [
  { role: 'system', content: 'You repair JavaScript.' },
  { role: 'user', content: `Write a long explanation of what this does.\n\n${FUNCTION}` },
];
const rewrite: Message[] = [
  { role: 'system', content: 'You repair JavaScript. Write the whole function again, corrected, in one block.' },
  { role: 'user', content: `clamp([1], 0, 2) returns one value too many.\n\n${FUNCTION}` },
];

export interface Decode {
  ours: number[];
  engine: number[];
}

/** Tokens/s of decoding, ours (with log-probabilities) and the package's own loop (without), by turns. */
export async function decode(file: string, rounds: number, tokens = 48): Promise<Decode> {
  const model = await open(file, { parallel: 1 });
  const { getLlama } = (await import(
    /* @vite-ignore */ `${engineFolder()}/node_modules/node-llama-cpp/dist/index.js`
  )) as typeof import('node:module') & { getLlama: (options: object) => Promise<any> }; // eslint-disable-line @typescript-eslint/no-explicit-any
  const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 0 });
  const direct = await llama.loadModel({ modelPath: weightsFile(file) });
  const context = await direct.createContext({ contextSize: CONTEXT, sequences: 1, threads: THREADS });
  const sequence = context.getSequence();
  const prompt = direct.tokenize(chat.map(({ content }) => content).join('\n'));
  const out: Decode = { ours: [], engine: [] };
  for (let round = -1; round < rounds; round++) {
    await sequence.clearHistory();
    let [first, n] = [0, 0];
    for await (const _ of sequence.evaluate(prompt, {
      temperature: 0.2,
      topK: 40,
      topP: 0.95,
      minP: 0.05,
      seed: 1,
      yieldEogToken: true,
    })) {
      if (n++ === 0) first = performance.now();
      if (n >= tokens) break;
    }
    const engine = ((n - 1) / (performance.now() - first)) * 1000;
    const done = await drain(model.generate(chat, { grammar: 'off', seed: 1, maxTokens: tokens }));
    if (round < 0) continue; // warm-up
    out.engine.push(engine);
    out.ours.push(done.local!.decodePerSecond);
  }
  await context.dispose();
  await direct.dispose();
  await model.close!();
  return out;
}

/** Prompt tokens computed ÷ prompt tokens that are new, over the steps of a growing conversation after the first. */
export async function growing(file: string, steps: number): Promise<number> {
  const model = await open(file, { parallel: 1 });
  let messages = chat;
  let [before, prefilled, fresh] = [0, 0, 0];
  for (let step = 0; step < steps; step++) {
    const done = await drain(model.generate(messages, { seed: step, temperature: 0.7, grammar: 'off', maxTokens: 24 }));
    if (step > 0) [prefilled, fresh] = [prefilled + done.local!.prefilled, fresh + done.tokensIn - before];
    before = done.tokensIn + done.tokensOut;
    messages = [
      ...messages,
      { role: 'assistant', content: done.text },
      { role: 'user', content: `Result ${step}: 3 tests pass, 1 fails. Go on.` },
    ];
  }
  await model.close!();
  return prefilled / fresh;
}

export interface Samples {
  perMinute: number;
  tokens: number;
}

const gap = (n: number) => {
  const at = SOURCE.indexOf('    sum += Math.pow', SOURCE.indexOf(`moment${n}(`));
  const end = SOURCE.indexOf('\n', at);
  return { before: SOURCE.slice(0, at), after: SOURCE.slice(end, end + 600) };
};

const perMinute = (all: Completion[], ms: number): Samples => ({
  perMinute: (all.length / ms) * 60_000,
  tokens: all.reduce((sum, { tokensOut }) => sum + tokensOut, 0),
});

/** Fills of one gap in a long file: `parallel` side by side; `cold` reads the prompt anew for each, as an engine without a cache does. */
export async function fills(file: string, parallel: number, samples: number, cold = false): Promise<Samples> {
  const model = await open(file, { parallel });
  const one = (seed: number) =>
    drain(model.fill!(gap(cold ? (seed % 2) + 8 : 8), { seed, temperature: 0.9, stop: ['\n\n'], maxTokens: 24 }));
  const started = performance.now();
  const all = await batches(samples, parallel, one);
  const result = perMinute(all, performance.now() - started);
  await model.close!();
  await closeAll();
  return result;
}

/** The function written again: one plain sequence, with guessed tokens, or side by side. */
export async function rewrites(
  file: string,
  more: { parallel: number; lookup?: boolean },
  samples: number,
): Promise<Samples> {
  const model = await open(file, more);
  const options = (seed: number): GenerateOptions => ({
    seed,
    temperature: 0.7,
    grammar: 'off',
    prefill: 'The loop runs once too often.\n\n```js\n',
    stop: ['```'],
    maxTokens: 160,
  });
  const started = performance.now();
  const all = await batches(samples, more.parallel, (seed) => drain(model.generate(rewrite, options(seed))));
  const result = perMinute(all, performance.now() - started);
  await model.close!();
  await closeAll();
  return result;
}

async function batches(
  samples: number,
  parallel: number,
  one: (seed: number) => Promise<Completion>,
): Promise<Completion[]> {
  const all: Completion[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      while (next < samples) all.push(await one(next++));
    }),
  );
  return all;
}

export type { Model };

/** Tokens a second of reading and writing, by the engine's own count: what llama.cpp in the tab is held against. */
export async function speed(file: string, threads: number): Promise<{ prefill: number; decode: number }> {
  const model = await open(file, { parallel: 1, threads });
  const { local } = await drain(model.generate(chat, { grammar: 'off', temperature: 0.2, seed: 1, maxTokens: 32 }));
  return { prefill: local!.prefillPerSecond, decode: local!.decodePerSecond };
}
