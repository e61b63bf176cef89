/** RunSpec -> shell command, and what kind of runner a free command starts. */
import type { Framework, RunSpec, Task } from '../types';

/** The command line that runs exactly the given test files. */
export const FRAMEWORKS: Record<Framework, string> = {
  'node:test': 'node --test',
  mocha: 'npx mocha',
  jest: 'npx jest --runTestsByPath',
  vitest: 'npx vitest run',
  tape: 'npx tape',
  tap: 'npx tap',
  uvu: 'npx uvu --files',
  ava: 'npx ava',
  'flat-tap': 'npx flat-tap',
};

const quote = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** A shell command that runs the tests; paths quoted, TZ set when the spec names one. The deadline is `timeoutOf`. */
export function testCommand(run: RunSpec): string {
  if (typeof run === 'string') return run;
  const zone = run.tz === undefined ? '' : `TZ=${quote(run.tz)} `;
  const ui = run.ui === undefined ? '' : ` --ui ${quote(run.ui)}`;
  return `${zone}${FRAMEWORKS[run.framework]}${ui} ${run.files.map(quote).join(' ')}`;
}

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
