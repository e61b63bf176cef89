/** Is this value a Trajectory? Deep enough that what passes can be shown, replayed and resumed without surprises. */
import type { Trajectory } from '../types';

/** One sentence: what is wrong with a trajectory and where. */
export class TrajectoryError extends Error {
  override name = 'TrajectoryError';
}

type Check = (value: unknown, at: string) => void;

const fail = (at: string, wanted: string): never => {
  throw new TrajectoryError(`This trajectory is damaged: ${at || 'it'} should be ${wanted}.`);
};

const text: Check = (value, at) => void (typeof value === 'string' || fail(at, 'a text'));
const number: Check = (value, at) =>
  void ((typeof value === 'number' && Number.isFinite(value)) || fail(at, 'a number'));
const boolean: Check = (value, at) => void (typeof value === 'boolean' || fail(at, 'true or false'));
const anything: Check = () => {};
const oneOf =
  (...values: unknown[]): Check =>
  (value, at) =>
    void (values.includes(value) || fail(at, `one of ${values.map(String).join(', ')}`));
const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null || check(value, at);
const maybe =
  (check: Check): Check =>
  (value, at) =>
    value === undefined || check(value, at);
const list =
  (check: Check, least = 0): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < least) return fail(at, least ? 'a list that is not empty' : 'a list');
    value.forEach((item, i) => check(item, `${at}[${i}]`));
  };
const record =
  (check: Check): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(at, 'an object');
    for (const [key, item] of Object.entries(value)) check(item, `${at}[${JSON.stringify(key)}]`);
  };
const shape =
  (checks: Record<string, Check>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(at, 'an object');
    for (const [key, check] of Object.entries(checks))
      check((value as Record<string, unknown>)[key], at ? `${at}.${key}` : key);
  };

const ACTIONS: Record<string, Check> = {
  run: shape({ command: text }),
  view: shape({ path: text, from: maybe(number), to: maybe(number) }),
  edit: shape({ path: text, find: text, replace: text }),
  ask: shape({ question: text }),
  submit: shape({}),
  invalid: shape({ reason: text }),
};
const action: Check = (value, at) => {
  shape({ kind: oneOf(...Object.keys(ACTIONS)) })(value, at);
  ACTIONS[(value as { kind: string }).kind]!(value, at);
};

const choice = shape({ id: text, options: maybe(record(anything)) });
const generation = shape({
  by: oneOf('protege', 'expert', 'harness'),
  action: orNull(action),
  text,
  tokensIn: number,
  tokensOut: number,
  cost: orNull(number),
  ms: number,
  logprobs: maybe(list(number)),
  model: maybe(text),
  prompt: maybe(text),
  move: maybe(shape({ kind: text, path: text, from: number, to: number, sample: number, of: maybe(list(number)) })),
  local: maybe(
    shape({ prefilled: number, prefillPerSecond: number, decodePerSecond: number, elided: number, context: number }),
  ),
});
const tests = shape({
  tests: list(
    shape({
      name: text,
      file: text,
      status: oneOf('pass', 'fail', 'skip', 'todo'),
      ms: number,
      error: maybe(shape({ message: text })),
    }),
  ),
  complete: boolean,
  tampered: list(text),
});
const change: Check = (value, at) =>
  void (
    value === null ||
    typeof value === 'string' ||
    value instanceof Uint8Array ||
    fail(at, 'a text, bytes or null')
  );
const spent = shape({ tokensIn: number, tokensOut: number, cost: orNull(number), ms: number });
const place = shape({ path: text, from: number, to: number, score: number, why: list(text) });
const step = shape({
  generations: list(generation, 1),
  reading: orNull(
    shape({
      score: number,
      reason: text,
      question: maybe(text),
      held: maybe(text),
      bar: maybe(number),
      verdict: maybe(oneOf('help', 'wait')),
      spent: maybe(spent),
    }),
  ),
  observation: shape({
    text,
    ms: number,
    exitCode: maybe(number),
    timedOut: maybe(boolean),
    tests: maybe(tests),
    failed: maybe(boolean),
    places: maybe(list(place)),
    kept: maybe(boolean),
    change: maybe(text),
    refused: maybe(oneOf('unchanged', 'repeated', 'syntax', 'empty')),
  }),
  changes: record(change),
});
const run: Check = (value, at) => typeof value === 'string' || shape({ framework: text, files: list(text) })(value, at);
const report = shape({
  resolved: boolean,
  failToPass: record(boolean),
  passToPass: record(boolean),
  reasons: list(text),
  tampered: list(text),
  open: maybe(boolean),
  weak: maybe(shape({ tried: number, noticed: boolean })),
  differs: maybe(list(text)),
  ms: number,
});
const judgement = shape({
  step: number,
  warrant: orNull(number),
  follow: orNull(number),
  reason: text,
  tokensIn: number,
  tokensOut: number,
  cost: orNull(number),
  ms: number,
  model: maybe(text),
});
const config = shape({
  protege: choice,
  expert: orNull(choice),
  gate: choice,
  sandbox: choice,
  scaffold: maybe(choice),
  dialect: maybe(choice),
  threshold: number,
  mode: oneOf('advise', 'act'),
  judge: maybe(boolean),
  limits: shape({ steps: number, wallMs: number, expertCalls: number, tokens: number, cost: number }),
  context: shape({
    expert: shape({ last: number, unit: oneOf('messages', 'turns', 'all') }),
    observationChars: number,
  }),
  commandTimeoutMs: number,
  seed: number,
  prompts: shape({ protege: text, expert: text }),
});
const trajectory = shape({
  id: text,
  task: text,
  startedAt: (value, at) =>
    void ((typeof value === 'string' && !Number.isNaN(Date.parse(value))) || fail(at, 'a date')),
  public: shape({
    id: text,
    problem: text,
    language: oneOf('javascript', 'typescript'),
    run,
    title: maybe(text),
    paths: list(text),
  }),
  config,
  steps: list(step),
  exit: oneOf(
    null,
    'submitted',
    'gave_up',
    'step_limit',
    'time_limit',
    'token_limit',
    'cost_limit',
    'format',
    'aborted',
    'error',
  ),
  error: maybe(shape({ boundary: oneOf('model', 'gate', 'sandbox', 'task'), message: text })),
  patch: maybe(text),
  handed: maybe(number),
  report: maybe(report),
  judgements: maybe(list(judgement)),
  branch: maybe(shape({ of: text, at: number })),
});

/** The value itself. @throws TrajectoryError */
export function checkTrajectory(value: unknown): Trajectory {
  const format = (value as { format?: unknown } | null)?.format;
  if (format !== 'protege-1')
    throw new TrajectoryError(
      `This trajectory has the format ${JSON.stringify(format)}, which this version does not read. Reload the page for a newer one.`,
    );
  trajectory(value, '');
  return value as Trajectory;
}
