/** protege export on real files: what it writes, what it says, its exit codes. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../../src/cli/main';
import { writeCheckpoint } from '../../src/models/trained/checkpoint';
import { randomWeights } from '../../src/models/trained/init';
import { TOKENS } from '../../src/models/trained/vocab';
import { checkRows, readRows } from '../../src/train/export/check';
import { ROW_SHAPES } from '../../src/train/export/rows';
import { toMini } from '../../src/trajectory/exporters';
import { act, play } from './episodes';

let dir: string;
beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'export-'));
  const put = (name: string, text: string) => fs.writeFileSync(path.join(dir, name), text);
  fs.mkdirSync(path.join(dir, 'run/trajectories'), { recursive: true });
  const good = await play([act.test, act.fix, act.test, act.submit], { resolved: true });
  put('run/trajectories/good.traj.json', JSON.stringify(toMini(good)));
  put('run/trajectories/cut.traj.json', '{"info":');
  put('broken.traj.json', '{}');
  fs.mkdirSync(path.join(dir, 'empty'));
  const shape = { vocab: TOKENS.length, width: 32, layers: 1, heads: 2, hidden: 32, context: 64 };
  const checkpoint = writeCheckpoint({ shape, weights: randomWeights(shape, 1), notes: {}, extra: {} });
  fs.writeFileSync(path.join(dir, 'tiny.bin'), checkpoint);
  fs.writeFileSync(path.join(dir, 'torn.bin'), checkpoint.subarray(0, 9000));
});
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

async function protege(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => (out.push(String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => (err.push(String(text)), true)),
  ];
  try {
    const code = await main(['export', ...args.map((arg) => arg.replace('@', `${dir}/`))]);
    return { code, out: out.join(''), err: err.join('') };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
  }
}

test('a folder of episodes becomes one checked file; a broken episode is named', async () => {
  const { code, out, err } = await protege('@run', '--format', 'verl', '--out', '@verl', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ format: 'verl', rows: 1, left: {} });
  expect(err).toMatch(/left out .*cut\.traj\.json: This is not JSON/);
  checkRows(await readRows(new Uint8Array(fs.readFileSync(path.join(dir, 'verl/train.parquet')))), ROW_SHAPES.verl);
  expect(fs.readFileSync(path.join(dir, 'verl/protege_reward.py'), 'utf8')).toContain('def trl_reward(');
});

test('a checkpoint becomes a GGUF file', async () => {
  const { code } = await protege('@tiny.bin', '--format', 'gguf', '--out', '@gguf');
  expect(code).toBe(0);
  expect(fs.readFileSync(path.join(dir, 'gguf/tiny-protege.gguf')).subarray(0, 4).toString()).toBe('GGUF');
});

test.each([
  [['@run', '--format', 'csv', '--out', '@x'], /--format is one of trl-sft, .*gguf, not "csv"/],
  [['@run', '--format', 'verl'], /Name the episodes and --out DIR/],
  [['@nowhere', '--format', 'verl', '--out', '@x'], /There is no file or folder .*nowhere; check the path/],
  [['@empty', '--format', 'verl', '--out', '@x'], /There is no \.traj\.json in/],
  [['@broken.traj.json', '--format', 'verl', '--out', '@x'], /None of these files is an episode/],
  [['@run', '--format', 'trl-sft', '--form', 'xml', '--out', '@x'], /--form is tools or text, not "xml"/],
  [['@torn.bin', '--format', 'gguf', '--out', '@x'], /no usable checkpoint of the tiny protégé/],
])('%j is bad input in one sentence', async (args, says) => {
  const { code, err } = await protege(...args);
  expect(code).toBe(2);
  expect(err).toMatch(says);
  expect(fs.existsSync(path.join(dir, 'x'))).toBe(false);
});
