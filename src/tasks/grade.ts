/** The verdict: a fresh sandbox, pristine tests and settings, the source diff alone, hidden tests, a canary. */
import { binaries } from '../lib/bytes';
import { applyPatch, changesBetween, applyChanges } from '../lib/diff';
import type { Changes, Files, Report, Sandbox, Task, TestResult } from '../types';
import { canaryFor } from './canary';
import { frameworkOf, timeoutOf } from './command';
import { accept, isTestOf, loadedBefore, protectedBy } from './guard';
import { workspace } from '../facts/task';
import { Results } from './names';
import { looksLikeTest, runTrial, type Trial } from './trial';

/** A protégé's work: the files it left, or a unified diff against the workspace. */
export type Submission = { files: Files } | { patch: string };

export interface GradeOptions {
  signal?: AbortSignal;
  /** Instead of the task's own deadline. */
  timeoutMs?: number;
}

/**
 * Grades a submission. Resolved = failToPass and passToPass pass (every test that runs, when a task names none), the
 * harness is untouched and the canary failed. The sandbox from `makeSandbox` is used once and closed. Bad submissions
 * give a Report with reasons, also those that bring the sandbox down; it throws only on abort and when none can be made.
 */
export async function grade(
  task: Task,
  submission: Submission,
  makeSandbox: () => Promise<Sandbox>,
  options: GradeOptions = {},
): Promise<Report> {
  const started = Date.now();
  const limit = options.timeoutMs ?? timeoutOf(task.run);
  const base = workspace(task);
  const wanted = new Set([...task.failToPass, ...task.passToPass]);
  const finish = (reasons: string[], tampered: string[], results = new Results([])): Report => {
    const judge = (names: string[]) => Object.fromEntries(names.map((name) => [name, results.passes(name, wanted)]));
    return {
      resolved: reasons.length === 0 && tampered.length === 0,
      failToPass: judge(task.failToPass),
      passToPass: judge(task.passToPass),
      reasons: [...tampered.map((sign) => `Tampering: ${sign}.`), ...reasons],
      tampered,
      ms: Date.now() - started,
    };
  };

  let after: Files;
  try {
    after = 'files' in submission ? submission.files : applyPatch(base, submission.patch);
  } catch (error) {
    return finish([`The patch does not apply: ${(error as Error).message}`], []);
  }
  const { changes, dropped, tampered } = accept(task, changesBetween(base, after));
  const judged = async (open?: string[]): Promise<[Report, TestResult[]]> => {
    const ran = await attempt(task, changes, open, makeSandbox, { ...options, timeoutMs: limit });
    const reasons = [...ran.reasons, ...(wanted.size > 0 ? verdicts(task, ran.results, wanted) : unnamed(ran.own))];
    if (reasons.length > 0 && dropped.length > 0) reasons.push(`Set aside from the submission: ${dropped.join(', ')}.`);
    const signs = new Set(ran.tampered.filter((sign) => !open?.includes(sign)));
    if ([...signs].some((sign) => USUAL.test(sign) && !ran.left.has(sign)))
      for (const sign of await usual(task, makeSandbox, options)) if (!ran.left.has(sign)) signs.delete(sign);
    const report = finish(reasons, [...tampered, ...signs], ran.results);
    return [open ? { ...report, open: true } : report, ran.own];
  };
  const [report, own] = await judged();
  if (report.tampered.length > 0) return report;
  if (!isAboutThem(task) && (report.resolved || !mayChangeBuiltIns(task, own))) return report;
  const itsOwn = await opened(task, makeSandbox, options);
  return itsOwn ? (await judged(itsOwn))[0] : report;
}

interface Attempt {
  /** Why it does not count, whatever the tests' names. */
  reasons: string[];
  tampered: string[];
  results: Results;
  /** All but the canary's. */
  own: TestResult[];
  /** Of `tampered`, what is still so at the end. */
  left: ReadonlySet<string>;
}

/** What honest tests may do themselves: compared with the base. */
const USUAL = /^(changed .+ while the tests ran|swallowed an error .+)$/;

/** Files of the tests that are no code: what they compare with, fixtures, snapshots. */
const dataOf = (task: Task): string[] => {
  const { restored, trusted } = protectedBy(task);
  const assets = Object.keys(task.assets ?? {}).filter((path) => isTestOf(task, path));
  return [...restored, ...assets].filter((path) => !trusted.has(path));
};

