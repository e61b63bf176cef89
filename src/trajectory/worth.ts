/** What an expert's words gave away and what they were worth, each from the record alone. */
import { escalated } from '../facts/step';
import type { Step, TestReport, Trajectory } from '../types';
import { asksOf, namedPaths, WITHIN } from './asks';

/** How much was said; each level includes those before it. words: no place. */
export type Given = 'words' | 'file' | 'function' | 'line' | 'fault';

export interface Worth {
  /** Index of the step in which the expert spoke. */
  step: number;
  given: Given;
  /** The next edit touched a file that was named; null = none was, or no edit followed. */
  touched: boolean | null;
  /**
   * Tests that failed before it and pass in the best run after it, before the next ask and within `WITHIN` steps; null = no run
   * of tests says.
   */
  fixed: number | null;
}

export function worthOf(trajectory: Trajectory): Worth[] {
  const { steps, public: task } = trajectory;
  return asksOf(trajectory).map(({ step, advice, touched }) => {
    const next = steps.findIndex((one, i) => i > step && escalated(one));
    const after = steps.slice(step, Math.min(next < 0 ? steps.length : next, step + WITHIN + 1)).flatMap(testsOf);
    const before = steps.slice(0, step).flatMap(testsOf).at(-1);
    const failed = before?.filter(({ status }) => status === 'fail').map(keyOf) ?? [];
    const passed = after.map((tests) => new Set(tests.filter(({ status }) => status === 'pass').map(keyOf)));
    const fixed = passed.map((now) => failed.filter((test) => now.has(test)).length);
    return {
      step,
      given: givenIn(advice, task.paths),
      touched,
      fixed: before && fixed.length > 0 ? Math.max(...fixed) : null,
    };
  });
}

const testsOf = ({ observation: { tests } }: Step): TestReport['tests'][] => (tests?.tests.length ? [tests.tests] : []);
const keyOf = ({ file, name }: TestReport['tests'][number]) => `${file}\0${name}`;

const FUNCTION =
  /\b(?:function|method|class)\s+[`"']?[\w$]+|[\w$]+\(\)|,? in [`"']?[\w$]+(?:\.[\w$]+)*[`"']?(?=,|\.(?:\s|$))/;
/** A file is no function. */
const FILE = /[\w@./-]+\.(?:[cm]?[jt]sx?|json)\b/g;
const LINE = /\blines? \d+/i;
/** More is said after the line. */
const FAULT = /\blines? \d+[^.\n]{0,20}[.:;,)] *\w+ +\w+/i;

/** The most that a text gives away. */
export function givenIn(advice: string, paths: readonly string[]): Given {
  if (FAULT.test(advice)) return 'fault';
  if (LINE.test(advice)) return 'line';
  if (FUNCTION.test(advice.replace(FILE, ''))) return 'function';
  return namedPaths(advice, paths).length > 0 ? 'file' : 'words';
}

/** Answers that gave so much, of which it is known what came after, and those after which more tests passed. */
export interface Helped {
  of: number;
  helped: number;
}

export function helpedBy(rows: readonly Pick<Worth, 'given' | 'fixed'>[]): Map<Given, Helped> {
  const all = new Map<Given, Helped>();
  for (const { given, fixed } of rows) {
    if (fixed === null) continue;
    const { of, helped } = all.get(given) ?? { of: 0, helped: 0 };
    all.set(given, { of: of + 1, helped: helped + Number(fixed > 0) });
  }
  return all;
}
