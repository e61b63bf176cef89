/**
 * What is known of where a fault may be, and how the harness finds it out: it runs the tests, then once more to count what
 * each test runs. Both are shell commands; `evidenceOf` makes the same of what they left in a record.
 */
import { testCommand } from '../../facts/command';
import type { ExecResult, Files, Framework, Output, PublicTask, Sandbox, Stream, TestReport } from '../../types';
import { coverageCommand, readCoverage, type Coverage } from './coverage';
import { isTestPath } from '../../facts/protected';
import { isSource, nearest } from './sources';

export interface Evidence {
  problem: string;
  /** Texts of the sources that may hold the fault, most relevant first. */
  sources: Record<string, string>;
  tests: Record<string, string>;
  /** The run of the tests on these files; null when nothing structured came of it. */
  report: TestReport | null;
  /** What that run printed; read for frames where there is no report. */
  output: string;
  coverage: Coverage | null;
  /** What a mentor said: its places go to the head of the ranking. */
  mentor?: string;
  /** `path:line` -> mean natural-log probability of a token of that line, from a model that sees the text around it. */
  surprise?: Record<string, number>;
}

/** A command that was run to find something out. */
export interface Ran {
  what: 'tests' | 'coverage';
  command: string;
  result: ExecResult;
}

export interface EvidenceOptions {
  signal?: AbortSignal;
  /** Milliseconds for the run of the tests, default 60,000. */
  timeoutMs?: number;
  /** Milliseconds for the instrumented run; default 3,000 or three times what the tests took, at most 15,000. 0 = none. */
  coverageMs?: number;
  /** Paths of the test files, where the task names them. */
  tests?: string[];
  /** A run of the tests on the present files that was made already. */
  report?: TestReport;
}

/** Yields output and each command when it has ended. Throws only on abort and when the sandbox is lost. */
export async function* evidence(
  sandbox: Sandbox,
  task: Pick<PublicTask, 'problem' | 'run'>,
  options: EvidenceOptions = {},
): Stream<Output | Ran, Evidence> {
  const { signal, timeoutMs = 60_000, coverageMs } = options;
  const files = await sandbox.files();
  let took = 0;
  const runs: { what: Ran['what']; text: string; tests?: TestReport }[] = [];
  async function* run(what: Ran['what'], command: string, limit: number): Stream<Output | Ran, void> {
    const stream = sandbox.exec(command, { timeoutMs: limit, ...(signal ? { signal } : {}) });
    const result = yield* stream;
    took = result.ms;
    runs.push({ what, text: result.output, ...(result.tests ? { tests: result.tests } : {}) });
    yield { what, command, result };
  }
  if (options.report) runs.push({ what: 'tests', text: '', tests: options.report });
  else yield* run('tests', testCommand(task.run), timeoutMs);
  const limit = coverageMs ?? Math.min(15_000, Math.max(3000, Math.ceil(3 * took)));
  const command = limit > 0 ? coverageFor(task, files, runs[0]!.tests ?? null, options.tests, limit) : null;
  if (command !== null) yield* run('coverage', command, limit + 5000);
  return evidenceOf(task, files, runs, options.tests);
}

/** The command of the instrumented run, or null when there is nothing to tell apart. */
export function coverageFor(
  task: Pick<PublicTask, 'run'>,
  files: Files,
  report: TestReport | null,
  tests?: string[],
  limitMs = 3000,
): string | null {
  if (!report) return null;
  const parts = split(files, report, tests);
  const command = testCommand(task.run);
  return coverageCommand({
    files: { ...parts.sources, ...parts.tests },
    sources: Object.keys(parts.sources),
    tests: Object.keys(parts.tests),
    report,
    framework: typeof task.run === 'string' ? undefined : (task.run.framework as Framework),
    command,
    limitMs,
  });
}

/** The evidence in what the commands printed and reported, in their order. Pure. */
export function evidenceOf(
  task: Pick<PublicTask, 'problem'>,
  files: Files,
  runs: { what: Ran['what']; text: string; tests?: TestReport }[],
  tests?: string[],
): Evidence {
  const run = runs.find(({ what }) => what === 'tests');
  const counted = runs.findLast(({ what }) => what === 'coverage');
  const report = run?.tests ?? null;
  return {
    problem: task.problem,
    ...split(files, report, tests),
    report,
    output: run?.text ?? '',
    coverage: counted ? readCoverage(counted.text) : null,
  };
}

function split(files: Files, report: TestReport | null, named?: string[]): Pick<Evidence, 'sources' | 'tests'> {
  const texts = Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const ran = new Set(report?.tests.map(({ file }) => file) ?? []);
  const test = (path: string) => named?.includes(path) || ran.has(path) || isTestPath(path);
  const tests = texts.filter(([path]) => /\.[cm]?[jt]sx?$/.test(path) && test(path));
  const sources = texts.filter(([path]) => isSource(path) && !test(path));
  const failing = tests.filter(([path]) =>
    report?.tests.some(({ status, file }) => status === 'fail' && (file === path || file.endsWith(`/${path}`))),
  );
  const order = nearest(Object.fromEntries(sources), Object.fromEntries(failing.length > 0 ? failing : tests));
  return { sources: Object.fromEntries(order), tests: Object.fromEntries(tests) };
}
