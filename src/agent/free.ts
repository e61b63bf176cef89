/** What an action of a language model does in the free loop: short results, tests behind every change, no red submit. */
import { executed } from '../facts/step';
import { testCommand } from '../facts/command';
import { own } from '../lib/diff';
import type { Action, AgentEvent, Observation, Sandbox, State, Step, Stream } from '../types';
import { knownError, failing, frames, importsOf, isGreen } from './brief';
import { deadline } from './deadline';
import { execute, runTests, trial, type Execution, type Surroundings, type Tests } from './execute';
import type { Form } from './form';
import { repeatNote } from './repeats';

type Executing = Stream<AgentEvent, Execution>;

/** Red submits that are answered; the next one ends the episode. */
export const REFUSALS = 2;

export const isRefused = (step: Step): boolean => executed(step)?.kind === 'submit' && step.observation.failed === true;

export async function* carryOutFree(
  action: Action,
  sandbox: Sandbox,
  plain: Surroundings,
  { task, config, steps }: State,
  form: Form,
): Executing {
  const command = testCommand(task.run);
  const last = lastRun(steps);
  const tests: Tests = {
    command,
    deadline: deadline(command, steps, config.commandTimeoutMs, command),
    ...before(last),
  };
  const around: Surroundings = { ...plain, observationChars: form.chars, brief: true, ...before(last) };
  if (action.kind === 'submit') return yield* handIn(sandbox, around, steps, tests);
  const changes = action.kind === 'edit' || action.kind === 'run';
  const outcome = yield* changes ? trial(action, sandbox, around, tests) : execute(action, sandbox, around);
  const note =
    Object.keys(outcome.changes).length > 0 ? '' : repeatNote(action, steps, hint(around, steps, last, form));
  if (note === '') return outcome;
  // the same result once more would only make the same reply likelier
  return { ...outcome, observation: { ...outcome.observation, text: note } };
}

const before = (last: Observation | undefined) => (last?.tests ? { before: last.tests } : {});

/** The last run of tests, the harness's own behind a change included. */
function lastRun(steps: Step[]): Observation | undefined {
  return steps.findLast(({ observation }) => observation.tests)?.observation;
}

/** Green tests are handed in. Red ones are told again, a few times; then it counts as given up. */
async function* handIn(sandbox: Sandbox, around: Surroundings, steps: Step[], tests: Tests): Executing {
  const { observation: ran, changes } = yield* runTests(sandbox, around, tests);
  if (isGreen(ran)) return { observation: { ...ran, text: 'Submitted.' }, changes };
  const told = steps.filter(isRefused).length;
  const changed = steps.some((step) => Object.keys(step.changes).some((path) => !around.tests.has(path)));
  const why = changed ? 'the tests still fail' : 'nothing has been changed and the tests fail';
  const text =
    told < REFUSALS ? `Not handed in: ${why}.\n${ran.text}\nGo on: read the code and change it.` : `Given up: ${why}.`;
  return { observation: { ...ran, text, failed: true }, changes };
}

/** What to do instead of the same again; a look is written out, since what such a model does best is to copy. */
function hint(around: Surroundings, steps: Step[], last: Observation | undefined, { dialect }: Form): string {
  if (!last) return 'Run the tests.';
  const viewed = new Set(
    steps.flatMap((step) => executed(step) ?? []).flatMap((a) => (a.kind === 'view' ? [a.path] : [])),
  );
  const named = failing(last.tests!).flatMap((test) => frames(knownError(test).stack ?? '', around.files));
  const sources = named.filter(({ path }) => !around.tests.has(path));
  const bad = failing(last.tests!);
  const nearby = [...bad.flatMap(({ file }) => importsOf(file, around)), ...bad.map(({ file }) => file)];
  const unread =
    sources.find(({ path }) => !viewed.has(path)) ??
    nearby
      .map((path) => ({ path, line: undefined }))
      .find(({ path }) => own(around.files, path) !== undefined && !viewed.has(path));
  if (unread) return `Read ${unread.path}, like this:\n${dialect.look(unread.path, unread.line)}`;
  return sources[0]
    ? `Change the code of ${sources[0].path} near line ${sources[0].line}, or ask.`
    : 'Change the code that the failing test calls, or ask.';
}
