/**
 * How long a command may run. One that ran before in this episode gets a few times what it took then: a change that makes
 * the tests loop costs seconds, not the whole deadline. Repeated at once after such a kill it gets the whole one.
 */
import { executed } from '../facts/step';
import type { Step } from '../types';

export interface Deadline {
  ms: number;
  /** The whole deadline, when this one is shorter: what the same command would get if it were repeated at once. */
  whole?: number;
}

const TIMES = 4;
const LEAST_MS = 2000;
/** For a command that was never seen to end: what its tests took that did end says less. */
const LEAST_UNENDED_MS = 5000;

/** `whole` = config.commandTimeoutMs, ms; `tests` = the command that ran behind steps which have an exit code and no command. */
export function deadline(command: string, steps: Step[], whole: number, tests?: string): Deadline {
  const before = steps.filter((step) => commandOf(step, tests) === command);
  const last = before.at(-1);
  if (!last) return { ms: whole };
  const unchanged = steps.slice(steps.indexOf(last)).every((step) => Object.keys(step.changes).length === 0);
  if (unchanged && last.observation.timedOut) return { ms: whole };
  const ended = before.filter(({ observation }) => !observation.timedOut);
  const took = ended.length > 0 ? Math.max(...ended.map(({ observation }) => observation.ms)) : reported(last);
  const ms = Math.max(ended.length > 0 ? LEAST_MS : LEAST_UNENDED_MS, TIMES * Math.ceil(took / 100) * 100);
  return ms < whole ? { ms, whole } : { ms: whole };
}

/** What the tests took that ended before the command was killed, ms. */
const reported = ({ observation }: Step): number =>
  (observation.tests?.tests ?? []).reduce((sum, test) => sum + test.ms, 0);

function commandOf(step: Step, tests: string | undefined): string | undefined {
  const action = executed(step);
  if (action?.kind === 'run') return action.command;
  return step.observation.exitCode === undefined ? undefined : tests;
}
