/** The landing's recording: from just before the ask; the expert has answered within 8 s, and all is over within 20. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { replay } from '../../src/trajectory/replay';
import { dramaOf, parseRecording } from '../../src/ui/recording';
import { EventClock, tempoOf } from '../../src/ui/tempo';

test('two edits that do not help, the ask, the repair', async () => {
  const { trajectory } = parseRecording(JSON.parse(fs.readFileSync('public/trajectories/demo.traj.json', 'utf8')));
  const { from, still } = dramaOf(trajectory.steps);
  const { asked, whole } = await tempoOf(replay(trajectory, { from }), still, { ask: 6000, ms: 17_000 });
  expect(asked).toBeLessThanOrEqual(6000);
  expect(whole).toBeLessThanOrEqual(17_000);
  expect(asked).toBeGreaterThan(3000); // and can be read
  const kinds = trajectory.steps.slice(from, still).map(({ generations }) => generations[0]!.action!.kind);
  expect(kinds).toEqual(['edit', 'run', 'edit', 'run', 'ask']);
  expect(trajectory.report?.resolved).toBe(true);
  expect(dramaOf([])).toEqual({ from: 0, still: 0 });
});

test('a page that is late catches up, unless it was away', () => {
  const clock = new EventClock(0);
  expect(clock.rest(100, 0)).toBe(100);
  expect(clock.rest(100, 150)).toBe(50);
  expect(clock.rest(100, 900)).toBe(0);
  expect(clock.rest(1000, 900)).toBe(400);
  expect(clock.rest(100, 60_000)).toBe(0);
  expect(clock.rest(2100, 60_000)).toBe(100);
});
