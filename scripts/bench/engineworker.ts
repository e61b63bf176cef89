/** Worker of the engine benchmark: our web-llm adapter over the package's MLCEngine, whose pipeline only waits. */
import { MLCEngine } from '@mlc-ai/web-llm';
import { ACTION_GRAMMAR } from '../../src/engines/grammar';
import type { EngineApi } from '../../src/engines/port';
import { createWebllm } from '../../src/engines/webllm';
import { serve, type Port } from '../../src/lib/rpc';
import { stubEngine } from '../../tests/engines/pipeline';

let pace = 0;
let length = 200;
let replies = 0;
let engine: MLCEngine | undefined;

const stub = {
  // no two replies alike, or the watch for repetition would end them
  reply: () => {
    let state = ++replies;
    const letter = () => String.fromCharCode(97 + ((state = (state * 48271) % 2147483647) % 26));
    return `{"action":"run","command":"${Array.from({ length }, letter).join('')}"}`;
  },
  beforeToken: () => (pace > 0 ? new Promise<void>((resolve) => setTimeout(resolve, pace)) : Promise.resolve()),
  prefilled: [],
  seeds: [],
  requests: [],
};

const api = createWebllm({
  async *prefetch() {},
  build: ({ id }) => (engine = stubEngine(stub, id)),
});

/** One reply of the package's engine itself, drained here: milliseconds and tokens. */
async function direct(): Promise<{ ms: number; tokens: number }> {
  const started = performance.now();
  const stream = await engine!.chatCompletion({
    messages: [{ role: 'user', content: 'Go.' }],
    stream: true,
    stream_options: { include_usage: true },
    logprobs: true,
    top_logprobs: 5,
    response_format: { type: 'grammar', grammar: ACTION_GRAMMAR },
  });
  let tokens = 0;
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) tokens++;
  return { ms: performance.now() - started, tokens };
}

const bench: EngineApi & { direct: typeof direct; set(pace: number, length: number): void } = {
  ...api,
  direct,
  set: (ms, tokens) => {
    pace = ms;
    length = tokens;
  },
};
serve(self as unknown as Port, bench);
