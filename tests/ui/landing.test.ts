/** The landing's recording: from just before the ask; the expert is asked within 8 s, and all is over within 20. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { replay } from '../../src/trajectory/replay';
import { dramaOf, parseRecording } from '../../src/ui/recording';
import { tempoOf } from '../../src/ui/tempo';

test('two edits that do not help, the ask, the repair', async () => {
  const { trajectory } = parseRecording(JSON.parse(fs.readFileSync('public/trajectories/demo.traj.json', 'utf8')));
  const { from, still } = dramaOf(trajectory.steps);
  const { begun, whole } = await tempoOf(replay(trajectory, { from }), still, 17_000);
  expect(begun).toBeLessThan(6_000);
  expect(whole).toBeLessThan(18_000);
  const kinds = trajectory.steps.slice(from, still).map(({ generations }) => generations[0]!.action!.kind);
  expect(kinds).toEqual(['edit', 'run', 'edit', 'run', 'ask']);
  expect(trajectory.report?.resolved).toBe(true);
  expect(dramaOf([])).toEqual({ from: 0, still: 0 });
});
