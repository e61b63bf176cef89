/** The page of the lost-device test: runs one episode on the engine and tells how it went. */
import { runEpisode } from '../../src/agent/episode';
import { Engines } from '../../src/engines/host';
import { drain } from '../../src/lib/stream';
import { memorySandbox, task } from '../agent/memory';
import { configOf } from '../fixtures/state';

const told = globalThis as unknown as {
  told: { types: string[]; steps: number; exit: string; texts: string[]; error: string };
};
told.told = { types: [], steps: 0, exit: '', texts: [], error: '' };

const config = configOf({
  protege: { id: 'webllm' },
  gate: { id: 'never' },
  sandbox: { id: 'embedded' },
  limits: { steps: 6, wallMs: 120_000, expertCalls: 0, tokens: 1e9, cost: 1 },
  context: { expert: { last: 5, unit: 'messages' }, observationChars: 4000 },
  commandTimeoutMs: 1000,
  seed: 0,
  prompts: { protege: 'Repair.', expert: '' },
});

async function go(): Promise<void> {
  const engines = new Engines();
  engines.provide(() => new Worker('/worker.js'));
  const source = { engine: 'webllm' as const, id: 'stub-MLC', weights: 'https://x.org/w', lib: 'https://x.org/l.wasm' };
  const spec = { source, context: 8192 };
  await engines.load(spec);
  const protege = await engines.acquire(spec);
  const gate = () => ({ score: 0, reason: 'never' });
  const stream = runEpisode(task, { protege, expert: null, gate, sandbox: memorySandbox() }, config);
  const trajectory = await drain(stream, (event) => {
    told.told.types.push(event.type);
    if (event.type === 'step') told.told.steps++;
  });
  told.told.texts = trajectory.steps.map(({ generations: [reply] }) => reply!.text);
  told.told.error = trajectory.error?.message ?? '';
  told.told.exit = trajectory.exit ?? '';
}

go().catch((error: Error) => {
  told.told.error = `${error.name}: ${error.message}`;
  told.told.exit = 'threw';
});
