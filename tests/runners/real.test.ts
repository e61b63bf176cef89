/**
 * Acceptance on real bug-fix tasks that are not part of the project: `protege verify` over the folders named in
 * PROTEGE_REAL_TASKS (separated by `:`). Without them it is skipped, and says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folders = (process.env.PROTEGE_REAL_TASKS ?? '').split(':').filter(Boolean);
if (folders.length === 0)
  console.warn('Real tasks skipped: name their folders in PROTEGE_REAL_TASKS, separated by colons, to verify them.');

describe.skipIf(folders.length === 0)('real tasks', () => {
  it.each(folders)('%s: nineteen of twenty behave', { timeout: 3_600_000 }, (folder) => {
    expect(existsSync(folder), `${folder} does not exist`).toBe(true);
    const { stdout, stderr } = spawnSync(process.execPath, ['scripts/protege.mjs', 'verify', folder, '--json'], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const results = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { taskId: string; ok: boolean; reason?: string });
    const misses = results.filter(({ ok }) => !ok);
    for (const { taskId, reason } of misses) console.warn(`${taskId}: ${reason}`);
    expect(results.length, stderr).toBeGreaterThan(0);
    expect(results.length - misses.length).toBeGreaterThanOrEqual(0.95 * results.length);
  });
});
