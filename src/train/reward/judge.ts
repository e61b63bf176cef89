/**
 * The rule judge: was asking warranted, was the guidance followed? A rule on the transcript, no model: it reads names,
 * edits and test results, and cannot tell good advice from bad. Any other `Judge` can take its place.
 *
 *   warrant = 0.4 trouble + 0.2 effort + 0.2 concrete + 0.2 stuck     at most 0.25 for a question asked before
 *   follow  = 0.6 place + 0.2 checked + 0.2 reported
 */
import { actionClass, runLengths } from '../../facts/loops';
import { render } from '../../agent/prompt';
import type { Action, Observation, Step, Trajectory } from '../../types';
import { ownAction, readCalls, type ExpertCall, type Judge } from './calls';

export const ruleJudge: Judge = (trajectory, call) => ({
  warrant: warrant(trajectory, call),
  follow: follow(trajectory, call),
});

/** What a model said of the calls after the end (trajectory.judgements); the rule where it said nothing that reads. */
export const recordedJudge: Judge = (trajectory, call) => {
  const said = trajectory.judgements?.find(({ step }) => step === call.step);
  const rule = ruleJudge(trajectory, call);
  return { warrant: said?.warrant ?? rule.warrant, follow: said?.follow ?? rule.follow };
};

/** Own actions between two calls that count as having tried. */
const EFFORT = 2;
/** A row of this many commands of the same kind is a sign of being stuck. */
const ROW = 3;
const REPEATED_QUESTION = 0.25;

function warrant(trajectory: Trajectory, call: ExpertCall): number {
  const { steps } = trajectory;
  const earlier = readCalls(steps).filter(({ step }) => step < call.step);
  const since = steps.slice(earlier.at(-1)?.from ?? 0, call.step);
  const own = since.flatMap((step) => ownAction(step) ?? []);
  const before = steps.slice(0, call.step);
  const failing = lastFailing(before);
  const trouble = (failing !== null && failing > 0) || since.some(wentWrong);
  const concrete = !call.asked || codeNames(call.question).some((name) => seen(trajectory, call.step).includes(name));
  const score =
    0.4 * Number(trouble) +
    0.2 * Math.min(1, own.length / EFFORT) +
    0.2 * Number(concrete) +
    0.2 * Number(isStuck(since, own));
  const again = call.asked && earlier.some((other) => other.asked && plain(other.question) === plain(call.question));
  return again ? Math.min(REPEATED_QUESTION, score) : score;
}

/** An edit that made no failing test fewer, a row of the same kind of command, or the same action again. */
function isStuck(since: Step[], own: Action[]): boolean {
  const kinds = own.map(actionClass);
  const inRow = Math.max(0, ...runLengths(kinds)) >= ROW;
  const again = own.some((action, i) => own.slice(0, i).some((other) => same(action, other)));
  return inRow || again || uselessEdit(since);
}

function uselessEdit(since: Step[]): boolean {
  const edit = since.findIndex(tookEffect);
  if (edit === -1) return false;
  const after = lastFailing(since.slice(edit + 1));
  return after !== null && after > 0;
}

function follow({ steps, exit }: Trajectory, call: ExpertCall): number {
  const segment = steps.slice(call.from, call.to).filter((step) => ownAction(step) !== null);
  if (segment.length === 0) return 0;
  const wanted = codeNames(call.guidance);
  const touching = segment.filter((step) => wanted.length === 0 || touches(ownAction(step)!, wanted));
  const place = touching.some(tookEffect) ? 1 : touching.length > 0 ? 0.5 : 0;
  const edit = segment.findIndex(tookEffect);
  const tested = edit === -1 ? null : lastFailing(segment.slice(edit + 1));
  const before = lastFailing(steps.slice(0, call.step));
  const after = lastFailing(segment);
  const fewer = before !== null && after !== null && after < before;
  const next = steps[call.to];
  const words = next?.generations[0]?.action;
  const told =
    words?.kind === 'ask' && codeNames(words.question).some((name) => segment.some((step) => holds(step, name)));
  const done = exit === 'submitted' && call.to === steps.length && after === 0;
  return 0.6 * place + 0.2 * Number(tested !== null) + 0.2 * Number(fewer || told || done);
}

// ---- what a transcript says ------------------------------------------------------------------------------------

/** Failing tests of the last step that ran tests; null when none did. */
function lastFailing(steps: readonly Step[]): number | null {
  const tests = steps.findLast((step) => step.observation.tests)?.observation.tests;
  return tests ? tests.tests.filter((test) => test.status === 'fail').length : null;
}

/** A command that failed, an edit that missed, a reply that is no action. */
function wentWrong(step: Step): boolean {
  const action = ownAction(step);
  if (action?.kind === 'run') return !/^exit code 0\b/.test(step.observation.text);
  return action?.kind === 'invalid' || (action?.kind === 'edit' && !tookEffect(step));
}

const tookEffect = (step: Step) =>
  ownAction(step)?.kind === 'edit' && /^(Edited|Created|Filled) /.test(step.observation.text);

/** What the protégé had read before a step: the task as it sees it and every observation. */
function seen(trajectory: Trajectory, before: number): string {
  const { public: task, config, steps } = trajectory;
  const first = render({ task, config, steps: [] }, [], 'protege')[1]!.content;
  return [
    first,
    ...steps.slice(0, before).map(({ observation }: { observation: Observation }) => observation.text),
  ].join('\n');
}

const WORD = /[A-Za-z_$][A-Za-z0-9_$]*(?:[./-][A-Za-z0-9_$]+)*/g;
const CODE_LIKE = /[./_$0-9]|[a-z][A-Z]/;

/** Words of a text that look like code: paths, dotted or snake or camel names, and whatever stands in backticks. */
export function codeNames(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]{1,80})`/g)].flatMap((match) => match[1]!.match(WORD) ?? []);
  const coded = (text.match(WORD) ?? []).filter((word) => word.length > 3 && CODE_LIKE.test(word));
  return [...new Set([...quoted.filter((word) => word.length > 2), ...coded])];
}

/** The action's own words: where it acts and what it writes. */
function wordsOf(action: Action): string {
  switch (action.kind) {
    case 'run':
      return action.command;
    case 'view':
      return action.path;
    case 'edit':
      return `${action.path}\n${action.find}\n${action.replace}`;
    default:
      return '';
  }
}

const touches = (action: Action, wanted: string[]) => wanted.some((name) => wordsOf(action).includes(name));
const holds = (step: Step, name: string) =>
  wordsOf(ownAction(step)!).includes(name) || step.observation.text.includes(name);
const same = (a: Action, b: Action) => a.kind === b.kind && wordsOf(a) === wordsOf(b);
const plain = (question: string) =>
  question
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
