/** ava 6: its real runner and assertions, without its processes: fresh modules and a fresh runner per file. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { expand, isOn, last, parseFlags } from './argv';
import { configFile, list, packageJson, preload, type RunnerConfig } from './config';
import { relative, reporter, type RunnerReporter } from './report';

const DEFAULT = [
  'test.{js,cjs,mjs,ts}',
  '{src,source}/test.{js,cjs,mjs,ts}',
  '**/test-*.{js,cjs,mjs,ts}',
  '**/*.{spec,test}.{js,cjs,mjs,ts}',
  '**/{test,tests,__tests__}/**/*.{js,cjs,mjs,ts}',
];
const HELPER = /(^|\/)(fixtures?|__fixtures__|helpers?|__helpers__)\/|(^|\/)_[^/]*(\/|$)/;

export const ava: Runner = async (host, argv) => {
  const flags = parseFlags(argv, {
    values: ['match', 'timeout', 'config', 'concurrency', 'node-arguments'],
    alias: { m: 'match', T: 'timeout', c: 'concurrency', s: 'serial', u: 'update-snapshots', v: 'verbose', t: 'tap' },
  });
  const named = last(flags, 'config');
  const config: RunnerConfig = {
    ...(packageJson(host).ava as RunnerConfig | undefined),
    ...(await configFile(host, named ? [named] : ['ava.config.js', 'ava.config.mjs', 'ava.config.cjs'])),
  };
  const globs = list(config.files).filter((glob) => !glob.startsWith('!'));
  const out = list(config.files)
    .filter((glob) => glob.startsWith('!'))
    .map((glob) => glob.slice(1));
  const ignored = new Set(out.length > 0 ? host.glob(host.cwd, out) : []);
  const isTest = (file: string) => !HELPER.test(relative(host, file)) && !ignored.has(file) && !file.endsWith('.d.ts');
  const files =
    flags.rest.length > 0
      ? expand(host, flags.rest, /\.[cm]?[jt]s$/)
      : host.glob(host.cwd, globs.length > 0 ? globs : DEFAULT).filter(isTest);
  if (files.length === 0) {
    host.write(
      2,
      `\n  ✘ Couldn’t find any files to test${flags.rest.length > 0 ? `: ${flags.rest.join(', ')}` : ''}\n`,
    );
    return 1;
  }

  const lib = host.require('/usr/lib/node_modules/ava/adapter.js', host.cwd) as Guest;
  const report = reporter(host);
  Object.assign(host.env, config.environmentVariables);
  const options = {
    failFast: isOn(flags, 'fail-fast') || config.failFast === true,
    failWithoutAssertions: config.failWithoutAssertions !== false,
    match: flags.all.get('match') ?? list(config.match),
    projectDir: host.cwd,
    recordNewSnapshots: !host.env.CI,
    serial: isOn(flags, 'serial') || config.serial === true,
    snapshotDir: config.snapshotDir as string | undefined,
    updateSnapshots: isOn(flags, 'update-snapshots'),
  };
  const timeout = duration(last(flags, 'timeout') ?? config.timeout);
  const failures: string[] = [];
  let ok = true;
  host.write(1, '\n');
  for (const file of files) {
    host.freshModules();
    const runner = new lib.Runner({ ...options, file });
    ok = (await runFile(host, file, runner, report, failures, list(config.require), timeout, files.length > 1)) && ok;
    if (!ok && options.failFast) break;
  }
  const { pass, fail, skip, todo } = report.counts;
  const lines = [
    '  ─\n',
    ...failures,
    '',
    fail > 0 ? `  ${fail} ${fail === 1 ? 'test' : 'tests'} failed` : '',
    pass > 0 ? `  ${pass} ${pass === 1 ? 'test' : 'tests'} passed` : '',
    skip > 0 ? `  ${skip} skipped` : '',
    todo > 0 ? `  ${todo} todo` : '',
  ];
  host.write(1, `${lines.filter((line, i) => line !== '' || i === lines.length).join('\n')}\n`);
  return ok && fail === 0 ? 0 : 1;
};

