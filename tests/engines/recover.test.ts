/** A model that is lost in the middle of a reply: the run waits, the engine comes back, the step is taken again. */
import { expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { drain } from '../../src/lib/stream';
import { defaultConfig } from '../../src/run';
import type { AgentEvent, Model } from '../../src/types';
import { memorySandbox, task } from '../agent/memory';

const lost = () => Object.assign(new Error('The GPU device was lost.'), { name: 'DeviceLostError' });

/** Says half a reply and is lost, `losses` times; then it submits. */
function fragile(losses: number, comesBack: boolean | Error): Model & { seeds: number[]; recovered: number } {
  const model = {
    seeds: [] as number[],
    recovered: 0,
    async *generate(_: unknown, { seed = -1 } = {}) {
      model.seeds.push(seed);
      yield '{"action":';
      if (model.seeds.length <= losses) throw lost();
      yield '"submit"}';
      return { text: '{"action":"submit"}', tokensIn: 1, tokensOut: 2, cost: 0, ms: 1 };
    },
    async recover(error: unknown) {
      expect((error as Error).name).toBe('DeviceLostError');
      model.recovered++;
      if (comesBack instanceof Error) throw comesBack;
      return comesBack;
    },
  };
  return model as unknown as Model & { seeds: number[]; recovered: number };
}

async function episode(protege: Model) {
  const events: AgentEvent[] = [];
  const gate = () => ({ score: 0, reason: 'never' });
  const team = { protege, expert: null, gate, sandbox: memorySandbox() };
  const trajectory = await drain(runEpisode(task, team, defaultConfig()), (event) => events.push(event));
  return { trajectory, events };
}

test('the reply is asked for again with the same seed, and only the whole one is recorded', async () => {
  const model = fragile(1, true);
  const { trajectory, events } = await episode(model);
  expect(trajectory.exit).toBe('submitted');
  expect(trajectory.steps).toHaveLength(1);
  expect(trajectory.steps[0]!.generations).toHaveLength(1);
  expect(model.seeds[0]).toBe(model.seeds[1]);
  const order = events.map(({ type }) => type).filter((type) => /token|retry|generation/.test(type));
  expect(order).toEqual(['token', 'retry', 'token', 'token', 'generation']);
});

test.each([
  ['is lost again and again', 9, true as const, 3, 'The GPU device was lost.'],
  ['does not come back', 9, false as const, 1, 'The GPU device was lost.'],
  ['fails to load again', 9, new Error('no memory'), 1, 'no memory'],
])('a model that %s ends the run with its error, the record kept', async (_, losses, back, asked, says) => {
  const model = fragile(losses, back);
  const { trajectory } = await episode(model);
  expect(model.seeds).toHaveLength(asked);
  expect(trajectory).toMatchObject({ exit: 'error', error: { boundary: 'model', message: says }, steps: [] });
});
