/** Gates of the tables alone: fixed intervals, a plan at the start, and one that knows how the protégé would fare alone. */
import { factsOf, Progress } from '../../facts/progress';
import { choose } from '../../gates/choose';
import { compose, latestTests } from '../../gates/question';
import { hash, rng } from '../../lib/ids';
import type { Choice, Gate, Step, Trajectory } from '../../types';

/** A gate of the registry, or one of these. `episode` seeds their coins; `alone`: the same episode without an expert. */
export async function gateOf({ id, options }: Choice, episode: string, alone?: Trajectory): Promise<Gate> {
  if (id === 'interval') return interval(Number(options?.n));
  if (id === 'plan') return planGate(Number(options?.p), episode);
  if (id === 'timing') return timing(Number(options?.n), alone!);
  return choose({ id, ...(options ? { options } : {}) });
}

const say =
  (open: boolean, why: string): Gate =>
  (state) => ({
    score: open ? 1 : 0,
    reason: open ? why : 'Not now.',
    question: compose(state, why),
  });

/** Opens whenever another `n` steps have passed; `n` need not be whole, so that a number of calls can be met. */
export function interval(n: number): Gate {
  return (state, proposal) => {
    const step = state.steps.length + 1;
    const open = Math.floor(step / n) > Math.floor((step - 1) / n);
    return say(open, `Another ${n} steps have passed.`)(state, proposal);
  };
}

/** Opens at the first step and never again, in a share `p` of the episodes. */
export function planGate(p: number, episode: string): Gate {
  const asked = rng(hash('plan', episode))() < p;
  return (state, proposal) =>
    say(asked && state.steps.length === 0, 'Before anything is tried: what is the plan?')(state, proposal);
}

/**
 * Opens only where the protégé alone does not resolve the task, first where it makes its last progress alone, then again
 * every `n` steps while tests fail: the best that timing can do with this knowledge, which no real gate has.
 */
export function timing(n: number, alone: Pick<Trajectory, 'steps' | 'report'>): Gate {
  const from = alone.report?.resolved ? Infinity : (gainsOf(alone.steps).at(-1) ?? 0);
  return (state, proposal) => {
    const step = state.steps.length + 1;
    const red = latestTests(state)?.tests.some(({ status }) => status === 'fail') ?? true;
    const later = step - from - 1;
    const open = red && later >= 0 && (later === 0 || Math.floor(later / n) > Math.floor((later - 1) / n));
    return say(open, 'From here on it gets nowhere alone.')(state, proposal);
  };
}

/** Steps (from 1) in which fewer tests failed than ever before. */
export function gainsOf(steps: readonly Step[]): number[] {
  const progress = new Progress();
  return steps.flatMap((step, i) => (progress.add(factsOf(step)) ? [i + 1] : []));
}
