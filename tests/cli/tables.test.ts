/** protege tables as a process on few tasks: real episodes, resuming, the same facts for any number of processes. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCheckpoint } from '../../src/models/trained/checkpoint';
import { randomWeights } from '../../src/models/trained/init';
import { TOKENS } from '../../src/models/trained/vocab';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
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

const tables = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'scripts/protege.mjs'), 'tables', ...args],
      { cwd: folder, maxBuffer: 1e8 },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });

const episodes = (out: string, name: string) =>
  fs.readFileSync(path.join(folder, out, name, 'episodes.jsonl'), 'utf8').trim().split('\n').sort(); // prettier-ignore

test(
  'a table says what it is, goes on where it stopped, and does not depend on processes',
  { timeout: 240_000 },
  async () => {
    const args = ['stages', '--on', 'case-kit', '--limit', '2', '--seeds', '0', '--steps', '14', '--weights', 'train'];
    const { code, stdout, stderr } = await tables(...args, '--out', 'one', '--jobs', '1');
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('`npm run tables -- stages --on case-kit');
    expect(stdout).toContain('the oracle: it has seen the reference patch');
    expect(stdout).toMatch(/\| tasks \| n = 2 of case-kit \(\d+\), evenly spread \|/);
    expect(stdout).toMatch(/SFT\+RL stage II: rl\.bin \(made by `npm run train`\)/);
    expect(stdout).toMatch(/SFT\+RL resolves at least 3 points more than SFT \| – \| not measured/);
    expect(stdout).toMatch(/SFT alone resolves more than `search` alone.* \| (held|refuted)/);
    const json = JSON.parse(fs.readFileSync(path.join(folder, 'one/stages/table.json'), 'utf8'));
    expect(json).toMatchObject({ tasks: 2, seeds: [0], steps: 14, weights: [{ name: 'sft', notes: { made: 'up' } }] });
    expect(json.rows.slice(0, 3).map(({ id }: { id: string }) => id)).toEqual(['search', 'sft-solo', 'sft']);
    const kept = episodes('one', 'stages');

    const file = path.join(folder, 'one/stages/episodes.jsonl');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').slice(0, -20)); // as a crash leaves it
    const again = await tables(...args, '--out', 'one', '--jobs', '1');
    expect(again.stderr).toMatch(/: \d+ are there, [1-4] to play/);
    expect(again.stdout).toBe(stdout);

    fs.cpSync(path.join(folder, 'one/memory'), path.join(folder, 'two/memory'), { recursive: true });
    expect((await tables(...args, '--out', 'two', '--jobs', '2')).code).toBe(0);
    expect(episodes('two', 'stages')).toEqual(kept);
  },
);

test('without an aid of the harness episodes still end, and the aids are named', { timeout: 120_000 }, async () => {
  const args = ['ablations', '--on', 'case-kit', '--limit', '1', '--seeds', '0', '--steps', '12', '--weights', 'train', '--jobs', '1']; // prettier-ignore
  const { code, stdout, stderr } = await tables(...args, '--out', 'one', '--markdown', 'own.md');
  expect(code, stderr).toBe(0);
  expect(fs.readFileSync(path.join(folder, 'own.md'), 'utf8')).toBe(stdout);
  const { rows } = JSON.parse(fs.readFileSync(path.join(folder, 'own.json'), 'utf8'));
  expect(rows.map(({ id }: { id: string }) => id)).toEqual(['whole', 'prior', 'masks', 'beam', 'none', 'untrained', 'search']); // prettier-ignore
  expect(rows.map(({ errors }: { errors: number }) => errors)).toEqual([0, 0, 0, 0, 0, 0, 0]);
});

test.each([
  [['nothing'], /Name one table: stages, arms/],
  [[], /Name one table/],
  [['stages', '--seeds', '0,x'], /--seeds/],
  [['arms', '--of', 'best'], /--of must be/],
  [['stages', '--on', 'nowhere'], /neither a file/],
  [['stages', '--weights', 'broken.bin'], /no usable checkpoint/],
  [['curves', '--weights', 'train'], /holds no curves\.jsonl/],
])('bad input %j ends with 2 and one sentence', { timeout: 60_000 }, async (args, message) => {
  const { code, stdout, stderr } = await tables(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n').at(-1)).toMatch(message);
});
