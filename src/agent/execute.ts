/**
 * An Action on a Sandbox -> Observation + Changes. What goes wrong is an observation the model can learn from; only an
 * abort and a lost sandbox throw.
 *
 * The observation of `run`, line by line: `exit code N` (or `killed after …`), the trimmed output, and when tests ran their
 * summary (facts/summary).
 */
import { exitLine, writeSummary } from '../facts/summary';
import { applyChanges, own } from '../lib/diff';
import { oneLine } from '../lib/foreign';
import { locate } from '../lib/paths';
import { firstLine, numbered, plural, splitLines } from '../lib/text';
import type { Action, AgentEvent, Changes, Files, Observation, Sandbox, Stream, TestReport } from '../types';
import { briefReport, knownError, failing, frames, isGreen } from './brief';
import { replaceRead } from './edit';
import type { Deadline } from './deadline';
import { outline } from './outline';
import { asRecorded, trim } from './prompt';

/** What execution needs to know besides the action. */
export interface Surroundings {
  /** The workspace before the action: folded from the record. */
  files: Files;
  /** Paths that are restored before the verdict. */
  tests: ReadonlySet<string>;
  observationChars: number;
  deadline: Deadline;
  signal: AbortSignal;
  /** Test runs are told in few words that lead with one failing test (agent/brief). */
  brief?: boolean;
  /** Of the last run: tells what a change mended or broke, and which lines of a long file to show. */
  before?: TestReport;
  /** Of an edit: a line replaced by nothing stays as an empty one. */
  exact?: boolean;
}

/** The tests that the harness runs by itself. */
export interface Tests {
  command: string;
  deadline: Deadline;
  before?: Surroundings['before'];
}

export interface Execution {
  observation: Observation;
  changes: Changes;
}

type Executing = Stream<AgentEvent, Execution>;

export async function* execute(action: Action, sandbox: Sandbox, around: Surroundings): Executing {
  const started = performance.now();
  const outcome =
    action.kind === 'run' ? yield* run(action.command, sandbox, around) : await quiet(action, sandbox, around);
  const { observation, changes } = outcome;
  // a sandbox that remembers answers sooner than the command took
  const ms = Math.max(observation.ms, performance.now() - started);
  return { observation: { ...observation, text: asRecorded(observation.text), ms }, changes };
}

/**
 * An action and, when it changed files and ran no tests itself, the tests behind it, in one step. The observation leads
 * with what still fails and carries the tests' `exitCode`, `timedOut` and `tests`; `failed` then means that they are red.
 * `changes` are those of both. When the sandbox is lost under the tests, the files are as before the action.
 */
export async function* trial(action: Action, sandbox: Sandbox, around: Surroundings, tests: Tests): Executing {
  const done = yield* execute(action, sandbox, around);
  if (Object.keys(done.changes).length === 0 || done.observation.tests) return done;
  try {
    const files = applyChanges(around.files, done.changes);
    const ran = yield* runTests(sandbox, { ...around, files }, tests);
    const { failed: _, ...told } = done.observation;
    const room = Math.max(200, around.observationChars - ran.observation.text.length - 2);
    const text = `${ran.observation.text}\n\n${trim(told.text, room)}`;
    const ms = told.ms + ran.observation.ms;
    return { observation: { ...told, ...ran.observation, text, ms }, changes: { ...done.changes, ...ran.changes } };
  } catch (error) {
    if (!around.signal.aborted)
      for (const path of Object.keys(done.changes)) await sandbox.write(path, own(around.files, path) ?? null);
    throw error;
  }
}

/** Only the tests, told as in `trial`; `around.files` as they are now. */
export async function* runTests(sandbox: Sandbox, around: Surroundings, tests: Tests): Executing {
  const { deadline, before } = tests;
  const { observation, changes } = yield* run(tests.command, sandbox, {
    ...around,
    deadline,
    brief: true,
    ...(before ? { before } : {}),
  });
  const { failed: _, ...rest } = observation;
  const red = isGreen(observation) ? {} : { failed: true };
  return { observation: { ...rest, text: asRecorded(trim(rest.text, around.observationChars)), ...red }, changes };
}

