/** Two episodes side by side: where they part, how their tests went, what each cost. All of it derived. */
import { factsOf } from '../facts/progress';
import { expertReply } from '../facts/step';
import type { Step, Trajectory } from '../types';
import { measure, type Measures } from './measure';

export interface Comparison {
  /** The first step (index) that is not the same in both; null when one is the other. */
  parts: number | null;
  /** Why it differs, in few words; '' when nothing does. */
  why: string;
  a: ComparedSide;
  b: ComparedSide;
  /** Steps of the longer one. */
  steps: number;
  /** They try the same task. */
  sameTask: boolean;
}

export interface ComparedSide {
  measures: Measures;
  /** Share of tests that pass after each step, 0..1; null before the first run. */
  curve: (number | null)[];
  /** Steps (indices) at which the expert spoke. */
  asks: number[];
}

export function compare(a: Trajectory, b: Trajectory): Comparison {
  const [parts, why] = parting(a, b);
  return {
    parts,
    why,
    a: sideOf(a),
    b: sideOf(b),
    steps: Math.max(a.steps.length, b.steps.length),
    sameTask: a.task === b.task,
  };
}

const sideOf = (trajectory: Trajectory): ComparedSide => ({
  measures: measure(trajectory),
  curve: curveOf(trajectory.steps),
  asks: trajectory.steps.flatMap((step, i) => (factsOf(step).advised ? [i] : [])),
});

/** A test that was seen before and is not reported any more counts as failing; a change taken back counts not at all. */
export function curveOf(steps: readonly Step[]): (number | null)[] {
  const known = new Set<string>();
  let now: number | null = null;
  return steps.map(({ observation: { tests, kept } }) => {
    if (!tests || tests.tests.length === 0 || kept === false) return now;
    for (const { name } of tests.tests) known.add(name);
    return (now = tests.tests.filter(({ status }) => status === 'pass').length / known.size);
  });
}

function parting(a: Trajectory, b: Trajectory): [number | null, string] {
  if (a.task !== b.task) return [0, 'they try different tasks'];
  const most = Math.max(a.steps.length, b.steps.length);
  for (let i = 0; i < most; i++) {
    const why = unlike(a.steps[i], b.steps[i]);
    if (why) return [i, why];
  }
  return [null, ''];
}

function unlike(a: Step | undefined, b: Step | undefined): string {
  if (!a || !b) return 'one of them ends here';
  const [one, other] = [factsOf(a), factsOf(b)];
  if (one.advised !== other.advised) return 'only one of them asked the expert';
  if (one.action !== other.action) return 'they do different things';
  const said = (step: Step) => expertReply(step)?.text;
  if (said(a) !== said(b)) return 'the expert answers differently';
  return one.result === other.result ? '' : 'the same action brings another result';
}
