/**
 * After a pass: does the patch do what the reference does where the tests do not look? The tests' own bodies are run again on
 * both, first as they are, then with other values in their calls, and what the calls gave is compared. It is an observation
 * about behaviour, never a part of the verdict: what is stranger than its own second run is left out, and so is what the
 * reference itself refuses.
 */
import { binaries } from '../../lib/bytes';
import { applyPatch, changesBetween, applyChanges } from '../../lib/diff';
import { workspace } from '../../facts/task';
import type { Changes, Sandbox, Task } from '../../types';
import type { GradeOptions, Submission } from '../grade';
import { accept } from '../guard';
import { looksLikeTest } from '../trial';
import { looksOf, ownName, type SeenValues } from './looks';

/** Of the reference; a patch gets a few times what that took. */
const LIMIT_MS = 12_000;
const BUDGET_MS = 6_000;
const SHOWN = 3;

/**
 * Where they differ, in words (`sum([2]): 3, the reference gives 2`); [] = nowhere that was looked at, undefined = nothing could
 * be compared. Three short runs in a sandbox of its own; only an abort throws.
 */
export async function differsFrom(
  task: Task,
  submission: Submission,
  makeSandbox: () => Promise<Sandbox>,
  { signal }: GradeOptions = {},
): Promise<string[] | undefined> {
  if (task.goldPatch === undefined) return undefined;
  const base = workspace(task);
  let patched: Changes;
  let gold: Changes;
  try {
    const after = 'files' in submission ? submission.files : applyPatch(base, submission.patch);
    patched = accept(task, changesBetween(base, after)).changes;
    gold = accept(task, changesBetween(base, applyPatch(base, task.goldPatch))).changes;
  } catch {
    return undefined;
  }
  if (same(patched, gold)) return [];
  const tests = Object.entries({ ...task.tests, ...task.hiddenTests }).filter(
    ([path, text]) => looksLikeTest(path, text) || isNamed(task, path),
  );
  const looks = await looksOf(tests, ownName(task.files['package.json']), {
    ms: BUDGET_MS,
    ...(signal ? { signal } : {}),
  });
  if (!looks) return undefined;
  const look = (sandbox: Sandbox, changes: Changes, limit: number) =>
    looks(sandbox, applyChanges(task.files, binaries(task), changes, task.tests, task.hiddenTests ?? {}), limit);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await makeSandbox();
    const reference = await look(sandbox, gold, LIMIT_MS);
    if (reference.seen.size === 0) return undefined;
    const limit = 5_000 + 5 * reference.ms;
    const again = await look(sandbox, gold, limit);
    // Last, so that nothing of it meets the reference.
    const own = await look(sandbox, patched, limit);
    // A process that was killed at its deadline says nothing: the machine may have been slow.
    if (own.seen.size === 0) return own.timedOut ? undefined : ['every call: it ended before it gave a result'];
    return compared(own.seen, reference.seen, again.seen);
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  } finally {
    await sandbox?.close();
  }
}

/** A call that fails as engines do has left what the function is for. */
const REFUSES = /(throws|rejects with) (TypeError|ReferenceError|InternalError)$/;

function compared(own: SeenValues, reference: SeenValues, again: SeenValues): string[] {
  const found = new Map<string, string>();
  const values: string[] = [];
  for (const [key, { kind, call, round, value }] of reference) {
    const mine = own.get(key)?.value;
    if (mine === undefined || mine === value || again.get(key)?.value !== value) continue;
    if (round > 0 && REFUSES.test(value)) continue;
    if (kind === 'call') found.set(call, `${call}: ${brief(mine)}, where the reference has ${brief(value)}`);
    else values.push(`the test “${call}” with other values: ${brief(mine)}, where the reference has ${brief(value)}`);
  }
  const all = found.size > 0 ? [...found.values()] : values;
  return all.sort((a, b) => a.length - b.length).slice(0, SHOWN);
}

const brief = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 119)}…`);

const squeeze = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : text);
const same = (a: Changes, b: Changes): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((path) => squeeze(a[path]) === squeeze(b[path]));

/** Files of the run command that hold no test calls: the oldest kind of test. */
const isNamed = ({ run }: Task, path: string): boolean =>
  /\.[cm]?[jt]sx?$/.test(path) && (typeof run === 'string' ? run.includes(path) : run.files.includes(path));
