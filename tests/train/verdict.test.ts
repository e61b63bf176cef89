/** What training remembers of verdicts: real ones, not those that the machine's speed decided. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openArena } from '../../src/cli/train/arena';
import { fold } from '../../src/lib/diff';
import { ranOut } from '../../src/tasks/grade';
import { workspace } from '../../src/tasks/load';
import { BROKEN, fixture } from '../tasks/fixture';

test('a verdict is remembered unless the tests were killed at their deadline', { timeout: 180_000 }, async () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'verdicts-'));
  const arena = openArena(out, 3);
  const kept = () => fs.readFileSync(path.join(out, 'verdicts.jsonl'), 'utf8').split('\n').filter(Boolean).length;
  const task = fixture();
  const short = { ...task, run: { framework: 'node:test' as const, files: Object.keys(task.tests), timeoutMs: 3000 } };
  const before = workspace(task);
  const endless = fold(before, { 'src/sum.js': BROKEN.replace('let total', 'for (;;);\n  let total') });
  try {
    const wrong = await arena.verdict(task, before);
    expect(wrong.resolved).toBe(false);
    expect(ranOut(wrong)).toBe(false);
    expect(kept()).toBe(1);
    expect(await arena.verdict(task, before)).toEqual(wrong);
    const report = await arena.verdict(short, endless);
    expect(report.resolved).toBe(false);
    expect(ranOut(report)).toBe(true);
    expect(kept()).toBe(1);
  } finally {
    await arena.close();
    fs.rmSync(out, { recursive: true, force: true });
  }
});
