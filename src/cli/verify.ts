/** protege verify: do failToPass and passToPass behave on the base and with the gold patch, in fresh sandboxes? */
import { sandboxes } from '../sandboxes';
import { verifyTask, type Verified } from '../tasks/verify';
import type { Sandbox } from '../types';
import { BadInput, inOrder, integer, parse, type Command } from './command';
import { findTasks, type Lazy } from './library';

const fresh = async (): Promise<Sandbox> => (await sandboxes.embedded!.load()).create({}, undefined);

export async function verify(lazy: Lazy): Promise<Verified> {
  try {
    return await verifyTask(lazy.load(), fresh);
  } catch (error) {
    return { taskId: lazy.name, ok: false, reason: (error as Error).message, baseMs: 0, goldMs: 0 };
  }
}

export const command: Command = {
  about: 'check tasks: their tests on the base and with the gold patch',
  help: `
usage: protege verify <folder | split | file | id> [--limit N] [--jobs N] [--json]

Runs each task's tests on the base and with the gold patch, each in a fresh sandbox, and says whether failToPass and
passToPass behave. Splits: train, dev, test, all.

  --limit N   only the first N tasks
  --jobs N    N tasks at a time (default 2)
  --json      one JSON object per task on stdout: {taskId, ok, reason?, baseMs, goldMs}

Exit code: 0 all behave, 1 some do not, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, {
      limit: { type: 'string' },
      jobs: { type: 'string' },
      json: { type: 'boolean' },
    });
    if (positionals.length !== 1) throw new BadInput('Name one folder, split or task file to verify; see --help.');
    const tasks = findTasks(positionals[0]!).slice(0, integer('limit', values.limit, 1e9, 1, 1e9));
    const started = Date.now();
    const results = await inOrder(tasks, integer('jobs', values.jobs, 2, 1, 64), verify, (result) => {
      if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else
        process.stdout.write(
          `${result.ok ? 'ok    ' : 'not ok'} ${result.taskId}${result.reason ? `  ${result.reason}` : ''}\n`,
        );
    });
    const ok = results.filter((result) => result.ok).length;
    process.stderr.write(`${ok} of ${results.length} tasks behave (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    if (tasks.length === 1 && results[0]!.baseMs === 0 && !results[0]!.ok) return 2;
    return ok === results.length ? 0 : 1;
  },
};
