/**
 * How stuck the protégé looks, graded: log-odds of a few plain signs since the last real progress (fewer failing tests than
 * ever before) or the expert's last word. An edit is not progress, nor is taking one back or a test result seen before;
 * reading is not being stuck. Advice is not bought again before it was tried, and worth less after it was given twice.
 * The protégé's own question is one strong sign among the others. Rules, not learned: the numbers are chosen by hand.
 */
import { hash } from '../lib/ids';
import { actionKey, factsOf, Progress, type StepFacts } from '../facts/progress';
import { executed, expertReply } from '../facts/step';
import { withSigns, type Sign } from '../lib/signs';
import type { Gate, Generation, State, Step } from '../types';
import { compose } from './question';

/** Log-odds of an episode in which nothing odd has happened. */
const CALM = -2.8;

interface Tally {
  /** Edits that the tests saw and that did not leave fewer failing than ever. */
  fruitless: number;
  untested: number;
  /** The files are as they were before: a change taken back, or made again. */
  undone: number;
  /** Test runs whose result was there before. */
  same: number;
  /** Actions in a row that failed, without tests that would explain it. */
  errors: number;
  /** Advice that no change has followed. */
  pending: boolean;
  /** Advice of the same words, in a row. */
  echoes: number;
  failing: number | undefined;
  /** Action -> result -> times, since files last changed. */
  seen: Map<string, Map<string, number>>;
}

/** Options: none. */
export const create = (): Gate => (state, proposal) => {
  const tally = tallyOf(state.steps);
  const signs = signsOf(tally, state, proposal).filter(({ weight }) => Math.abs(weight) >= 0.05);
  const sum = signs.reduce((total, { weight }) => total + weight, CALM);
  const score = Math.round(1000 / (1 + Math.exp(-sum))) / 1000;
  const ordered = signs.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const { action } = proposal;
  const reason = withSigns(
    signs.length > 0 ? `It looks ${Math.round(100 * score)} % stuck` : 'No sign of being stuck',
    ordered,
  );
  const why = ordered.filter(({ weight }) => weight > 0).map(({ words }) => words);
  const question =
    action?.kind === 'ask' ? action.question : compose(state, `The agent seems stuck: ${why.join(', ')}.`);
  return { score, reason, ...(why.length > 0 ? { question } : {}) };
};

function tallyOf(steps: readonly Step[]): Tally {
  const progress = new Progress();
  const results = new Set<string>();
  const files = new Map<string, string>();
  const states = new Set<string>(['']);
  const tally: Tally = {
    fruitless: 0,
    untested: 0,
    undone: 0,
    same: 0,
    errors: 0,
    pending: false,
    echoes: 0,
    failing: undefined,
    seen: new Map(),
  };
  let said = '';
  const again = () => {
    Object.assign(tally, { fruitless: 0, untested: 0, undone: 0, same: 0, errors: 0 });
    results.clear();
  };
  for (const step of steps) {
    const facts = factsOf(step);
    if (facts.advised) {
      again();
      const words = adviceIn(step);
      tally.echoes = words === said ? tally.echoes + 1 : 0;
      tally.pending = true;
      said = words;
    }
    if (edit(facts, step, files, states, tally)) {
      tally.seen.clear();
      tally.pending = false;
    } else count(tally.seen, facts);
    if (facts.tests) {
      const first = progress.best === undefined;
      if (progress.add(facts) || first) again();
      else if (results.has(facts.result) && tally.fruitless + tally.untested + tally.undone > 0) tally.same++;
      tally.fruitless += tally.untested;
      tally.untested = 0;
      results.add(facts.result);
    }
    tally.errors = facts.error ? tally.errors + 1 : 0;
  }
  tally.failing = progress.now;
  return tally;
}

/** Takes in what a step did to the files; true when it changed them, if only for the time of a trial. */
function edit(facts: StepFacts, step: Step, files: Map<string, string>, states: Set<string>, tally: Tally): boolean {
  const changed = Object.entries(step.changes);
  if (changed.length === 0) {
    if (facts.edited === undefined) return false;
    tally.untested++; // tried and taken back within the step
    return true;
  }
  for (const [path, content] of changed)
    files.set(path, content === null ? '-' : typeof content === 'string' ? `${hash(content)}` : `${content.length}`);
  const key = [...files].sort().join('\n');
  const action = executed(step);
  const [done, inverse] =
    action?.kind === 'edit'
      ? [editKey(action), editKey({ ...action, find: action.replace, replace: action.find })]
      : ['', null];
  if (states.has(key) || (inverse !== null && states.has(inverse))) tally.undone++;
  else tally.untested++;
  states.add(key).add(done);
  return true;
}

/** What a file was at first is not known here; that an edit takes another back is. */
const editKey = ({ path, find, replace }: { path: string; find: string; replace: string }) =>
  `edit ${JSON.stringify([path, find, replace])}`;

function count(seen: Tally['seen'], { action, result }: StepFacts): void {
  const times = seen.get(action) ?? new Map<string, number>();
  seen.set(action, times.set(result, (times.get(result) ?? 0) + 1));
}

const adviceIn = (step: Step): string => (expertReply(step)?.text ?? '').replace(/\s+/g, ' ').trim();

const n = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
const capped = (count: number, most: number) => Math.min(count, most);
/** The second counts for more than the twentieth. */
const less = (count: number) => Math.log2(1 + Math.max(0, count));

function signsOf(tally: Tally, { steps, config }: State, { action }: Generation): Sign[] {
  const kind = action?.kind ?? 'none';
  const times = Math.max(0, ...(tally.seen.get(actionKey(action))?.values() ?? []));
  const used = steps.length / Math.max(1, config.limits.steps);
  const trying = tally.fruitless > 0 && tally.failing !== 0;
  const late = trying ? Math.max(0, used - 0.5) : 0;
  const all: [number, string][] = [
    [1.3 * less(tally.fruitless), `${n(tally.fruitless, 'edit')} without effect`],
    [0.4 * less(tally.same), `${n(tally.same, 'test result')} seen before`],
    [0.6 * less(tally.undone), `${n(tally.undone, 'change')} taken back`],
    [1.5 * less(times - 1), `the same action for the ${times + 1}. time, with the same result`],
    [1.2 * less(tally.errors - 1), `${n(tally.errors, 'error')} in a row`],
    [2 * late, `${n(Math.max(0, config.limits.steps - steps.length), 'step')} left`],
    [kind === 'ask' ? 3 : 0, 'the protégé asks'],
    [
      kind === 'submit' && (tally.failing ?? 0) > 0 ? 2.2 : 0,
      `it hands in with ${n(tally.failing ?? 0, 'failing test')}`,
    ],
    [kind === 'invalid' || kind === 'none' ? 0.6 : 0, 'its reply is no action'],
    [tally.pending ? -3.5 : 0, 'the last advice is not tried yet'],
    [-1.5 * capped(tally.echoes, 3), `the expert said the same ${tally.echoes + 1} times`],
  ];
  return all.map(([weight, words]) => ({ weight, words }));
}
