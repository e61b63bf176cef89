/** vitest: its real runner, expect, vi, snapshots and fake timers; files load through our loader, one after another. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { isOn, last, parseFlags } from './argv';
import { list, type RunnerConfig } from './config';
import { hoistMocks } from './hoist';
import { installMocks, type Mocks } from './mocks';
import { resolvePath } from '../../lib/posix';
import { relative, reporter, type RunnerReporter } from './report';
import { mocker } from './vitestmocker';
import { runEnvironment, projectVariables, viteImports, viteSource } from './vitestmodules';
import { projectsOf, testFiles, workerState, type VitestSetup } from './vitestsetup';
import { printFailures, printFile, type FileTask, type TestTask } from './vitestprint';

const GLOBALS = [
  'suite',
  'test',
  'describe',
  'it',
  'chai',
  'expect',
  'assert',
  'expectTypeOf',
  'assertType',
  'vitest',
  'vi',
  'beforeAll',
  'afterAll',
  'beforeEach',
  'afterEach',
  'onTestFinished',
  'onTestFailed',
  'aroundEach',
  'aroundAll',
];
const HOIST = {
  objects: ['vi', 'vitest'],
  methods: ['mock', 'unmock', 'hoisted'],
  own: ['vitest'],
  after: 'await globalThis.__vitest_mocker__.settle()',
};
export const vitest: Runner = async (host, argv) => {
  const flags = parseFlags(argv, {
    values: [
      'config',
      'testNamePattern',
      'reporter',
      'root',
      'dir',
      'testTimeout',
      'hookTimeout',
      'environment',
      'project',
      'pool',
      'retry',
      'bail',
      'maxWorkers',
      'mode',
      'exclude',
      'shard',
      'outputFile',
      'browser',
      'typecheck',
    ],
    alias: { c: 'config', t: 'testNamePattern', r: 'root', u: 'update', w: 'watch' },
  });
  const filters = ['run', 'watch', 'dev', 'related'].includes(flags.rest[0] ?? '') ? flags.rest.slice(1) : flags.rest;
  const lib = host.require('/usr/lib/node_modules/vitest/adapter.js', host.cwd) as Guest;
  const meta = runEnvironment(host);
  const { whole, projects } = await projectsOf(host, flags);
  const files = projects.flatMap((project) =>
    testFiles(host, flags, filters, project).map((file) => ({ file, project })),
  );
  let project = projects[0] ?? whole;
  let current = '';
  const settingsOf = ({ config }: VitestSetup) => (config.test ?? {}) as RunnerConfig;
  const allowEmpty = isOn(flags, 'passWithNoTests') || settingsOf(whole).passWithNoTests === true;
  host.write(1, `\n RUN  v${lib.version} ${host.cwd}\n\n`);
  if (files.length === 0) {
    const include = projects.flatMap((one) => list(settingsOf(one).include));
    host.write(
      2,
      `No test files found${filters.length > 0 ? ` for the filter ${filters.join(' ')}` : ''}, exiting with code ${allowEmpty ? 0 : 1}\n\ninclude: ${(include.length > 0 ? include : ['**/*.{test,spec}.?(c|m)[jt]s?(x)']).join(', ')}\n`,
    );
    return allowEmpty ? 0 : 1;
  }

  const out = reporter(host);
  const started = host.now();
  const mocks = installMocks(host, true);
  viteImports(host, () => project);
  host.define('__vite_env__', meta);
  // Inline snapshots find their place in the stack.
  (host.globals.Error as ErrorConstructor).stackTraceLimit = 100;
  const { api } = lib;
  host.provide('vitest', api);
  host.protect('vitest', api);
  host.protect('vitest expect', api.expect);
  host.protect('vitest chai.Assertion.prototype', api.chai.Assertion.prototype);
  api.vi.resetModules = () => (host.freshModules(), api.vi);
  api.vi.dynamicImportSettled = () => new Promise<void>((resolve) => host.setTimeout(resolve, 0));
  host.rewrite((source, path) =>
    hoistMocks(
      viteSource(host, source, path, () => current),
      HOIST,
    ),
  );

  // Its timers do not keep a process alive; its workers do.
  const { setInterval, clearInterval } = host.globals as typeof globalThis;
  const alive = setInterval(() => undefined, 1e9);
  const bail = Number(last(flags, 'bail') ?? settingsOf(whole).bail ?? 0);
  const done: FileTask[] = [];
  const provided: Guest = {};
  const ends: (() => unknown)[] = [];
  for (const one of new Set([whole, ...projects]))
    for (const path of list(settingsOf(one).globalSetup)) {
      const loaded = (await host.import(resolvePath(one.root, path))) as Guest;
      const context = {
        provide: (key: string, value: unknown) => void (provided[key] = value),
        config: settingsOf(one),
        onTestsRerun() {},
      };
      const end = await (loaded.default ?? loaded.setup)?.(context);
      ends.push(typeof end === 'function' ? end : () => loaded.teardown?.(context));
    }
  for (const { file, project: own } of files) {
    const test = settingsOf(own);
    [project, current] = [own, file];
    host.freshModules();
    mocks.clear();
    projectVariables(host, own, meta);
    const state = workerState(
      host,
      lib,
      flags,
      { ...test, provide: { ...provided, ...(test.provide as object | undefined) } },
      own.root,
      meta,
    );
    Object.defineProperty(host.globals, '__vitest_worker__', { value: state, configurable: true, writable: true });
    Object.assign(host.globals, { __vite_api__: api });
    if (isOn(flags, 'globals') || test.globals === true) {
      for (const name of GLOBALS) host.globals[name] = api[name];
      host.protect('vitest globals', host.globals, GLOBALS);
    }
    const task = await runFile(host, lib, state, mocks, file, out);
    done.push(task);
    printFile(host, task);
    for (const reset of ['useRealTimers', 'restoreAllMocks', 'unstubAllGlobals', 'unstubAllEnvs']) api.vi[reset]();
    if (bail > 0 && out.counts.fail >= bail) break;
  }
  for (const end of ends.reverse()) await end();
  clearInterval(alive);
  printFailures(host, done, out.counts, host.now() - started);
  const { pass, fail, skip, todo } = out.counts;
  if (pass + fail + skip + todo === 0 && !allowEmpty) return 1;
  return fail > 0 ? 1 : 0;
};

