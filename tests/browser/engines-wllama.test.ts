/** llama.cpp in its worker, on GGUF files written here: a real engine end to end, no network, no GPU. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from '../../src/agent/parse';
import { STREAMS, type EngineApi, type Loaded, type Progress } from '../../src/engines/port';
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
});

test('noise under the grammar is always an action', async () => {
  const engine = await open(babbling(3).bytes);
  for (let seed = 0; seed < 12; seed++) {
    const done = await drain(engine.remote.generate(ask, { seed, temperature: 1 }));
    expect(parse(done.text).kind, done.text).not.toBe('invalid');
  }
  engine.end();
});
