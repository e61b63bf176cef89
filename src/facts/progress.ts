/** What one recorded step amounts to, computed once per step: steps never change, and every later reading asks again. */
import { carried, escalated, executed } from './step';
import { hash } from '../lib/ids';
import { actionClass } from './loops';
import type { Action, Observation, Step, TestReport } from '../types';

export interface StepFacts {
  kind: Action['kind'] | 'none';
  /** Equal texts: the same action; the same result, timings left out. */
  action: string;
  result: string;
  /** Base command, arguments ignored. */
  class: string;
  /** Path of an edit that went through. */
  edited: string | undefined;
  /** It failed and no tests explain it. */
  error: boolean;
  advised: boolean;
  tests: FileTests[] | undefined;
  tokens: number;
}

/** Results of one test file. */
interface FileTests {
  file: string;
  failing: number;
  total: number;
}

const known = new WeakMap<Step, StepFacts>();

export function factsOf(step: Step): StepFacts {
  const before = known.get(step);
  if (before) return before;
  const { observation, generations } = step;
  const action = executed(step);
  const facts: StepFacts = {
    kind: action?.kind ?? 'none',
    action: actionKey(action),
    result: result(observation),
    class: stepClass(step),
    edited: action?.kind === 'edit' && !observation.failed ? action.path : undefined,
    error: observation.failed === true && observation.tests === undefined,
    advised: escalated(step),
    tests: observation.tests && observation.tests.tests.length > 0 ? byFile(observation.tests) : undefined,
    tokens: generations.reduce((sum, generation) => sum + generation.tokensIn + generation.tokensOut, 0),
  };
  known.set(step, facts);
  return facts;
}

/** Base command of what was carried out, arguments ignored; tries of the guided scaffold are the same only when they are. */
export function stepClass(step: Step): string {
  const last = carried(step);
  if (!last?.move) return actionClass(last?.action);
  return `${last.move.kind} ${last.move.path} ${step.observation.change ?? actionKey(last.action)}`;
}

export const actionKey = (action: Action | null): string =>
  action?.kind === 'invalid' ? 'invalid' : JSON.stringify(action);

/** What came back, apart from timings. */
function result({ text, tests }: Observation): string {
  if (tests) return digest(tests.tests.map((test) => `${test.status} ${test.name}`).join('\n'));
  return digest(text.replace(/\d+(?:\.\d+)?\s?(?:ms|s)\b/g, 'T'));
}

/** Short enough to keep for thousands of episodes. */
const digest = (text: string) => `${hash(text)}.${text.length}`;

function byFile({ tests }: TestReport): FileTests[] {
  const files = new Map<string, FileTests>();
  for (const { file, status } of tests) {
    let row = files.get(file);
    if (!row) files.set(file, (row = { file, failing: 0, total: 0 }));
    row.total++;
    if (status === 'fail') row.failing++;
  }
  return [...files.values()];
}

/**
 * Follows the failing tests over a row of steps. A test that was there before and is not reported any more counts as
 * failing: a file that no longer loads is no progress.
 */
export class Progress {
  private files = new Map<string, { failing: number; total: number; most: number }>();
  /** Failing tests after the first run, now, and at best; undefined before any run. */
  first: number | undefined;
  now: number | undefined;
  best: number | undefined;

  /** Takes in one step; true when fewer tests fail than ever before. */
  add({ tests }: Pick<StepFacts, 'tests'>): boolean {
    if (!tests) return false;
    for (const { file, failing, total } of tests) {
      this.files.set(file, { failing, total, most: Math.max(total, this.files.get(file)?.most ?? 0) });
    }
    let now = 0;
    for (const { failing, total, most } of this.files.values()) now += failing + most - total;
    const better = this.best !== undefined && now < this.best;
    this.now = now;
    this.first ??= now;
    this.best = this.best === undefined ? now : Math.min(this.best, now);
    return better;
  }
}
