/** A run spec as a shell command. */
import { shellWord } from '../lib/text';
import type { Framework, RunSpec } from '../types';

/** The command line that runs exactly the given test files. */
export const FRAMEWORKS: Record<Framework, string> = {
  'node:test': 'node --test',
  mocha: 'npx mocha',
  jest: 'npx jest --runTestsByPath',
  vitest: 'npx vitest run',
  tape: 'npx tape',
  tap: 'npx tap',
  uvu: 'npx uvu',
  ava: 'npx ava',
  'flat-tap': 'npx flat-tap',
};

/** A shell command that runs the tests; paths quoted, TZ set when the spec names one. Its deadline is `timeoutMs`. */
export function testCommand(run: RunSpec): string {
  if (typeof run === 'string') return run;
  const zone = run.tz === undefined ? '' : `TZ=${shellWord(run.tz)} `;
  const ui = run.ui === undefined ? '' : ` --ui ${shellWord(run.ui)}`;
  return `${zone}${FRAMEWORKS[run.framework]}${ui} ${run.files.map(shellWord).join(' ')}`;
}
