/** How much advice gives away and what it was worth, from recorded episodes and the oracle's own words. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/models/oracle';
import { givenIn, helpedBy, worthOf } from '../../src/trajectory/worth';
import { parseRecording } from '../../src/ui/recording';

const demo = () => parseRecording(JSON.parse(fs.readFileSync('public/trajectories/demo.traj.json', 'utf8'))).trajectory;

test('the demo: the line and the fault were said, the next edit is there, one test more passes', () => {
  expect(worthOf(demo())).toEqual([{ step: 12, given: 'fault', touched: true, fixed: 1 }]);
});

test('each level of a hint is known again by its words', async () => {
  const goldPatch = [
    ...['diff --git a/src/a.js b/src/a.js', '--- a/src/a.js', '+++ b/src/a.js', '@@ -1,3 +1,3 @@'],
    ...[' function clamp(x) {', '-  return x > 3;', '+  return x >= 3;', ' }', ''],
  ].join('\n');
  const task = { files: { 'src/a.js': 'function clamp(x) {\n  return x > 3;\n}\n' } } as never;
  const said = async (detail: string) =>
    givenIn((await drain(create({ detail }, { goldPatch, task } as never).generate([]))).text, ['src/a.js']);
  expect([await said('file'), await said('function'), await said('line'), await said('kind')]).toEqual([
    'file',
    'function',
    'line',
    'fault',
  ]);
  expect(givenIn('It is in a.js.', ['src/a.js'])).toBe('file');
  expect(givenIn('Think again about the order.', ['src/a.js'])).toBe('words');
});

test('no test run, no number; what comes after the next ask is not its worth', () => {
  const trajectory = demo();
  expect(worthOf({ ...trajectory, steps: trajectory.steps.slice(12, 13) })[0]!.fixed).toBeNull();
  const [ask] = trajectory.steps.slice(12, 13);
  const steps = [...trajectory.steps.slice(0, 13), ask!, ...trajectory.steps.slice(13)];
  expect(worthOf({ ...trajectory, steps }).map(({ fixed }) => fixed)).toEqual([null, 1]);
});

test('answers are counted by how much they gave; of those that nothing followed nothing is said', () => {
  expect(helpedBy(worthOf(demo()))).toEqual(new Map([['fault', { of: 1, helped: 1 }]]));
  const said = [1, 0, null].map((fixed) => ({ given: 'line' as const, fixed }));
  expect(helpedBy(said)).toEqual(new Map([['line', { of: 2, helped: 1 }]]));
});
