/**
 * Structured results out of real test runners: a hook that every node process loads adds a reporter of ours to node:test,
 * mocha, jest, vitest and uvu; each appends JSON lines to one file. tape, tap and ava speak TAP, which is kept whole and
 * read as such. Nothing is read from what runners print for people. The programs themselves: programs/.
 */
import { BESIDE } from '../shell/processhost';
import type { TestResult } from '../types';
import hook from './programs/hook.cjs?raw';
import jest from './programs/jest.cjs?raw';
import mocha from './programs/mocha.cjs?raw';
import nodeTest from './programs/node.mjs?raw';
import vitest from './programs/vitest.mjs?raw';
import write from './programs/write.cjs?raw';
import { readTap, type Tap } from './tap';

/** Folder of the reporters, in the repository's root while a command runs. */
export const REPORTERS = BESIDE;
const LINES = `${REPORTERS}/results.jsonl`;

/** What is written into the root before a command and taken away after it: path -> text. */
export const reporterFiles: Record<string, string> = {
  [`${REPORTERS}/write.cjs`]: write,
  [`${REPORTERS}/hook.cjs`]: hook,
  [`${REPORTERS}/node.mjs`]: nodeTest,
  [`${REPORTERS}/mocha.cjs`]: mocha,
  [`${REPORTERS}/jest.cjs`]: jest,
  [`${REPORTERS}/vitest.mjs`]: vitest,
  [LINES]: '',
};
export const resultsFile = LINES;

/** NODE_OPTIONS that load the reporters; `root` is the repository's absolute path. */
export function nodeOptions(root: string, given = ''): string {
  const at = (name: string) => JSON.stringify(`${root}/${REPORTERS}/${name}`);
  const options = [
    `--require=${at('hook.cjs')}`,
    `--test-reporter=${at('node.mjs')}`,
    '--test-reporter-destination=stdout',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
  ];
  return [given, ...options].filter(Boolean).join(' ');
}

const STATUS = new Set(['pass', 'fail', 'skip', 'todo']);

/** One line. What a process prints as TAP comes in many, by its number. */
interface Fact extends Partial<Tap> {
  started?: true;
  done?: true;
  test?: TestResult;
  tap?: number;
}

/** The lines the reporters wrote; what does not read is left out. */
export async function readResults(
  text: string,
): Promise<{ tests: TestResult[]; runners: { started: number; done: number } }> {
  const tests: TestResult[] = [];
  const runners = { started: 0, done: 0 };
  const taps = new Map<number, Tap>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const fact = JSON.parse(line) as Fact;
      if (fact.started) runners.started++;
      if (fact.done) runners.done++;
      if (fact.test && typeof fact.test.name === 'string' && STATUS.has(fact.test.status)) tests.push(fact.test);
      if (typeof fact.tap !== 'number') continue;
      const { by, file, text: before } = taps.get(fact.tap) ?? { by: 'tap', file: '', text: '' };
      taps.set(fact.tap, { by: fact.by ?? by, file: fact.file ?? file, text: before + (fact.text ?? '') });
    } catch {
      // A line cut off by a kill.
    }
  }
  for (const tap of taps.values()) tests.push(...(await readTap(tap)));
  return { tests, runners };
}
