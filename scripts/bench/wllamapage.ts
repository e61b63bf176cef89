/** Page of the benchmark of llama.cpp in the tab: opens the chosen file, answers with figures. */
import { ENGINE_STREAMS, type EngineApi, type Loaded } from '../../src/engines/port';
import { connect, type Remote } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { Completion, GenerateOptions, Message } from '../../src/types';

let engine: { remote: Remote<EngineApi>; worker: Worker } | undefined;

const SOURCE = `/** Keeps values between two limits. */
function clamp(list, low, high) {
  const out = [];
`;
const after = `    const value = list[i];
    if (value < low) out.push(low);
    else if (value > high) out.push(high);
    else out.push(value);
  }
  return out;
}
module.exports = { clamp };
`;
const chat = (round: number): Message[] => [
  { role: 'system', content: 'You repair JavaScript.' },
  { role: 'user', content: `(${round}) Explain at length what this does.\n\n${SOURCE}${after}` },
];

async function open(wasm: string, cores: number): Promise<Loaded> {
  engine?.worker.terminate();
  const worker = new Worker(`/worker.js?wasm=${wasm}&cores=${cores}`);
  engine = { worker, remote: connect<EngineApi>(worker, ENGINE_STREAMS).remote };
  const files = [...document.querySelector('input')!.files!];
  return drain(engine.remote.load({ engine: 'wllama', id: 'model coder', files: [] }, { context: 2048, files }));
}

/** Samples of one line at one place; `fresh` = each reads its prompt anew. Seconds each. */
async function samples(n: number, fresh: boolean): Promise<number[]> {
  const seconds: number[] = [];
  for (let i = 0; i < n; i++) {
    const before = `${fresh ? `// ${i} ${Math.random()}\n` : ''}${SOURCE.repeat(3)}`;
    const options: GenerateOptions = { temperature: 0.8, seed: i, maxTokens: 16, stop: ['\n'] };
    const done = await drain(engine!.remote.fill({ before, after }, options)).catch(() => say(i, before));
    seconds.push(done.ms / 1000);
  }
  return seconds;
}

/** A model that was not taught to fill writes as many tokens in a chat. */
const say = (seed: number, before: string): Promise<Completion> =>
  drain(
    engine!.remote.generate([{ role: 'user', content: `${before}${after}` }], {
      ...{ grammar: 'off', temperature: 0.8, seed, maxTokens: 16 },
    }),
  );

/** Tokens a second: as the page sees them arrive, and as the engine counts. */
async function decode(rounds: number, tokens: number) {
  const all: { page: number; engine: number; prefill: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    let first = 0;
    let last = 0;
    const options: GenerateOptions = { grammar: 'off', temperature: 0.2, seed: 1, maxTokens: tokens };
    const { local, tokensOut } = await drain(engine!.remote.generate(chat(round), options), () => {
      last = performance.now();
      first ||= last;
    });
    const { decodePerSecond, prefillPerSecond } = local!;
    all.push({ page: (tokensOut - 1) / ((last - first) / 1000), engine: decodePerSecond, prefill: prefillPerSecond });
  }
  return all;
}

/** Prefilled ÷ new tokens over the steps of a growing conversation. */
async function growing(steps: number): Promise<number[]> {
  let messages = chat(-1);
  let before: Completion | undefined;
  const ratios: number[] = [];
  for (let step = 0; step < steps; step++) {
    const done: Completion = await drain(engine!.remote.generate(messages, { temperature: 0, maxTokens: 24, seed: 1 }));
    if (before) ratios.push(done.local!.prefilled / (done.tokensIn - before.tokensIn - before.tokensOut));
    before = done;
    messages = [
      ...messages,
      { role: 'assistant', content: done.text },
      { role: 'user', content: `not ok ${step}\n`.repeat(8) },
    ];
  }
  return ratios;
}

Object.assign(window, { bench: { open, samples, decode, growing } });
