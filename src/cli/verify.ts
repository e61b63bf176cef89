/** protege verify: do failToPass and passToPass behave on the base and with the gold patch, in fresh sandboxes? */
import { sandboxes } from '../sandboxes';
import { grade } from '../tasks/grade';
import { workspace } from '../tasks/load';
import type { Report, Sandbox, Task } from '../types';
import { BadInput, inOrder, integer, parse, type Command } from './command';
import { findTasks, type Lazy } from './library';

export interface Verified {
  taskId: string;
  ok: boolean;
  reason?: string;
  baseMs: number;
  goldMs: number;
}

const fresh = async (): Promise<Sandbox> => (await sandboxes.embedded!.load()).create({}, undefined);

const names = (verdicts: Record<string, boolean>, passed: boolean) =>
  Object.keys(verdicts).filter((name) => verdicts[name] === passed);
const some = (list: string[]) =>
  `${list
    .slice(0, 3)
    .map((name) => `"${name}"`)
    .join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''}`;

/** Why the task does not behave, or undefined. */
function fault(task: Task, base: Report, gold: Report): string | undefined {
  if (base.resolved) return 'on the base every test already passes, so there is nothing to repair';
  const fixed = names(base.failToPass, true);
  if (fixed.length > 0) return `on the base ${some(fixed)} already pass; they cannot be in failToPass`;
  // Where the base hangs or eats all memory nobody can say which tests it would have passed.
  const judged = !base.reasons.some((reason) => /did not end within|brought the sandbox down/.test(reason));
  const broken = judged ? names(base.passToPass, false) : [];
  if (broken.length > 0)
    return `on the base ${some(broken)} fail; ${base.reasons[0] ?? 'they cannot be in passToPass'}`;
  if (!gold.resolved) return `with the gold patch: ${gold.reasons.join(' ')}`;
  return undefined;
}

function nothing(task: Task, error: Error): Report {
  const failing = (list: string[]) => Object.fromEntries(list.map((name) => [name, false]));
  return {
    resolved: false,
    failToPass: failing(task.failToPass),
    passToPass: failing(task.passToPass),
    reasons: [error.message],
    tampered: [],
    ms: 0,
  };
}

export async function verify(lazy: Lazy): Promise<Verified> {
  let task: Task;
  try {
    task = lazy.load();
  } catch (error) {
    return { taskId: lazy.name, ok: false, reason: (error as Error).message, baseMs: 0, goldMs: 0 };
  }
  if (task.goldPatch === undefined)
    return { taskId: task.id, ok: false, reason: 'it has no goldPatch to verify with', baseMs: 0, goldMs: 0 };
  let base: Report;
  let gold: Report;
  try {
    // A bug may exhaust memory: a base that takes its sandbox down passes nothing.
    base = await grade(task, { files: workspace(task) }, fresh).catch((error: Error) => nothing(task, error));
    gold = await grade(task, { patch: task.goldPatch }, fresh);
  } catch (error) {
    return {
      taskId: task.id,
      ok: false,
      reason: `its sandbox was lost: ${(error as Error).message}`,
      baseMs: 0,
      goldMs: 0,
    };
  }
  const reason = fault(task, base, gold);
  return {
    taskId: task.id,
    ok: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    baseMs: base.ms,
    goldMs: gold.ms,
  };
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
