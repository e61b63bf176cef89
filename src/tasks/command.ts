/** How a task's tests run: the shell command, its deadline, and the framework behind it. */
import type { Framework, RunSpec, Task } from '../types';

export { FRAMEWORKS, testCommand } from '../facts/command';

/** Milliseconds the test command may take, default 60,000. */
export const timeoutOf = (run: RunSpec): number => (typeof run === 'string' ? 60_000 : (run.timeoutMs ?? 60_000));

const WORDS: [RegExp, Framework][] = [
  [/\bnode\b.*--test\b/, 'node:test'],
  [/\bvitest\b/, 'vitest'],
  [/\bjest\b/, 'jest'],
  [/\bmocha\b/, 'mocha'],
  [/\buvu\b/, 'uvu'],
  [/\bava\b/, 'ava'],
  [/\bflat-tap\b/, 'flat-tap'],
  [/\btape\b/, 'tape'],
  [/\btap\b/, 'tap'],
];

/** The framework a task's command starts, read from the command or the package.json script it names. */
export function frameworkOf(task: Pick<Task, 'run' | 'files'>): Framework | undefined {
  if (typeof task.run !== 'string') return task.run.framework;
  let command = task.run;
  const script = /^\s*(?:npm|yarn|pnpm)\s+(?:run(?:-script)?\s+)?(?:--?\S+\s+)*([\w:-]+)/.exec(command)?.[1];
  if (script !== undefined) {
    try {
      const scripts = JSON.parse(task.files['package.json'] ?? '{}').scripts ?? {};
      command = String(scripts[script === 't' ? 'test' : script] ?? command);
    } catch {
      return undefined;
    }
  }
  return WORDS.find(([word]) => word.test(command))?.[1];
}