async function quiet(
  action: Exclude<Action, { kind: 'run' }>,
  sandbox: Sandbox,
  around: Surroundings,
): Promise<Execution> {
  switch (action.kind) {
    case 'view':
      return view(action, around);
    case 'edit':
      return edit(action, sandbox, around);
    case 'ask':
      return failed('Your question was not passed on. Go on with what you know: run, view, edit or submit.');
    case 'submit':
      return seen('Submitted.');
    case 'invalid':
      return failed(action.reason);
    default:
      return action satisfies never;
  }
}

const seen = (text: string, changes: Changes = {}): Execution => ({ observation: { text, ms: 0 }, changes });
const failed = (text: string): Execution => ({ observation: { text, ms: 0, failed: true }, changes: {} });

// ---- run -----------------------------------------------------------------------------------------------------

async function* run(command: string, sandbox: Sandbox, around: Surroundings): Executing {
  const { deadline, signal, observationChars } = around;
  const stream = sandbox.exec(command, { timeoutMs: deadline.ms, signal });
  let next = await stream.next();
  while (!next.done) {
    yield { type: 'output', text: next.value.text };
    next = await stream.next();
  }
  const { exitCode, output, timedOut, tests, changes, dropped, ms } = next.value;
  const head = timedOut ? `killed after ${overdue(deadline)}` : exitLine(exitCode);
  const lost = dropped > 0 ? `\n[${plural(dropped, 'byte')} of output dropped: too much]` : '';
  const body = output.trim() === '' ? '(no output)' : trim(output.trimEnd(), observationChars);
  const summary = tests ? `\n${writeSummary(tests, applyChanges(around.files, changes), observationChars)}` : '';
  const bad = exitCode !== 0 || timedOut;
  const report = around.brief && tests && !timedOut ? briefly(tests, exitCode, around, changes) : undefined;
  const told = report === undefined || tests!.complete ? report : `${report}${lastWords(output)}`;
  const observation: Observation = {
    text: told ?? `${head}\n${body}${lost}${summary}`,
    ms,
    exitCode,
    ...(timedOut ? { timedOut } : {}),
    ...(tests ? { tests } : {}),
    ...(bad ? { failed: true } : {}),
  };
  return { observation, changes };
}

/** Undefined where the report alone would mislead: nothing reported, or all passed and the command failed. */
function briefly(tests: TestReport, exitCode: number, around: Surroundings, changes: Changes): string | undefined {
  if (tests.tests.length === 0 || (exitCode !== 0 && isGreen({ exitCode: 0, tests }))) return undefined;
  return trim(
    briefReport(tests, { ...around, files: applyChanges(around.files, changes) }, around.before),
    around.observationChars,
  );
}

/** What a run printed before it ended early. */
function lastWords(output: string): string {
  const lines = splitLines(output.trim()).slice(-6);
  return lines.join('') === '' ? '' : `\nprinted last:\n${lines.map((line) => `  ${firstLine(line)}`).join('\n')}`;
}

const overdue = ({ ms, whole }: Deadline): string =>
  `${ms / 1000} s: it did not end (an endless loop?)${whole === undefined ? '' : `; repeated at once it gets ${whole / 1000} s`}`;

// ---- view ----------------------------------------------------------------------------------------------------

function view(action: Extract<Action, { kind: 'view' }>, around: Surroundings): Execution {
  const { files, observationChars } = around;
  const known = Object.keys(files);
  const path = ['', '/', '.'].includes(action.path.trim()) ? '' : locate(action.path, known);
  if (path === null)
    return failed(`${action.path} is outside the repository. Use a path from its root, like src/a.js.`);
  const content = own(files, path);
  if (content === undefined) return folder(path, known, observationChars) ?? failed(noFile(path, known));
  if (typeof content !== 'string') return seen(`${path} is a binary file of ${plural(content.length, 'byte')}.`);
  const lines = splitLines(content);
  if (content === '') return seen(`${path} is empty.`);
  const from = action.from ?? startOf(path, content, around);
  if (from > lines.length)
    return failed(`${path} has only ${plural(lines.length, 'line')}; line ${from} does not exist.`);
  if (action.to !== undefined && action.to < from) return failed(`"to" (${action.to}) is before "from" (${from}).`);
  const wanted = lines.slice(from - 1, action.to ?? lines.length);
  const whole = around.brief && action.from === undefined && action.to === undefined;
  const heads =
    whole && content.length > observationChars - 120 ? outline(lines, Math.floor(observationChars / 4)) : '';
  const shown = fitting(wanted, observationChars - 120 - heads.length);
  const last = from + shown.length - 1;
  const head = `${path}, ${from === 1 && last === lines.length ? plural(last, 'line') : `lines ${from}-${last} of ${lines.length}`}`;
  const rest = wanted.length - shown.length;
  const tail = rest > 0 ? `\n[… ${plural(rest, 'line')} left out; view from ${last + 1}]` : '';
  return seen(`${head}\n${heads}${numbered(shown, from)}${tail}`);
}

