/** protege tables as a process on few tasks: real episodes, resuming, the same facts for any number of processes. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCheckpoint } from '../../src/models/trained/checkpoint';
import { randomWeights } from '../../src/models/trained/init';
import { TOKENS } from '../../src/models/trained/vocab';
import { inside } from './inside';
import { protege } from './process';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tables-'));
  const shape = { vocab: TOKENS.length, width: 16, layers: 1, heads: 2, hidden: 16, context: 512 };
  const checkpoint = { shape, weights: randomWeights(shape, 3), notes: { made: 'up' }, extra: {} };
  fs.mkdirSync(path.join(folder, 'train'));
  fs.writeFileSync(path.join(folder, 'train/sft.bin'), writeCheckpoint(checkpoint, 32));
  fs.writeFileSync(path.join(folder, 'broken.bin'), 'nothing');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const tables = (...args: string[]) => protege(folder, 'tables', ...args);

/** The facts of a kept table, in an order of their own. */
const facts = (out: string, name: string) =>
  fs
    .readFileSync(path.join(folder, out, name, 'episodes.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ key, facts }: { key: string; facts: object }) => JSON.stringify([key, facts]))
    .sort();
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));

test('a table says what it is, and goes on where it stopped', async () => {
  const args = [
    'stages',
    '--on',
    'case-kit',
    '--limit',
    '1',
    '--seeds',
    '0',
    '--steps',
    '8',
    '--weights',
    'train',
    '--jobs',
    '1',
    '--out',
    'one',
  ];
  const { code, stdout, stderr } = await tables(...args);
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('`npm run tables -- stages --on case-kit');
  expect(stdout).toContain('the oracle: it has seen the reference patch');
  expect(stdout).toMatch(/\| tasks \| n = 1 of case-kit \(\d+\), evenly spread \|/);
  expect(stdout).toMatch(/SFT\+RL stage II: rl\.bin \(made by `npm run train`\)/);
  expect(stdout).toMatch(/SFT\+RL resolves at least 3 points more than SFT \| – \| not measured/);
  expect(stdout).toMatch(/SFT alone resolves more than `search` alone.* \| (held|refuted)/);
  const json = read('one/stages/table.json');
  expect(json).toMatchObject({ tasks: 1, seeds: [0], steps: 8, weights: [{ name: 'sft', notes: { made: 'up' } }] });
  expect(json.rows.slice(0, 3).map(({ id }: { id: string }) => id)).toEqual(['search', 'sft-solo', 'sft']);

  const file = path.join(folder, 'one/stages/episodes.jsonl');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').slice(0, -20)); // as a crash leaves it
  const again = await tables(...args);
  expect(again.stderr).toMatch(/ 1 to play/);
  expect(read('one/stages/table.json').rows).toEqual(json.rows);
});

test('aids of the harness can be taken away; the facts do not depend on processes', async () => {
  const args = ['ablations', '--on', 'case-kit', '--limit', '2', '--seeds', '0', '--steps', '5', '--weights', 'train'];
  const { code, stdout, stderr } = await tables(...args, '--jobs', '1', '--out', 'one', '--markdown', 'own.md');
  expect(code, stderr).toBe(0);
  expect(fs.readFileSync(path.join(folder, 'own.md'), 'utf8')).toBe(stdout);
  const { rows } = read('own.json');
  expect(rows.map(({ id }: { id: string }) => id)).toEqual([
    'whole',
    'prior',
    'masks',
    'beam',
    'none',
    'untrained',
    'search',
  ]);
  expect(rows.map(({ errors }: { errors: number }) => errors)).toEqual([0, 0, 0, 0, 0, 0, 0]);

  fs.cpSync(path.join(folder, 'one/memory'), path.join(folder, 'two/memory'), { recursive: true });
  expect((await tables(...args, '--jobs', '2', '--out', 'two')).code).toBe(0);
  expect(facts('two', 'ablations')).toEqual(facts('one', 'ablations'));
});

test.each([
  [['nothing'], /Name one table: stages, arms/],
  [[], /Name one table/],
  [['stages', '--seeds', '0,x'], /--seeds/],
  [['arms', '--of', 'best'], /--of must be/],
  [['stages', '--on', 'nowhere'], /neither a file/],
  [['stages', '--weights', 'broken.bin'], /no usable checkpoint/],
  [['curves', '--weights', 'train'], /holds no curves\.jsonl/],
])('bad input %j ends with 2 and one sentence', async (args, message) => {
  const { code, stdout, stderr } = await inside(folder, 'tables', ...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});
