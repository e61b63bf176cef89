/** protege arms and protege gate as processes: output, exit codes, resuming, bad input. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toMini } from '../../src/trajectory/exporters';
import { makeEpisode } from '../gates/episodes';
import { fixture } from '../attacks/fixture';
import { PATCH } from '../attacks/honest';
import { inside } from './inside';
import { protege } from './process';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'arms-'));
  fs.mkdirSync(path.join(folder, 'tasks'));
  fs.writeFileSync(path.join(folder, 'tasks/one.json'), JSON.stringify({ ...fixture(), goldPatch: PATCH }));
  for (const [name, from, n] of [
    ['train', 0, 40],
    ['other', 900, 12],
  ] as const) {
    fs.mkdirSync(path.join(folder, name, 'trajectories'), { recursive: true });
    for (let i = from; i < from + n; i++)
      fs.writeFileSync(
        path.join(folder, name, 'trajectories', `${i}.traj.json`),
        JSON.stringify(toMini(makeEpisode(i))),
      );
  }
  fs.writeFileSync(path.join(folder, 'train/trajectories/broken.traj.json'), '{');
  fs.mkdirSync(path.join(folder, 'empty'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => protege(folder, ...args);
const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('arms prints one JSON object per arm, and goes on where it stopped', async () => {
  const args = [
    'arms',
    'tasks',
    '--expert',
    'oracle',
    '--arms',
    'solo,learned,random,always,alone',
    '--max-steps',
    '8',
    '--out',
    'kept',
    '--json',
  ];
  const { code, stdout } = await run(...args);
  expect(code).toBe(0);
  const rows = jsonLines(stdout);
  expect(rows.map(({ arm }) => arm).sort()).toEqual(['alone', 'always', 'learned', 'random', 'solo']);
  expect(rows.find(({ arm }) => arm === 'solo')).toMatchObject({ n: 1, meanExpertCalls: 0, expert: { id: 'oracle' } });
  expect(rows.find(({ arm }) => arm === 'always').meanExpertCalls).toBeGreaterThan(0);
  expect(rows.find(({ arm }) => arm === 'alone')).toMatchObject({
    n: 0,
    why: expect.stringMatching(/only gives advice/),
  });
  const kept = fs.readFileSync(path.join(folder, 'kept/arms.jsonl'), 'utf8');
  const measured = await run('measure', 'kept/always/seed-0', 'kept/solo/seed-0', '--json');
  expect(jsonLines(measured.stdout)).toMatchObject([
    { label: 'search with the oracle (it has seen the reference patch), always', n: 1 },
    { label: 'search alone', n: 1, meanExpertCalls: 0 },
  ]);
  expect(fs.readdirSync(path.join(folder, 'kept/always/seed-0/trajectories'))).toHaveLength(1);
  const again = await run(...args);
  expect(jsonLines(again.stdout)).toEqual(rows);
  expect(fs.readFileSync(path.join(folder, 'kept/arms.jsonl'), 'utf8')).toBe(kept);
  const table = await run(...args.filter((arg) => arg !== '--json'));
  expect(table.stdout).toMatch(/the oracle \(it has seen the reference patch\)/);
  expect(table.stdout).toMatch(/Protégé alone +1 +\d+\.\d % \(/);
});

test('gate train writes weights with a card, gate eval compares them with rules and chance', async () => {
  const args = ['gate', 'train', 'train', '--out', 'w.json', '--held-out', 'other', '--data', 'made up', '--json'];
  const { code, stdout, stderr } = await run(...args);
  expect(code).toBe(0);
  expect(stderr).toMatch(/broken\.traj\.json is left out/);
  expect(JSON.parse(stdout).card).toMatchObject({ data: 'made up', episodes: 40, quality: [{}, { episodes: 12 }] });
  const { stdout: evaluated } = await run('gate', 'eval', 'other', '--weights', 'w.json', '--json');
  const { quality, rows } = JSON.parse(evaluated);
  expect(quality.auroc).toBeGreaterThan(0.5);
  expect(rows.map(({ gate }: { gate: string }) => gate)).toContain('stalled');
  const repaired = await run(
    'repair',
    'tasks/one.json',
    '--gate',
    'learned:weights=w.json',
    '--max-steps',
    '2',
    '--json',
  );
  expect(repaired.code).toBe(1);
  expect(jsonLines(repaired.stdout)).toHaveLength(1);
});

test.each([
  [['arms'], /Name one folder/],
  [['arms', 'tasks', '--arms', 'solo,nobody'], /no arm "nobody"/],
  [['arms', 'tasks', '--gate', 'stall'], /leave --gate out/],
  [['arms', 'tasks', '--seeds', '0'], /--seeds/],
  [['arms', 'tasks', '--threshold', '2'], /--threshold/],
  [['arms', 'tasks', '--context', '5'], /--context must be like 5:messages/],
  [['gate', 'train'], /gate train/],
  [['measure'], /at least one folder/],
  [['gate', 'train', 'empty', '--out', 'x'], /holds no recorded episodes/],
  [['gate', 'train', 'other'], /--out/],
  [['gate', 'eval', 'other', '--weights', 'tasks/one.json'], /no weights/],
  [['gate', 'eval', 'nowhere'], /There is no "nowhere"/],
])('bad input %j ends with 2 and one sentence', async (args, message) => {
  const { code, stdout, stderr } = await inside(folder, ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});
