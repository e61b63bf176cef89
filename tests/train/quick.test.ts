/**
 * `npm run train -- --quick` as a process: real sandbox, real test runs; the loss falls and the reward rises. Five minutes of
 * processor, so only `npm run test:long` runs it; that the loss falls in the page is an end-to-end test of every run.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

test.skipIf(!process.env.PROTEGE_LONG)('the quick run learns', async () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'train-'));
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const args = [path.join(root, 'scripts/protege.mjs'), 'train', '--quick', '--out', path.join(out, 'run')];
    execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, so, se) =>
      resolve({ code: error ? Number(error.code) : 0, stdout: so, stderr: se }),
    );
  });
  expect(code, stderr).toBe(0);
  const { loss, reward, losses, rewards } = JSON.parse(stdout) as Record<
    'loss' | 'reward' | 'losses' | 'rewards',
    number[]
  >;
  expect(loss![1]!).toBeLessThan(0.8 * loss![0]!);
  expect(reward![1]!).toBeGreaterThan(reward![0]!);
  expect(rewards!.filter(Number.isFinite)).toHaveLength(8);
  expect(losses!.every(Number.isFinite)).toBe(true);
  expect(fs.existsSync(path.join(out, 'run/rl.bin'))).toBe(true);
  fs.rmSync(out, { recursive: true, force: true });
});
