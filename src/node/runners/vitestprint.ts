/** vitest's results on the console, as its default reporter prints them. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { relative } from './report';
import { indent, repoFrames, syntaxPlace } from './stack';

interface Result {
  state: string;
  duration?: number;
  errors?: Guest[];
}
export interface TestTask {
  type: 'test';
  name: string;
  mode: string;
  suite?: Guest;
  result?: Result;
}
interface SuiteTask {
  type: 'suite';
  name: string;
  mode: string;
  result?: Result;
  tasks: (SuiteTask | TestTask)[];
}
export interface FileTask extends SuiteTask {
  filepath: string;
  /** Errors that no running test can answer for. */
  stray?: Guest[];
}

function* tests(suite: SuiteTask, names: string[] = []): Generator<{ test: TestTask | SuiteTask; names: string[] }> {
  for (const task of suite.tasks) {
    const path = [...names, task.name];
    if (task.type === 'suite') {
      if (task.result?.errors?.length) yield { test: task, names: path };
      yield* tests(task, path);
    } else yield { test: task, names: path };
  }
}

const failed = (task: { result?: Result }) => task.result?.state === 'fail';

export function printFile(host: RunnerHost, file: FileTask): void {
  const all = [...tests(file)];
  const bad = all.filter(({ test }) => failed(test)).length + (file.result?.errors?.length ?? 0);
  const skipped = all.filter(({ test }) => test.result?.state !== 'pass' && !failed(test)).length;
  const broken = bad > 0 || all.length === 0 || Boolean(file.stray?.length);
  const counts = [
    `${all.length} test${all.length === 1 ? '' : 's'}`,
    bad ? `${bad} failed` : '',
    skipped ? `${skipped} skipped` : '',
  ];
  const ms = Math.round(file.result?.duration ?? 0);
  host.write(
    1,
    ` ${broken ? '❯' : '✓'} ${relative(host, file.filepath)} (${counts.filter(Boolean).join(' | ')}) ${ms}ms\n`,
  );
  for (const { test, names } of all) {
    const { result } = test;
    const mark = failed(test) ? '×' : result?.state === 'pass' ? '✓' : '↓';
    if (!broken && mark === '✓') continue;
    host.write(
      1,
      `   ${mark} ${names.join(' > ')}${result?.duration === undefined ? '' : ` ${Math.round(result.duration)}ms`}\n`,
    );
    if (failed(test)) host.write(1, `     → ${String(result?.errors?.[0]?.message).split('\n')[0]}\n`);
  }
}

function describe(host: RunnerHost, error: Guest): string {
  const lines = [`${error?.name ? `${error.name}: ` : ''}${error?.message ?? String(error)}`];
  const place = syntaxPlace(error?.stack ?? error?.stackStr, host.cwd);
  if (place.length > 0) lines.push('', ...place);
  if (error?.diff) lines.push('', String(error.diff));
  const frames = repoFrames(error?.stack ?? error?.stackStr, host.cwd);
  if (frames.length > 0) lines.push('', ...frames.map((frame) => ` ❯ ${frame.replace(/^at /, '')}`));
  return lines.join('\n');
}

export function printFailures(host: RunnerHost, files: FileTask[], counts: Record<string, number>, ms: number): void {
  for (const file of files) {
    const path = relative(host, file.filepath);
    const show = (title: string, error: Guest) =>
      host.write(1, `\n FAIL  ${title}\n${indent(describe(host, error), '')}\n`);
    for (const error of file.result?.errors ?? []) show(path, error);
    for (const { test, names } of tests(file)) {
      if (failed(test)) for (const error of test.result?.errors ?? []) show([path, ...names].join(' > '), error);
    }
    for (const error of file.stray ?? []) show(`${path} (unhandled error)`, error);
    if (file.tasks.length === 0 && !file.result?.errors?.length)
      show(path, new Error(`No test suite found in file ${path}`));
  }
  const badFiles = files.filter((file) => failed(file) || file.stray?.length || file.tasks.length === 0).length;
  const line = (bad: number, good: number, rest: [string, number][]) =>
    [bad ? `${bad} failed` : '', good ? `${good} passed` : '', ...rest.map(([word, n]) => (n ? `${n} ${word}` : ''))]
      .filter(Boolean)
      .join(' | ');
  const { pass = 0, fail = 0, skip = 0, todo = 0 } = counts;
  host.write(1, `\n Test Files  ${line(badFiles, files.length - badFiles, [])} (${files.length})\n`);
  host.write(
    1,
    `      Tests  ${line(fail, pass, [
      ['skipped', skip],
      ['todo', todo],
    ])} (${pass + fail + skip + todo})\n`,
  );
  host.write(1, `   Duration  ${Math.round(ms)}ms\n\n`);
}
