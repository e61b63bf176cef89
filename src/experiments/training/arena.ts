/** Where training plays: a sandbox that remembers, verdicts that are remembered, the expert that knows the gold patch. */
import fs from 'node:fs';
import path from 'node:path';
import { create as asked } from '../../gates/asked';
import { create as oracle } from '../../models/oracle';
import { defaultConfig, openSandbox } from '../../run';
import { commandKey, lasting, remembering, type Memory } from '../../sandboxes/cached';
import type { Arena } from '../../train/rollout';
import type { Config, ExecResult, Report } from '../../types';
import { diskTable } from '../disk';
import { openPool } from './pool';
import { judging, type Verdicts } from './verdicts';

/** What was run and judged before. */
export interface Caches {
  runs: Memory;
  verdicts: Verdicts;
}

export type OpenArena = Arena & { close(): Promise<void> };

/** `close` ends the sandbox. */
export function arenaOn({ runs, verdicts }: Caches, config: Config): OpenArena {
  const { borrow, close } = lasting(() => openSandbox(config.sandbox));
  const judge = judging(verdicts, borrow);
  return {
    sandbox: remembering(borrow, runs),
    config,
    gate: asked(),
    expert: (task) => oracle({}, { goldPatch: task.goldPatch ?? '', task }),
    verdict: (task, files) => judge(task, files, `${task.id} ${commandKey(files, '')}`),
    close,
  };
}

/** What all stages share. With `jobs` the work is done by as many worker threads, each with an arena of its own. */
export function openArena(out: string, steps: number, jobs = 0): OpenArena {
  fs.mkdirSync(out, { recursive: true });
  const config = defaultConfig({ gate: { id: 'asked' }, limits: { ...defaultConfig().limits, steps, tokens: 1e9 } });
  const runs = diskTable<ExecResult>(path.join(out, 'runs.jsonl'));
  const verdicts = diskTable<Report>(path.join(out, 'verdicts.jsonl'));
  const own = arenaOn({ runs, verdicts }, config);
  const pool = jobs > 0 ? openPool(jobs, { runs, verdicts }, config) : undefined;
  return {
    ...own,
    ...(pool ? { pool: pool.pool } : {}),
    async close() {
      await Promise.all([pool?.close(), own.close()]);
    },
  };
}
