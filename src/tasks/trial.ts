/** Runs every test of a repo in one sandbox: the task's own command, then what that command does not find. */
import { drain } from '../lib/stream';
import type { Custody, ExecResult, Files, Framework, RunSpec, Sandbox, TestReport, TestResult } from '../types';
import { testCommand, timeoutOf } from './command';

export interface Trial {
  report: TestReport;
  timedOut: boolean;
  /** A runner was started at all. */
  ran: boolean;
  /** Files that the run itself changed. */
  changed: string[];
  ms: number;
}

export interface TrialPlan {
  files: Files;
  run: RunSpec;
  framework: Framework;
  /** Test files that have to run (hidden ones, a canary), whether or not the command finds them. */
  extra: string[];
  custody?: Custody;
  timeoutMs?: number;
  signal?: AbortSignal;
}

export const sameFile = (test: TestResult, path: string): boolean =>
  test.file === path || test.file.endsWith(`/${path}`);

/** Resets the sandbox to exactly `files`, runs the tests in verdict mode. Throws on abort and when the sandbox is lost. */
export async function runTrial(
  sandbox: Sandbox,
  { files, run, framework, extra, custody, timeoutMs, signal }: TrialPlan,
): Promise<Trial> {
  await sandbox.reset(files);
  const limit = timeoutMs ?? timeoutOf(run);
  const exec = (command: string): Promise<ExecResult> =>
    drain(
      sandbox.exec(command, {
        verdict: true,
        ...(custody ? { custody } : {}),
        timeoutMs: limit,
        ...(signal ? { signal } : {}),
      }),
    );
  const shared = typeof run === 'string' ? {} : run;
  const explicit = (paths: string[]) => testCommand({ ...shared, framework, files: paths });
  const first = await exec(typeof run === 'string' ? run : explicit([...run.files, ...extra]));
  const tests = first.tests?.tests ?? [];
  const trial: Trial = {
    report: { tests, complete: first.tests?.complete ?? false, tampered: [...(first.tests?.tampered ?? [])] },
    timedOut: first.timedOut,
    ran: first.tests !== undefined,
    changed: Object.keys(first.changes),
    ms: first.ms,
  };
  const missing = extra.filter((path) => !tests.some((test) => sameFile(test, path)));
  if (typeof run !== 'string' || first.timedOut || !trial.ran || missing.length === 0) return trial;
  const second = await exec(explicit(missing));
  return {
    report: {
      tests: [...tests, ...(second.tests?.tests ?? [])],
      complete: trial.report.complete && second.tests?.complete === true,
      tampered: [...trial.report.tampered, ...(second.tests?.tampered ?? [])],
    },
    timedOut: second.timedOut,
    ran: second.tests !== undefined,
    changed: [...trial.changed, ...Object.keys(second.changes)],
    ms: first.ms + second.ms,
  };
}

/** Does the file hold tests, as opposed to a fixture beside them? */
export const looksLikeTest = (path: string, source: string): boolean =>
  /\.[cm]?[jt]sx?$/.test(path) && /\b(test|it|describe|suite|t\.test)\s*(\.\w+\s*)?\(/.test(source);
