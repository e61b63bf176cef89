/**
 * State and proposal -> numbers that do not depend on the engine. Each is bounded (logarithms, shares), finite for any
 * input, and has plain words for the reason of a reading.
 */
import { actionClass } from '../../facts/loops';
import type { Generation, State, Step } from '../../types';
import { actionKey, factsOf, Progress, type StepFacts } from '../../facts/progress';

const log = (n: number) => Math.log1p(Math.max(0, n));
const share = (part: number, whole: number) => (whole > 0 ? Math.min(2, Math.max(0, part / whole)) : 0);
const finite = (n: number) => (Number.isFinite(n) ? n : 0);

/** What a row of steps and a proposal come down to; counts are since the start of the episode unless they say. */
export interface Signs {
  step: number;
  stepsLeft: number;
  tokenShare: number;
  /** Failing tests now, at best and at first; undefined before the first run. */
  failing: number | undefined;
  best: number | undefined;
  first: number | undefined;
  runs: number;
  /** Since fewer tests failed than ever before (or since the first run). */
  stepsStale: number;
  runsStale: number;
  editsStale: number;
  /** Test runs since then whose result was seen before. */
  sameResults: number;
  filesEdited: number;
  missedEdits: number;
  /** The proposal was carried out before, since the last change of files, with the same result. */
  repeats: number;
  /** Length of the row of the same base command, with the proposal. */
  run: number;
  errors: number;
  refused: number;
  /** Mean log-probability of the proposal's tokens, when the engine gives them. */
  logprob: number | undefined;
  /** Steps since the expert last spoke; undefined = never. */
  sinceAdvice: number | undefined;
  /** Advice came and no test has run since. */
  pending: boolean;
  calls: number;
  proposal: string;
  files: number;
}

/** Steps taken in one after the other; the signs after each cost the same whatever the length. */
export class Walk {
  private progress = new Progress();
  private edited = new Set<string>();
  private results = new Set<string>();
  /** Action -> result -> times, since the last change of files. */
  private seen = new Map<string, Map<string, number>>();
  private steps = 0;
  private since = 0;
  private count = { runs: 0, runsStale: 0, editsStale: 0, sameResults: 0, missedEdits: 0, errors: 0, refused: 0 };
  private tokens = 0;
  private calls = 0;
  private advice: number | undefined;
  private pending = false;
  private row = 0;
  private before = '';

  constructor(steps: readonly Step[] = []) {
    for (const step of steps) this.add(step);
  }

  add(step: Step): void {
    const facts = factsOf(step);
    const { count } = this;
    this.steps++;
    this.tokens += facts.tokens;
    if (facts.tests) this.addRun(facts);
    if (facts.kind === 'edit' && facts.edited === undefined) count.missedEdits++;
    if (facts.edited !== undefined) {
      this.edited.add(facts.edited);
      count.editsStale++;
      this.seen.clear();
    } else {
      const times = this.seen.get(facts.action) ?? new Map<string, number>();
      this.seen.set(facts.action, times.set(facts.result, (times.get(facts.result) ?? 0) + 1));
    }
    count.errors = facts.error ? count.errors + 1 : 0;
    if (facts.kind === 'ask' && !facts.advised) count.refused++;
    this.row = facts.class !== '' && facts.class === this.before ? this.row + 1 : 1;
    this.before = facts.class;
    if (facts.advised) {
      this.advice = this.steps;
      this.calls++;
      this.pending = true;
    }
  }

  private addRun(facts: StepFacts): void {
    const { count } = this;
    const better = this.progress.add(facts) || count.runs === 0;
    count.runs++;
    this.pending = false;
    if (better) {
      this.since = this.steps;
      count.runsStale = count.editsStale = count.sameResults = 0;
      this.results.clear();
    } else count.runsStale++;
    if (this.results.has(facts.result)) count.sameResults++;
    this.results.add(facts.result);
  }

  /** `known`: the proposal's action and class where they are known already. */
  signs(
    proposal: Generation,
    task: State['task'],
    { limits }: State['config'],
    known: Pick<StepFacts, 'action' | 'class'> = {
      action: actionKey(proposal.action),
      class: actionClass(proposal.action),
    },
  ): Signs {
    const { progress, steps, count, calls, pending } = this;
    return {
      ...count,
      step: steps,
      stepsLeft: Math.max(0, limits.steps - steps),
      tokenShare: share(this.tokens, limits.tokens),
      failing: progress.now,
      best: progress.best,
      first: progress.first,
      stepsStale: steps - this.since,
      filesEdited: this.edited.size,
      repeats: most(this.seen.get(known.action)),
      run: this.before !== '' && known.class === this.before ? this.row + 1 : 1,
      logprob: meanLogprob(proposal),
      sinceAdvice: this.advice === undefined ? undefined : steps - this.advice,
      pending,
      calls,
      proposal: proposal.action?.kind ?? 'none',
      files: task.paths.length,
    };
  }
}

function most(times: Map<string, number> | undefined): number {
  let highest = 0;
  for (const n of times?.values() ?? []) highest = Math.max(highest, n);
  return highest;
}

export const signsOf = ({ steps, task, config }: State, proposal: Generation): Signs =>
  new Walk(steps).signs(proposal, task, config);

