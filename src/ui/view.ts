/** Pure views over recorded steps: everything here is derived, nothing is stored. */
import { carried, executed } from '../facts/step';
import { isTrace } from '../facts/trace';
import type { Action, Generation, Step, TestReport } from '../types';

export type ActionGroup = 'explore' | 'edit' | 'test' | 'run' | 'ask' | 'submit' | 'invalid';

export interface Counters {
  steps: number;
  protegeTokens: number;
  expertTokens: number;
  /** 0..1, expert tokens of all tokens. */
  expertShare: number;
  expertCalls: number;
  /** US dollars; null when any part is unknown. */
  cost: number | null;
  ms: number;
}

export function counters(steps: Step[]): Counters {
  const sum: Counters = {
    steps: steps.length,
    protegeTokens: 0,
    expertTokens: 0,
    expertShare: 0,
    expertCalls: 0,
    cost: 0,
    ms: 0,
  };
  for (const step of steps) {
    sum.ms += step.observation.ms;
    for (const generation of step.generations) {
      const tokens = generation.tokensIn + generation.tokensOut;
      if (generation.by === 'expert') {
        sum.expertTokens += tokens;
        sum.expertCalls += 1;
      } else sum.protegeTokens += tokens;
      sum.ms += generation.ms;
      sum.cost = sum.cost === null || generation.cost === null ? null : sum.cost + generation.cost;
    }
  }
  const all = sum.protegeTokens + sum.expertTokens;
  sum.expertShare = all ? sum.expertTokens / all : 0;
  return sum;
}

/** The newest test report at or before step `index`; one of a change that was taken back counts for its own step only. */
export function reportAt(steps: Step[], index: number): TestReport | null {
  const last = Math.min(index, steps.length - 1);
  for (let i = last; i >= 0; i--)
    if (i === last || steps[i]!.observation.kept !== false) {
      const report = steps[i]!.observation.tests;
      if (report && report.tests.length > 0) return report;
    }
  return null;
}

/** The report that was in force when step `index` began. */
function reportBefore(steps: Step[], index: number): TestReport | null {
  for (let i = index - 1; i >= 0; i--) {
    const { tests, kept } = steps[i]!.observation;
    if (kept !== false && tests && tests.tests.length > 0) return tests;
  }
  return null;
}

export function tally(report: TestReport): { pass: number; fail: number; other: number } {
  const count = { pass: 0, fail: 0, other: 0 };
  for (const test of report.tests) {
    if (test.status === 'pass') count.pass++;
    else if (test.status === 'fail') count.fail++;
    else count.other++;
  }
  return count;
}

export interface Flips {
  fixed: string[];
  broken: string[];
}

/** Steps never change once they are recorded, nor do those before them. */
const flipsOf = new WeakMap<Step, Flips>();

/** Names of tests whose pass/fail changed in step `index` against the report before it. */
export function flips(steps: Step[], index: number): Flips {
  const step = steps[index];
  const known = step && flipsOf.get(step);
  if (known) return known;
  const result: Flips = { fixed: [], broken: [] };
  if (step) flipsOf.set(step, result);
  const now = step?.observation.tests;
  const before = now && reportBefore(steps, index);
  if (!now || !before) return result;
  const old = new Map(before.tests.map((test) => [test.name, test.status]));
  for (const test of now.tests) {
    const was = old.get(test.name);
    if (was === 'fail' && test.status === 'pass') result.fixed.push(test.name);
    if (was === 'pass' && test.status === 'fail') result.broken.push(test.name);
  }
  return result;
}

/** What a step is known by: the generation whose action was carried out, else its proposal. */
export const decisive = (step: Step): Generation | undefined => carried(step) ?? step.generations[0];

export function group(action: Action | null | undefined, tested: boolean): ActionGroup {
  if (!action) return 'invalid';
  if (action.kind === 'view') return 'explore';
  if (action.kind !== 'run') return action.kind;
  if (isTrace(action.command)) return 'explore';
  if (tested) return 'test';
  return /^\s*(ls|cat|head|tail|grep|rg|find|sed -n|tree|wc|pwd|git (log|show|diff|status))\b/.test(action.command)
    ? 'explore'
    : 'run';
}

export function groupOf(step: Step): ActionGroup {
  return group(executed(step), Boolean(step.observation.tests));
}

export const groupLabel: Record<ActionGroup, string> = {
  explore: 'Look',
  edit: 'Edit',
  test: 'Test',
  run: 'Run',
  ask: 'Ask',
  submit: 'Submit',
  invalid: 'Unreadable',
};

/** One line for a list: what the action does. */
export function summary(action: Action | null | undefined): string {
  switch (action?.kind) {
    case 'run':
      return isTrace(action.command) ? 'which lines the failing tests run' : action.command;
    case 'view':
      return action.path + (action.from ? `:${action.from}–${action.to ?? 'end'}` : '');
    case 'edit':
      return action.path;
    case 'ask':
      return action.question;
    case 'submit':
      return 'Hand in the patch';
    case 'invalid':
      return action.reason;
    default:
      return 'No action';
  }
}

/** The words before the action: a reply without its JSON object, fences and <think> tags. */
export function thought(text: string): string {
  const at = text.search(/(```\w*\s*)?\{\s*"action"/);
  return (at === -1 ? text : text.slice(0, at))
    .replace(/<think>\s*/g, '')
    .replace(/\s*<\/think>\s*/g, '\n\n')
    .trim();
}

export const asText = (content: string | Uint8Array): string =>
  typeof content === 'string' ? content : `(binary file, ${content.byteLength.toLocaleString('en')} bytes)`;

/** What an engine on this machine did for a reply: how much it had to read anew, how fast it was, what did not fit. */
export function localWords({ tokensIn, local }: Generation): string {
  if (!local) return '';
  const { prefilled, elided, context, decodePerSecond } = local;
  const count = (n: number) => n.toLocaleString('en');
  const parts = [`Read ${count(prefilled)} of ${count(tokensIn)} prompt tokens anew`];
  if (decodePerSecond > 0) parts.push(`${decodePerSecond.toFixed(1)} tokens/s`);
  if (elided > 0)
    parts.push(`${elided} older ${elided === 1 ? 'result' : 'results'} left out to fit ${count(context)} tokens`);
  return `${parts.join('; ')}.`;
}

const UNREACHED = /The expert could not be reached: ([\s\S]*?) Go on without it\./;

/** Steps in which the expert was to answer and did not, with what stood in the way the last time; null = none. */
export function unansweredAsks(steps: readonly Step[]): { count: number; message: string } | null {
  const found = steps.flatMap(({ observation }) => UNREACHED.exec(observation.text)?.[1] ?? []);
  return found.length > 0 ? { count: found.length, message: found.at(-1)! } : null;
}
