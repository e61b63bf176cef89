/** What an expert's words gave away and what they were worth, each from the record alone. */
import { escalated } from '../facts/step';
import { factsOf, Progress } from '../facts/progress';
import type { Trajectory } from '../types';
import { asksOf, namedPaths, WITHIN } from './asks';

/** How much was said; each level includes those before it. words: no place. */
export type Given = 'words' | 'file' | 'function' | 'line' | 'fault';

export interface Worth {
  /** Index of the step in which the expert spoke. */
  step: number;
  given: Given;
  /** The next edit touched a file that was named; null = none was, or no edit followed. */
  touched: boolean | null;
  /** Tests that failed before and, at best, no more before the next ask, within `WITHIN` steps; null = no test run says. */
  fewer: number | null;
}

export function worthOf(trajectory: Trajectory): Worth[] {
  const { steps, public: task } = trajectory;
  const progress = new Progress();
  const failing = steps.map((step) => (progress.add(factsOf(step)), progress.now));
  return asksOf(trajectory).map(({ step, advice, touched }) => {
    const next = steps.findIndex((one, i) => i > step && escalated(one));
    const ahead = failing.slice(step, Math.min(next < 0 ? steps.length : next, step + WITHIN + 1));
    const known = ahead.filter((count) => count !== undefined);
    const before = failing[step - 1];
    return {
      step,
      given: givenIn(advice, task.paths),
      touched,
      fewer: before === undefined || known.length === 0 ? null : Math.max(0, before - Math.min(...known)),
    };
  });
}

const FUNCTION =
  /\b(?:function|method|class)\s+[`"']?[\w$]+|[\w$]+\(\)|,? in [`"']?[\w$]+(?:\.[\w$]+)*[`"']?(?=,|\.(?:\s|$))/;
/** A file is no function. */
const FILE = /[\w@./-]+\.(?:[cm]?[jt]sx?|json)\b/g;
const LINE = /\blines? \d+/i;
/** More is said after the line. */
const FAULT = /\blines? \d+[^.\n]{0,20}[.:;,)]\s*\w+\s+\w+/i;

/** The most that a text gives away. */
export function givenIn(advice: string, paths: readonly string[]): Given {
  if (FAULT.test(advice)) return 'fault';
  if (LINE.test(advice)) return 'line';
  if (FUNCTION.test(advice.replace(FILE, ''))) return 'function';
  return namedPaths(advice, paths).length > 0 ? 'file' : 'words';
}