async function runFile(
  host: RunnerHost,
  lib: Guest,
  state: Guest,
  mocks: Mocks,
  file: string,
  out: RunnerReporter,
): Promise<FileTask> {
  state.filepath = file;
  host.globals.__vitest_mocker__ = mocker(host, lib, mocks, () => file);
  const told = new Set<TestTask>();
  const tell = (test: TestTask) => {
    if (told.has(test)) return;
    told.add(test);
    const failed = test.result?.state === 'fail' || broken.has(test);
    const status = failed ? 'fail' : test.mode === 'todo' ? 'todo' : test.result?.state === 'pass' ? 'pass' : 'skip';
    out.add({ name: fullName(test), file, status, ms: test.result?.duration ?? 0, error: test.result?.errors?.[0] });
  };
  const running = new Set<TestTask>();
  // What the body said, before hooks of the guest can reach the task.
  const broken = new WeakSet<TestTask>();
  class FileRunner extends lib.TestRunner {
    constructor() {
      super(state.config);
      this.trace = (_: unknown, attributes: Guest, run: Guest) => (run ?? attributes)();
    }
    importFile(path: string) {
      return host.import(path);
    }
    onBeforeTryTask(test: TestTask) {
      running.add(test);
      broken.delete(test);
      return super.onBeforeTryTask(test);
    }
    onTaskFinished(test: TestTask & { fails?: boolean }) {
      if (test.result?.state === 'fail' && !test.fails) broken.add(test);
    }
    onAfterRunTask(test: TestTask) {
      running.delete(test);
      super.onAfterRunTask(test);
      tell(test);
    }
  }
  const runner = new FileRunner();
  const stray: Guest[] = [];
  const release = host.onUncaught((error) => {
    const [test] = running;
    if (!test?.result) return void stray.push(error);
    test.result.state = 'fail';
    (test.result.errors ??= []).push(error as Guest);
  });
  let task: FileTask;
  try {
    [task] = await lib.startTests([file], runner);
  } finally {
    release();
  }
  task!.stray = stray;
  const failedSuites = (suite: Guest, names: string[]): void => {
    for (const child of suite.tasks as Guest[]) {
      if (child.type === 'suite') {
        const path = [...names, child.name];
        if (child.result?.errors?.length)
          out.add({ name: path.join(' '), file, status: 'fail', ms: 0, error: child.result.errors[0] });
        failedSuites(child, path);
      } else tell(child);
    }
  };
  failedSuites(task!, []);
  if (task!.result?.errors?.length)
    out.add({ name: 'loading the test file', file, status: 'fail', ms: 0, error: task!.result.errors[0] });
  else if (told.size === 0)
    out.add({
      name: 'no tests',
      file,
      status: 'fail',
      ms: 0,
      error: new Error(`No test suite found in file ${relative(host, file)}`),
    });
  for (const error of stray) out.add({ name: 'unhandled error', file, status: 'fail', ms: 0, error });
  return task!;
}

function fullName(test: Guest): string {
  const names: string[] = [test.name];
  for (let suite = test.suite; suite && suite.type === 'suite' && !('filepath' in suite); suite = suite.suite)
    names.unshift(suite.name);
  return names.join(' ');
}
