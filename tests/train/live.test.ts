/** The live lesson in this thread, real test runs: shown, copied, checked; episodes of a check come to their own end. */
import { expect, test } from 'vitest';
import { findTasks } from '../../src/experiments/library';
import { defaultConfig, openSandbox } from '../../src/run';
import { createLive } from '../../src/train/live';
import type { LiveEvent } from '../../src/train/protocol';

test('a lesson checks before and after; the lent sandbox is closed at its end alone', async () => {
  const [practice, heldOut] = ['case-kit', 'heap-queue'].map((repo) => [findTasks(repo)[0]!.load()]);
  const lent = await openSandbox({ id: 'embedded' });
  let closed = 0;
  const live = createLive(async () => ({ ...lent, close: async () => void closed++ }));
  const base = defaultConfig();
  const limits = { ...base.limits, steps: 20, expertCalls: 2 };
  const options = {
    practice: practice!,
    heldOut: heldOut!,
    config: { ...base, limits },
    shown: 2,
    sftSteps: 2,
    rlSteps: 0,
    seed: 0,
  };
  const events: LiveEvent[] = [];
  try {
    for await (const event of live.train(options)) {
      expect(closed).toBe(0);
      events.push(event);
    }
  } finally {
    await lent.close();
  }
  expect(closed).toBe(1);
  const checks = events.filter((event) => event.type === 'check');
  expect(checks.map(({ at }) => at)).toEqual(['before', 'sft']);
  for (const { error, exit } of checks.flatMap(({ trajectories }) => trajectories)) {
    expect(error).toBeUndefined();
    expect(['submitted', 'step_limit']).toContain(exit);
  }
  expect(live.save()).not.toBeNull();
});
