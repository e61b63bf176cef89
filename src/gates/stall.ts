/**
 * Notices that the protégé goes in circles. Three detectors, each blind to what came before the last sign of progress
 * (a successful edit, a changed test result, an expert's word):
 *   repeats   the same action with the same result: 3 times 0.75, 4 times 1
 *   runs      the same kind of command in a row, arguments ignored: 10 (8 after a first such run) 0.5, rising to 1 at 15
 *   errors    actions that failed in a row: 3 of them 0.6, 4 0.8, 5 1
 */
import { escalated, executed } from '../facts/step';
import { actionClass, runLengths } from '../facts/loops';
import type { Action, Gate, Generation, Observation, State, Step } from '../types';
import { shortAction, compose } from './question';

interface StallSign {
  score: number;
  reason: string;
}

const NONE: StallSign = { score: 0, reason: 'No sign of going in circles.' };
const FIRST_RUN = 10;
const LATER_RUN = 8;
const WORST_RUN = 15;

export function create(): Gate {
  return (state, proposal) => {
    const recent = sinceProgress(state.steps);
    const signs = [repeats(recent, proposal), runs(state, recent, proposal), errors(recent)];
    const worst = signs.reduce((a, b) => (b.score > a.score ? b : a), NONE);
    if (worst.score === 0) return { ...NONE };
    return { ...worst, question: compose(state, `The agent seems stuck: ${worst.reason}`) };
  };
}

/** The steps after the last sign of progress. */
function sinceProgress(steps: Step[]): Step[] {
  let before: string | undefined;
  let from = 0;
  steps.forEach((step, i) => {
    const { tests } = step.observation;
    const now = tests && outcome(step.observation);
    const moved = now !== undefined && before !== undefined && now !== before;
    const edited = executed(step)?.kind === 'edit' && !step.observation.failed;
    if (now !== undefined) before = now;
    if (edited || escalated(step)) from = i + 1;
    else if (moved) from = i;
  });
  return steps.slice(from);
}

/** Observations never change, and every later step asks for theirs again. */
const outcomes = new WeakMap<Observation, string>();

/** What came back, apart from timings. */
function outcome(observation: Observation): string {
  const known = outcomes.get(observation);
  if (known !== undefined) return known;
  const { text, tests } = observation;
  const made = tests
    ? JSON.stringify(tests.tests.map((test) => [test.name, test.status]).sort())
    : text.replace(/\d+(?:\.\d+)?\s?(?:ms|s)\b/g, 'T');
  outcomes.set(observation, made);
  return made;
}

const key = (action: Action | null) => JSON.stringify(action);

function repeats(recent: Step[], { action }: Generation): StallSign {
  if (!action || action.kind === 'submit') return NONE;
  const wanted = action.kind === 'invalid' ? 'invalid' : key(action);
  const same = recent.filter((step) => {
    const done = executed(step);
    return (done?.kind === 'invalid' ? 'invalid' : key(done)) === wanted;
  });
  const results = same.map((step) => (action.kind === 'invalid' ? '' : outcome(step.observation)));
  const alike = results.filter((result) => result === results.at(-1)).length;
  const times = alike + 1;
  if (times < 3) return NONE;
  return {
    score: times === 3 ? 0.75 : 1,
    reason: `The same action for the ${times === 3 ? 'third' : `${times}th`} time, with the same result: it ${shortAction(action)}.`,
  };
}

function runs(state: State, recent: Step[], proposal: Generation): StallSign {
  const now = actionClass(proposal.action);
  if (now === '' || now === 'edit' || now === 'submit') return NONE;
  const kinds = recent.map((step) => actionClass(executed(step)));
  const length = runLengths([...kinds, now]).at(-1)!;
  const earlier = runLengths(
    state.steps.slice(0, state.steps.length - recent.length).map((step) => actionClass(executed(step))),
  );
  const first = earlier.some((run) => run >= FIRST_RUN) ? LATER_RUN : FIRST_RUN;
  if (length < first) return NONE;
  const score = Math.min(1, 0.5 + (0.5 * (length - first)) / (WORST_RUN - first));
  return {
    score,
    reason: `${length} commands of the same kind in a row (${now}), with no edit and no new test result.`,
  };
}

function errors(recent: Step[]): StallSign {
  const last = recent.findLastIndex(({ observation }) => !observation.failed || observation.tests !== undefined);
  const row = recent.length - 1 - last;
  if (row < 3) return NONE;
  return { score: Math.min(1, 0.6 + 0.2 * (row - 3)), reason: `The last ${row} actions failed.` };
}