/** Lines shown above the one that the last failing test ran into. */
const ABOVE = 12;

/** Where to begin in a file that was asked for as a whole: a long one at the line that the last failing test names. */
function startOf(path: string, content: string, { brief, before, files, observationChars }: Surroundings): number {
  if (!brief || !before || content.length <= observationChars - 120) return 1;
  const named = failing(before).flatMap((test) => frames(knownError(test).stack ?? '', files));
  return Math.max(1, (named.find((frame) => frame.path === path)?.line ?? 1) - ABOVE);
}

/** As many lines as fit, at least one; an overlong line is trimmed. */
function fitting(lines: string[], chars: number): string[] {
  const out: string[] = [];
  let used = 0;
  for (const line of lines) {
    const kept = line.length > chars / 2 ? trim(line, Math.max(80, chars / 2)) : line;
    used += kept.length + 6;
    if (out.length > 0 && used > chars) break;
    out.push(kept);
  }
  return out;
}

function folder(path: string, known: string[], chars: number): Execution | undefined {
  const prefix = path === '' ? '' : `${path}/`;
  const names = new Set<string>();
  for (const name of known) {
    if (name.startsWith(prefix)) names.add(name.slice(prefix.length).replace(/\/.*$/s, '/'));
  }
  if (names.size === 0) return undefined;
  return seen(trim(`${path || '.'} is a folder:\n${[...names].sort().map(oneLine).join('\n')}`, chars));
}

function noFile(path: string, known: string[]): string {
  const base = path.split('/').at(-1)!.toLowerCase();
  const alike = known.filter((name) => name.toLowerCase().split('/').at(-1) === base).slice(0, 3);
  return `There is no file ${path}.${alike.length > 0 ? ` Did you mean ${alike.join(' or ')}?` : ' View "." to list the files.'}`;
}

// ---- edit ----------------------------------------------------------------------------------------------------

async function edit(
  action: Extract<Action, { kind: 'edit' }>,
  sandbox: Sandbox,
  around: Surroundings,
): Promise<Execution> {
  const known = Object.keys(around.files);
  const path = locate(action.path, known);
  if (!path) return failed(`${action.path} is not a path inside the repository. Use one from its root, like src/a.js.`);
  const old = own(around.files, path);
  if (old === undefined && action.find !== '')
    return failed(`${noFile(path, known)} To make a new file, leave "find" empty.`);
  if (old === undefined && known.some((name) => name.startsWith(`${path}/`))) return failed(`${path} is a folder.`);
  if (typeof old === 'object') return failed(`${path} is a binary file; it cannot be edited as text.`);
  if (old === undefined || (old === '' && action.find === '')) {
    await sandbox.write(path, action.replace);
    const verb = old === undefined ? 'Created' : 'Filled';
    return seen(`${verb} ${path} (${plural(splitLines(action.replace).length, 'line')}).${note(path, around)}`, {
      [path]: action.replace,
    });
  }
  if (action.find === '') return failed(`${path} exists already. Put the text to replace into "find".`);
  const edited = replaceRead(old, action.find, action.replace, around.exact);
  if (!edited.ok) return failed(`Nothing was changed in ${path}. ${trim(edited.why, around.observationChars)}`);
  await sandbox.write(path, edited.content);
  const how = edited.how === 'whitespace' ? ' (matched apart from white space)' : '';
  return seen(`Edited ${path}${how}. It now reads:\n${excerpt(edited, around)}${note(path, around)}`, {
    [path]: edited.content,
  });
}

/** The changed lines and two on either side. */
function excerpt(edited: { content: string; first: number; last: number }, { observationChars }: Surroundings): string {
  const lines = splitLines(edited.content);
  const from = Math.max(1, edited.first - 2);
  return trim(numbered(lines.slice(from - 1, edited.last + 2), from), observationChars);
}

const note = (path: string, { tests }: Surroundings) =>
  tests.has(path)
    ? '\nNote: this is a test file. Tests are restored before the verdict, so this change will not count.'
    : '';
