/** Does a task behave? Its tests on the base and with the gold patch, each in a fresh sandbox, wherever those run. */
import type { Report, Sandbox, Task } from '../types';
import { grade } from './grade';
import { workspace } from '../facts/task';

export interface Verified {
  taskId: string;
  ok: boolean;
  reason?: string;
  baseMs: number;
  goldMs: number;
}

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

/** Never throws: what goes wrong is the reason. */
export async function verifyTask(task: Task, fresh: () => Promise<Sandbox>): Promise<Verified> {
  const fail = (reason: string): Verified => ({ taskId: task.id, ok: false, reason, baseMs: 0, goldMs: 0 });
  if (task.goldPatch === undefined) return fail('it has no goldPatch to verify with');
  let base: Report;
  let gold: Report;
  try {
    // A bug may exhaust memory: a base that takes its sandbox down passes nothing.
    base = await grade(task, { files: workspace(task) }, fresh).catch((error: Error) => nothing(task, error));
    gold = await grade(task, { patch: task.goldPatch }, fresh);
  } catch (error) {
    return fail(`its sandbox was lost: ${(error as Error).message}`);
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
