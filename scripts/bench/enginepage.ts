/** Page of the engine benchmark: the same replies through worker, rpc and the episode loop, and without them. */
import { runEpisode } from '../../src/agent/episode';
import { ENGINE_STREAMS, type EngineApi } from '../../src/engines/port';
import { connect } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { Model } from '../../src/types';
import { memorySandbox, task } from '../../tests/agent/memory';
import { configOf } from '../../tests/fixtures/state';

type Api = EngineApi & { direct(): Promise<{ ms: number; tokens: number }>; set(pace: number, length: number): void };
const { remote } = connect<Api>(new Worker('/worker.js'), ENGINE_STREAMS);

const config = (steps: number) =>
  configOf({
    protege: { id: 'webllm' },
    gate: { id: 'never' },
    sandbox: { id: 'embedded' },
    limits: { steps, wallMs: 600_000, expertCalls: 0, tokens: 1e9, cost: 1 },
    context: { expert: { last: 5, unit: 'messages' }, observationChars: 4000 },
    commandTimeoutMs: 1000,
    seed: 0,
    prompts: { protege: 'Repair.', expert: '' },
  });

/** Milliseconds and tokens of each reply of an episode, and what was prefilled against what was new. */
async function episode(steps: number) {
  const protege: Model = { generate: (messages, options = {}) => remote.generate(messages, options) };
  const gate = () => ({ score: 0, reason: 'never' });
  const sandbox = memorySandbox(() => ({ output: 'not ok\n'.repeat(40), exitCode: 1 }));
  const replies: { ms: number; tokens: number }[] = [];
  let started = 0;
  let tokens = 0;
  const trajectory = await drain(runEpisode(task, { protege, expert: null, gate, sandbox }, config(steps)), (event) => {
    if (event.type === 'start' || event.type === 'step') [started, tokens] = [performance.now(), 0];
    if (event.type === 'token') tokens++;
    if (event.type === 'generation') replies.push({ ms: performance.now() - started, tokens });
  });
  const said = trajectory.steps.map(({ generations: [reply] }) => reply!);
  const ratios = said.slice(1).map((reply, i) => {
    const before = said[i]!;
    return reply.local!.prefilled / (reply.tokensIn - before.tokensIn - before.tokensOut);
  });
  return { replies, ratios };
}

Object.assign(window, {
  bench: {
    load: () =>
      drain(
        remote.load(
          { engine: 'webllm', id: 'stub-MLC', weights: 'https://x.org/w', lib: 'https://x.org/l.wasm' },
          { context: 100_000 },
        ),
      ),
    set: (pace: number, length: number) => remote.set(pace, length),
    episode,
    async direct(replies: number) {
      const all: Awaited<ReturnType<typeof remote.direct>>[] = [];
      for (let i = 0; i < replies; i++) all.push(await remote.direct());
      return all;
    },
  },
});
