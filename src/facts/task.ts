/** Views of a task that others may see: the workspace, and what the policy may know. */
import { binaries } from '../lib/bytes';
import { applyChanges } from '../lib/diff';
import type { Files, PublicTask, Step, Task } from '../types';

/** `base` after the first `count` steps. */
export const filesAfter = (base: Files, steps: readonly Step[], count = steps.length): Files =>
  applyChanges(base, ...steps.slice(0, count).map((step) => step.changes));

/** What the protégé works on, after the first `count` of the steps: the base sources and the visible tests. */
export const workspace = (
  { files, tests, assets }: Pick<Task, 'files' | 'tests' | 'assets'>,
  steps: readonly Step[] = [],
  count = steps.length,
): Files => filesAfter({ ...files, ...tests, ...binaries({ assets }) }, steps, count);

/** Not an installed package's. */
const isOwn = (path: string) => !/(^|\/)node_modules\//.test(path);

/** The task as the policy may see it: neither hidden tests nor the answer. */
export function publicTask(task: Task): PublicTask {
  const { id, problem, language, run, title } = task;
  const paths = [...new Set([...Object.keys(task.files), ...Object.keys(task.tests)])].filter(isOwn).sort();
  return { id, problem, language, run, ...(title === undefined ? {} : { title }), paths };
}
