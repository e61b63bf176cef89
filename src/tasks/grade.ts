/** The verdict: a fresh sandbox, pristine tests and settings, the source diff alone, hidden tests, a canary. */
import { binaries } from '../lib/bytes';
import { applyPatch, changesBetween, fold } from '../lib/diff';
import type { Files, Report, Sandbox, Task, TestResult } from '../types';
import { canaryFor } from './canary';
import { frameworkOf, timeoutOf } from './command';
import { accept, isTestPath } from './guard';
import { workspace } from './load';
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
  const files = fold(task.files, binaries(task), changes, task.tests, task.hiddenTests ?? {});

  const sandbox = await makeSandbox();
  try {
    const nonce = Math.random().toString(36).slice(2, 8);
    const framework = frameworkOf(task) ?? 'node:test';
    const canaryFile = canaryFor(
      task,
      framework,
      typeof task.run === 'string' ? testFiles(task) : task.run.files,
      nonce,
    );
    const hidden = Object.keys(task.hiddenTests ?? {}).filter((path) => looksLikeTest(path, task.hiddenTests![path]!));
    let trial: Trial;
    try {
      trial = await runTrial(sandbox, {
        files: { ...files, [canaryFile.path]: canaryFile.source },
        run: task.run,
        framework,
        extra: [...hidden, canaryFile.path],
        timeoutMs: limit,
        ...(options.signal ? { signal: options.signal } : {}),
      });
    } catch (error) {
      // What takes the whole sandbox down (all memory, say) is a property of the submission, not a reason to crash.
      if (options.signal?.aborted) throw error;
      return finish([`The tests brought the sandbox down: ${(error as Error).message}`], tampered);
    }
    const pristine = new Set([...Object.keys({ ...task.tests, ...task.hiddenTests }), canaryFile.path, 'package.json']);
    for (const path of trial.changed) {
      if (pristine.has(path)) trial.report.tampered.push(`changed ${path} while the tests ran`);
    }
    const { tests } = trial.report;
    const own = tests.filter((test) => !test.file.includes(`sums-${nonce}`) && !test.name.includes(`sums ${nonce}`));
    const canary = tests.filter((test) => !own.includes(test));
    const results = new Results(own);
    const reasons: string[] = [];
    if (trial.timedOut) reasons.push(`${NOT_ENDED} ${limit / 1000} seconds.`);
    else if (!trial.ran) reasons.push('The test command started no test runner.');
    else if (!trial.report.complete) reasons.push('The test run was cut short: a runner did not reach its own end.');
    if (own.length === 0 && !trial.timedOut) reasons.push('No tests ran.');
    if (trial.ran && !trial.timedOut && trial.report.complete) {
      if (canary.length === 0) reasons.push('The canary test did not run, so the result cannot be trusted.');
      else if (canary.some((test) => test.status !== 'fail'))
        trial.report.tampered.push('made a test pass that can only fail');
    }
    const whole = own.find(
      (test) =>
        test.status === 'fail' &&
        (test.name === test.file || /^loading /.test(test.name)) &&
        !isElsewhere(test.file, wanted),
    );
    if (whole)
      reasons.push(`The test file ${whole.file} failed as a whole: ${whole.error?.message ?? 'no reason given'}.`);
    reasons.push(...(wanted.size > 0 ? verdicts(task, results, wanted) : unnamed(own)));
    if (reasons.length > 0 && dropped.length > 0) reasons.push(`Set aside from the submission: ${dropped.join(', ')}.`);
    return finish(reasons, [...tampered, ...new Set(trial.report.tampered)], results);
  } finally {
    await sandbox.close();
  }
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
  Object.keys(task.tests).filter((path) => isTestPath(task, path) && looksLikeTest(path, task.tests[path]!));