async function runFile(
  host: RunnerHost,
  file: string,
  runner: Guest,
  report: RunnerReporter,
  failures: string[],
  require: string[],
  timeout: number,
  many: boolean,
): Promise<boolean> {
  const prefix = many
    ? `${relative(host, file)
        .replace(/\.[cm]?[jt]s$/, '')
        .replace(/^tests?\//, '')} › `
    : '';
  const running = new Map<string, number>();
  let ok = true;
  let declared = 0;
  const fail = (name: string, ms: number, error: Guest) => {
    ok = false;
    report.add({ name, file, status: 'fail', ms, error: plain(error) });
    host.write(1, `  ✘ [fail]: ${prefix}${name}${error?.message ? ` ${error.message}` : ''}\n`);
    failures.push(`  ${prefix}${name}\n\n${indent(details(error))}\n`);
  };
  let finish!: () => void;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let timer: unknown;
  const progress = () => {
    host.clearTimeout(timer);
    timer = host.setTimeout(() => {
      for (const [name, since] of running) {
        fail(name, host.now() - since, new Error(`Timed out: no progress in ${timeout / 1000} s`));
      }
      running.clear();
      finish();
    }, timeout);
  };
  runner.on('stateChange', (event: Guest) => {
    progress();
    const { type, title, duration = 0, err } = event;
    if (type === 'declared-test') declared++;
    else if (type === 'selected-test') {
      if (event.todo || event.skip) {
        report.add({ name: title, file, status: event.todo ? 'todo' : 'skip', ms: 0 });
        host.write(1, `  - [${event.todo ? 'todo' : 'skip'}]: ${prefix}${title}\n`);
      } else running.set(title, host.now());
    } else if (type === 'test-passed' && running.delete(title)) {
      report.add({ name: title, file, status: 'pass', ms: duration });
      host.write(1, `  ✔ ${prefix}${title}${event.knownFailing ? ' (known failing)' : ''}\n`);
    } else if (type === 'test-failed' && running.delete(title)) fail(title, duration, err);
    else if (type === 'hook-failed') fail(title, duration, err);
    for (const log of event.logs ?? []) host.write(1, `    ℹ ${log}\n`);
  });
  runner.on('finish', finish);
  runner.on('error', (error: Guest) => {
    fail('the test runner', 0, error);
    finish();
  });
  const crash = (name: string, error: Guest) => {
    const [first] = running;
    if (first) fail(first[0], host.now() - first[1], error);
    else fail(name, 0, error);
    running.clear();
    finish();
  };
  const release = host.onUncaught((error) => crash('uncaught exception', error));
  const { chain } = runner;
  if (!('default' in chain)) Object.defineProperty(chain, 'default', { value: chain });
  host.provide('ava', chain);
  try {
    progress();
    await preload(host, require);
    await host.import(file);
    if (declared === 0) await Promise.race([finished, host.idle()]);
    if (declared === 0) fail('no tests', 0, new Error(`No tests found in ${relative(host, file)}`));
    else {
      void host.idle().then(() => runner.beforeExitHandler());
      await finished;
      await runner.saveSnapshotState();
    }
  } catch (error) {
    crash('loading the test file', error);
  } finally {
    host.clearTimeout(timer);
    release();
  }
  return ok;
}

/** ava's serialised error as report.ts reads errors. */
function plain(error: Guest): unknown {
  const details = (error?.formattedDetails ?? []) as { label: string; formatted: string }[];
  if (details.length === 0) return error?.originalError ?? error;
  const message = [error.message, ...details.map(({ label, formatted }) => `${label}\n${formatted}`)]
    .filter(Boolean)
    .join('\n\n');
  return { message, stack: error.stack };
}

function details(error: Guest): string {
  const { message } = plain(error) as { message?: string };
  const stack = String(error?.stack ?? error?.formattedError ?? '');
  return `${message ?? ''}\n\n${stack.startsWith(String(message)) ? stack.slice(String(message).length) : stack}`.trim();
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

function duration(value: unknown): number {
  if (typeof value === 'number') return value;
  const match = /^([\d.]+)(ms|s|m)?$/.exec(String(value ?? '10s'));
  return match ? Number(match[1]) * (match[2] === 'm' ? 60_000 : match[2] === 's' ? 1000 : 1) : 10_000;
}
