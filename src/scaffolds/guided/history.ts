/** What the record of a guided episode says so far: a fold of its steps. Pure, so that a resumed episode goes on where it was. */
import { carried } from '../../facts/step';
import { oneLine } from '../../lib/foreign';
import { hash } from '../../lib/ids';
import type { Move, Place, Step, TestReport } from '../../types';

/** One written change and what the tests said of it. */
export interface Tried {
  step: number;
  move: Move;
  /** Changed files, by what they became; absent when nothing was run. */
  key: string;
  /** Failing tests of the base that passed, and passing ones that no longer did. */
  fixed: string[];
  broken: string[];
  refused: string | undefined;
  /** Everything passed with it. */
  green: boolean;
  /** Mean natural-log probability of its tokens, where known. */
  sure: number | undefined;
  /** First lines of what still failed. */
  failure: string;
}

export interface MentorAdvice {
  step: number;
  text: string;
}

export interface History {
  /** The run that all tries are held against. */
  base: TestReport | undefined;
  /** What a run of the tests may take, ms: a few times the first, or little where that did not end. */
  limitMs: number;
  places: Place[];
  tried: Tried[];
  /** Every change so far, by what the files became. */
  seen: ReadonlySet<string>;
  /** Index of the step whose change passed everything and stays. */
  green: number | undefined;
  advice: MentorAdvice[];
  /** Tokens that were written, and read anew, so far. */
  tokens: number;
  samples: number;
}

/** The first run told nothing: it did not end, or took the sandbox with it. Whatever ends and passes is better. */
const UNKNOWN: TestReport = { tests: [], complete: false, tampered: [] };

const LOOPED_MS = 5000;
const LEAST_MS = 4000;
const TIMES = 5;

export const keyOf = (changes: Record<string, string>): string =>
  Object.entries(changes)
    .map(([path, text]) => `${path}:${hash(text)}.${text.length}`)
    .sort()
    .join(' ');

export const failing = (report: TestReport | undefined): string[] =>
  (report?.tests ?? []).filter((test) => test.status === 'fail').map((test) => nameOf(test));

const nameOf = ({ file, name }: { file: string; name: string }) => `${file}\0${name}`;

/** Tests that failed and pass now; tests that passed and fail or are gone. */
export function compareReports(
  before: TestReport,
  after: TestReport,
): { fixed: string[]; broken: string[]; green: boolean } {
  const now = new Map(after.tests.map((test) => [nameOf(test), test.status]));
  const fixed: string[] = [];
  const broken: string[] = [];
  for (const test of before.tests) {
    const name = nameOf(test);
    if (test.status === 'fail' && now.get(name) === 'pass') fixed.push(name);
    if (test.status === 'pass' && now.get(name) !== 'pass') broken.push(name);
  }
  const green = after.complete && after.tests.length > 0 && after.tests.every((test) => test.status !== 'fail');
  return { fixed, broken, green: green && broken.length === 0 };
}

export function historyOf(steps: readonly Step[]): History {
  const history: History = {
    base: undefined,
    limitMs: LOOPED_MS,
    places: [],
    tried: [],
    seen: new Set(),
    green: undefined,
    advice: [],
    tokens: 0,
    samples: 0,
  };
  const seen = new Set<string>();
  steps.forEach((step, i) => {
    const { observation, generations } = step;
    if (observation.places) history.places = observation.places;
    if (i === 0) history.base = observation.tests ?? UNKNOWN;
    if (i === 0 && !observation.timedOut && observation.tests?.complete)
      history.limitMs = Math.max(LEAST_MS, TIMES * observation.ms);
    for (const { by, text, tokensIn, tokensOut, local } of generations) {
      if (by === 'protege') history.tokens += tokensOut + (local?.prefilled ?? tokensIn);
      if (by === 'expert') history.advice.push({ step: i, text });
    }
    const last = carried(step);
    if (!last?.move || !history.base) return;
    history.samples++;
    const key = observation.change ?? '';
    if (key !== '') seen.add(key);
    const { fixed, broken, green } = observation.tests
      ? compareReports(history.base, observation.tests)
      : { fixed: [], broken: [], green: false };
    if (green && observation.kept !== false) history.green = i;
    history.tried.push({
      step: i,
      move: last.move,
      key,
      fixed,
      broken,
      refused: observation.refused,
      green,
      sure: mean(last.logprobs),
      failure: failureOf(observation.tests),
    });
  });
  return { ...history, seen };
}

const mean = (values: number[] | undefined) =>
  values && values.length > 0 ? values.reduce((a, b) => a + b, 0) / values.length : undefined;

/** The first failing test in a few lines, for a repair. */
export function failureOf(report: TestReport | undefined, lines = 6): string {
  const test = report?.tests.find(({ status }) => status === 'fail');
  if (!test) return '';
  const message = (test.error?.message ?? '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
  return [`test "${oneLine(test.name)}" fails:`, ...message.slice(0, lines)].join('\n').slice(0, 600);
}
