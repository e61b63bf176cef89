/** What training remembers of verdicts: real ones, not those that the machine's speed decided. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openArena } from '../../src/experiments/training/arena';
import { applyChanges } from '../../src/lib/diff';
import { ranOut } from '../../src/tasks/grade';
import { workspace } from '../../src/facts/task';
import type { Files, Report } from '../../src/types';
import { BROKEN, fixture } from '../attacks/fixture';
import { PATIENCE } from '../patience';

test('a verdict is remembered, a kill at the deadline for good once it was met twice', async () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'verdicts-'));
  const kept = () => fs.readFileSync(path.join(out, 'verdicts.jsonl'), 'utf8').split('\n').filter(Boolean).length;
  const task = fixture();
  const within = (timeoutMs: number) => ({
    ...task,
    run: { framework: 'node:test' as const, files: Object.keys(task.tests), timeoutMs },
  });
  const before = workspace(task);
  const endless = applyChanges(before, { 'src/sum.js': BROKEN.replace('let total', 'for (;;);\n  let total') });
  const judge = async (files: Files, times = 1, deadline = 3000): Promise<Report[]> => {
    const arena = openArena(out, 3);
    const reports: Report[] = [];
    while (reports.length < times) reports.push(await arena.verdict(within(deadline), files));
    await arena.close();
    return reports;
  };
  try {
    const [wrong, again] = await judge(before, 2, PATIENCE.fact);
    expect([wrong!.resolved, ranOut(wrong!)]).toEqual([false, false]);
    expect(again).toEqual(wrong);
    expect(kept()).toBe(1);

    const [killed, same] = await judge(endless, 2);
    expect([killed!.resolved, ranOut(killed!)]).toEqual([false, true]);
    expect(same).toBe(killed);
    expect(kept()).toBe(2);
    const second = await judge(endless); // runs once more
    expect(kept()).toBe(3);
    expect(await judge(endless)).toEqual(second);
    expect(kept()).toBe(3);
  } finally {
    fs.rmSync(out, { recursive: true, force: true });
  }
});
