/** The trace step as heat: the lines that the failing tests run, tinted by suspicion, said in words beside it. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { heatOf, placesAt, faultPlaces } from '../../src/ui/heat';
import { parseRecording } from '../../src/ui/recording';
import { groupOf, summary } from '../../src/ui/view';

test('a trace is a look, not a test run, and tints the faulty line the most', () => {
  const { trajectory } = parseRecording(JSON.parse(fs.readFileSync('public/trajectories/demo.traj.json', 'utf8')));
  const at = trajectory.steps.findIndex((step) => faultPlaces(step));
  const step = trajectory.steps[at]!;
  expect([groupOf(step), summary(step.generations[0]!.action)]).toEqual([
    'explore',
    'which lines the failing tests run',
  ]);
  const places = placesAt(trajectory.steps, at);
  expect(places[0]).toMatchObject({
    path: 'src/plan.js',
    score: 1,
    why: ['run by 1 of 1 failing and 0 of 10 passing tests'],
  });
  const heat = heatOf(places, 'src/plan.js');
  expect(heat.get(60)).toBe(1); // the advice names this line
  expect(Math.max(...heatOf(places, 'src/span.js').values())).toBeLessThan(1); // all other tests run it too
  expect(placesAt(trajectory.steps, at - 1)).toEqual([]);
  expect(placesAt(trajectory.steps, at + 1)).toBe(places);
});