const writes = new WeakMap<Task, Promise<string[]>>();
/** What is done on the base, too (data written and put back, errors swallowed): the tests do it themselves. Tried once a task. */
function usual(task: Task, makeSandbox: () => Promise<Sandbox>, options: GradeOptions): Promise<string[]> {
  const known = writes.get(task);
  if (known) return known;
  const limit = { ...options, timeoutMs: timeoutOf(task.run) };
  const found = attempt(task, {}, undefined, makeSandbox, limit).then(({ tampered }) =>
    tampered.filter((sign) => USUAL.test(sign)),
  );
  writes.set(task, found);
  found.catch(() => writes.delete(task));
  return found;
}

/** Runs the tests once on the base with these changes. `open`: built-ins that may be changed, see Custody. */
async function attempt(
  task: Task,
  changes: Changes,
  open: string[] | undefined,
  makeSandbox: () => Promise<Sandbox>,
  { signal, timeoutMs: limit = 60_000 }: GradeOptions,
): Promise<Attempt> {
  const owners = protectedBy(task);
  const files = applyChanges(task.files, binaries(task), changes, task.tests, task.hiddenTests ?? {});
  const sandbox = await makeSandbox();
  try {
    const nonce = Math.random().toString(36).slice(2, 8);
    const framework = frameworkOf(task) ?? 'node:test';
    const listed = typeof task.run === 'string' ? testFiles(task) : task.run.files;
    const canaryFile = canaryFor(task, framework, listed, nonce);
    const hidden = Object.keys(task.hiddenTests ?? {}).filter((path) => looksLikeTest(path, task.hiddenTests![path]!));
    let trial: Trial;
    try {
      trial = await runTrial(sandbox, {
        files: { ...files, [canaryFile.path]: canaryFile.source },
        run: task.run,
        framework,
        extra: [...hidden, canaryFile.path],
        custody: {
          trusted: [...owners.trusted, canaryFile.path],
          allowed: [...owners.allowed],
          loaded: loadedBefore(task, changes),
          changed: Object.keys(changes),
          data: dataOf(task),
          ...(open ? { open } : {}),
        },
        timeoutMs: limit,
        ...(signal ? { signal } : {}),
      });
    } catch (error) {
      // What takes the whole sandbox down (all memory, say) is a property of the submission, not a reason to crash.
      if (signal?.aborted) throw error;
      const reason = `The tests brought the sandbox down: ${(error as Error).message}`;
      return { reasons: [reason], tampered: [], results: new Results([]), own: [], left: new Set() };
    }
    const tampered = [...trial.report.tampered];
    const pristine = new Set([...Object.keys({ ...task.tests, ...task.hiddenTests }), canaryFile.path, 'package.json']);
    const left = new Set(
      trial.changed.filter((path) => pristine.has(path)).map((path) => `changed ${path} while the tests ran`),
    );
    tampered.push(...left);
    const { tests } = trial.report;
    // By name: a test that is defined while others run may stand in the wrong file's name, but never in the canary's.
    const isCanary = ({ name, file }: TestResult) =>
      name.includes(`sums ${nonce}`) ||
      name.includes(`sums-${nonce}`) ||
      (file.includes(`sums-${nonce}`) && /^(loading|uncaught|no tests|unhandled)/.test(name));
    const own = tests.filter((test) => !isCanary(test));
    const canary = tests.filter((test) => test.name.includes(`sums ${nonce}`));
    const reasons: string[] = [];
    if (trial.timedOut) reasons.push(`${NOT_ENDED} ${limit / 1000} seconds.`);
    else if (!trial.ran) reasons.push('The test command started no test runner.');
    else if (!trial.report.complete) reasons.push('The test run was cut short: a runner did not reach its own end.');
    if (own.length === 0 && !trial.timedOut) reasons.push('No tests ran.');
    const wanted = new Set([...task.failToPass, ...task.passToPass]);
    const whole = tests.find(
      (test) =>
        test.status === 'fail' &&
        (test.name === test.file || /^loading /.test(test.name)) &&
        !isElsewhere(test.file, wanted),
    );
    if (whole) {
      const message = whole.error?.message ?? 'no reason given';
      const where = isCanary(whole) ? 'The canary' : `The test file ${whole.file}`;
      reasons.push(`${where} failed as a whole: ${message.replace(/[.\s]*$/, '')}.`);
    }
    if (trial.ran && !trial.timedOut && trial.report.complete) {
      if (canary.some((test) => test.status !== 'fail')) tampered.push('made a test pass that can only fail');
      else if (canary.length === 0 && !whole)
        reasons.push('The canary test did not run, so the result cannot be trusted.');
    }
    return { reasons, tampered, results: new Results(own), own, left };
  } finally {
    await sandbox.close();
  }
}