/** Clamped at -20: some servers write -9999 for "unlikely". Undefined without log-probabilities. */
export function meanLogprob({ logprobs = [] }: Generation): number | undefined {
  const known = logprobs.filter((p) => Number.isFinite(p));
  if (known.length === 0) return undefined;
  return known.reduce((sum, p) => sum + Math.min(0, Math.max(-20, p)), 0) / known.length;
}

interface Feature {
  name: string;
  of(signs: Signs): number;
  /** Plain words for a reason; read only where the feature speaks. */
  words(signs: Signs): string;
}

const n = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
const flag = (name: string, of: (signs: Signs) => boolean, words: (signs: Signs) => string): Feature => ({
  name,
  of: (signs) => Number(of(signs)),
  words,
});

/** The order is the order of the weights; a new feature goes to the end and needs new weights. */
export const FEATURES: readonly Feature[] = [
  flag(
    'untested',
    (s) => s.runs === 0,
    (s) => (s.runs === 0 ? 'no test has run yet' : 'tests have run'),
  ),
  { name: 'failing', of: (s) => log(s.failing ?? 0), words: (s) => `${n(s.failing ?? 0, 'failing test')} now` },
  { name: 'left', of: (s) => share(s.best ?? 1, s.first ?? 1), words: (s) => leftWords(s) },
  {
    name: 'worse',
    of: (s) => log((s.failing ?? 0) - (s.best ?? 0)),
    words: (s) => `${(s.failing ?? 0) - (s.best ?? 0)} more failing than at best`,
  },
  {
    name: 'stale',
    of: (s) => log(s.stepsStale),
    words: (s) => `${n(s.stepsStale, 'step')} without fewer failing tests`,
  },
  { name: 'staleRuns', of: (s) => log(s.runsStale), words: (s) => `${n(s.runsStale, 'test run')} without progress` },
  { name: 'staleEdits', of: (s) => log(s.editsStale), words: (s) => `${n(s.editsStale, 'edit')} without effect` },
  {
    name: 'sameResults',
    of: (s) => share(s.sameResults, s.runsStale + 1),
    words: (s) => `${n(s.sameResults, 'test run')} with a result seen before`,
  },
  { name: 'spread', of: (s) => log(s.filesEdited), words: (s) => `${n(s.filesEdited, 'file')} edited` },
  { name: 'missed', of: (s) => log(s.missedEdits), words: (s) => `${n(s.missedEdits, 'edit')} that did not apply` },
  {
    name: 'repeats',
    of: (s) => log(s.repeats),
    words: (s) => (s.repeats === 0 ? 'a new action' : `the same action for the ${s.repeats + 1}. time`),
  },
  { name: 'row', of: (s) => log(s.run - 1), words: (s) => `${n(s.run, 'command')} of the same kind in a row` },
  { name: 'errors', of: (s) => log(s.errors), words: (s) => `${n(s.errors, 'error')} in a row` },
  { name: 'used', of: (s) => share(s.step, s.step + s.stepsLeft), words: (s) => `${n(s.stepsLeft, 'step')} left` },
  {
    name: 'tokens',
    of: (s) => s.tokenShare,
    words: (s) => `${Math.round(100 * s.tokenShare)} % of the tokens used`,
  },
  {
    name: 'unsure',
    of: (s) => Math.min(5, -(s.logprob ?? 0)),
    words: (s) => `token log-probability ${(s.logprob ?? 0).toFixed(2)}`,
  },
  flag(
    'noDoubt',
    (s) => s.logprob === undefined,
    () => 'no token probabilities',
  ),
  {
    name: 'advised',
    of: (s) => (s.sinceAdvice === undefined ? 0 : Math.exp(-s.sinceAdvice / 8)),
    words: (s) => (s.sinceAdvice === undefined ? 'no advice so far' : `advice ${n(s.sinceAdvice + 1, 'step')} ago`),
  },
  flag(
    'pending',
    (s) => s.pending,
    (s) => (s.pending ? 'the last advice is not tested yet' : 'no advice waits'),
  ),
  { name: 'calls', of: (s) => log(s.calls), words: (s) => `${n(s.calls, 'ask')} so far` },
  { name: 'refused', of: (s) => log(s.refused), words: (s) => `${n(s.refused, 'question')} not answered` },
  flag(
    'asks',
    (s) => s.proposal === 'ask',
    (s) => (s.proposal === 'ask' ? 'it asks itself' : 'it does not ask'),
  ),
  flag(
    'gaveUp',
    (s) => s.proposal === 'submit' && (s.failing ?? 1) > 0,
    () => 'it submits with failing tests',
  ),
  flag(
    'unreadable',
    (s) => s.proposal === 'invalid' || s.proposal === 'none',
    () => 'its reply is no action',
  ),
  { name: 'size', of: (s) => log(s.files), words: (s) => `${n(s.files, 'file')} in the repository` },
];

function leftWords({ best, first }: Signs): string {
  if (best === undefined || first === undefined) return 'nothing known about the tests';
  return best < first ? `${first} failing at first, ${best} at best` : `still all ${n(first, 'test')} failing`;
}

export const vectorOf = (signs: Signs): number[] => FEATURES.map(({ of }) => finite(of(signs)));