/** Words of engines for a change that a frozen object refuses. */
const REFUSED =
  /is not defined|properties of undefined \(setting|read.only|not extensible|Cannot (re)?define property|Cannot (assign|delete|set) property|no setter|not configurable|answers for itself/i;

/** Does a failed verdict look as if the freeze, and not the submission, were the reason? */
const mayChangeBuiltIns = (task: Task, own: readonly TestResult[]): boolean =>
  own.some(({ status, error }) => status === 'fail' && REFUSED.test(error?.message ?? '')) ||
  (own.some(({ status }) => status === 'fail') && changesBuiltIns(task));

const CHANGES =
  /\b(Object|Array|String|Number|Function|Date|RegExp|Map|Set|Promise|Symbol|Error)\.prototype(\.\w+\s*=(?!=)|\s*,|\[)|\bglobal(This)?(\.\w+\s*=(?!=)|\[)|\bprepareStackTrace\b/;
/** Does the repository's own text speak of it? */
const changesBuiltIns = (task: Task): boolean =>
  Object.values({ ...task.files, ...task.tests, ...task.hiddenTests }).some((text) => CHANGES.test(text));

const ABOUT = /__proto__|\bpollut/i;
/** Do the tests look whether built-ins are changed? Where none can be, a repair of that would be none. */
const isAboutThem = (task: Task): boolean =>
  Object.values({ ...task.tests, ...task.hiddenTests }).some((text) => ABOUT.test(text));

const open = new WeakMap<Task, Promise<string[] | undefined>>();

/**
 * Where tests of the base pass only if built-ins may be changed, or only if they may not: what it changes, by name. Tried once a task, and never on
 * a submission, so that none can ask for it.
 */
function opened(task: Task, makeSandbox: () => Promise<Sandbox>, options: GradeOptions): Promise<string[] | undefined> {
  const known = open.get(task);
  if (known) return known;
  const passing = async (freely: boolean) => {
    const { own, tampered } = await attempt(task, {}, freely ? ['*'] : undefined, makeSandbox, {
      ...options,
      timeoutMs: timeoutOf(task.run),
    });
    const names = own.filter(({ status }) => status === 'pass').map(({ file, name }) => `${file}: ${name}`);
    return { names: new Set(names), tampered };
  };
  const found = (async () => {
    const [frozen, freely] = [await passing(false), await passing(true)];
    const unlike = (a: Set<string>, b: Set<string>) => [...a].some((name) => !b.has(name));
    const needs = unlike(freely.names, frozen.names) || (isAboutThem(task) && unlike(frozen.names, freely.names));
    return needs ? freely.tampered : undefined;
  })();
  open.set(task, found);
  found.catch(() => open.delete(task));
  return found;
}

const NOT_ENDED = 'The tests did not end within';

/** Were the tests killed at their deadline? Then the verdict says as much of the machine as of the submission. */
export const ranOut = ({ reasons }: Report): boolean => reasons.some((reason) => reason.startsWith(NOT_ENDED));

/** Every wanted name says its file (`file: name`), and none says this one: its failure is not the task's. */
const isElsewhere = (file: string, wanted: ReadonlySet<string>): boolean =>
  wanted.size > 0 && [...wanted].every((name) => /^[^ ]+\.[cm]?[jt]sx?: /.test(name) && !name.startsWith(`${file}: `));

/** For a task that names no tests. */
function unnamed(tests: readonly TestResult[]): string[] {
  const failing = tests.filter((test) => test.status === 'fail').map((test) => test.name);
  return failing.length > 0 ? [`Still failing: ${list(failing)}.`] : [];
}

const list = (names: string[]): string => {
  const shown = names
    .slice(0, 3)
    .map((name) => `"${name}"`)
    .join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
};

function verdicts(task: Task, results: Results, wanted: ReadonlySet<string>): string[] {
  const failing = (names: string[]) => names.filter((name) => !results.passes(name, wanted));
  const out: string[] = [];
  const [still, broken] = [failing(task.failToPass), failing(task.passToPass)];
  if (still.length > 0) out.push(`Still failing: ${list(still)}.`);
  if (broken.length > 0) out.push(`Passed before and fails now: ${list(broken)}.`);
  return out;
}

/** The visible files that hold tests, as opposed to fixtures beside them. */
const testFiles = (task: Task): string[] =>
  Object.keys(task.tests).filter((path) => isTestOf(task, path) && looksLikeTest(path, task.tests[path]!));
