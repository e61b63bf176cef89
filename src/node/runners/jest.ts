/** jest 29: its real circus, expect, mocks, snapshots and fake timers on the runtime's loader. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { isOn, last, parseFlags, pattern } from './argv';
import { list, preload, type RunnerConfig } from './config';
import { jestObject } from './jestobject';
import { clean, describe, titlesOf } from './jestprint';
import { mapNames, place, projectsOf, settings, testFiles, type JestSetup } from './jestsetup';
import { transformSources } from './jesttransform';
import { installMocks } from './mocks';
import { basename, dirname, resolvePath } from '../../lib/posix';
import { relative, reporter, type RunnerReporter } from './report';
import { indent, span } from './stack';

const HOIST = {
  objects: ['jest'],
  methods: ['mock', 'unmock', 'enableAutomock', 'disableAutomock', 'deepUnmock'],
  own: ['@jest/globals'],
  after: '',
};
export const jest: Runner = async (host, argv) => {
  const flags = parseFlags(argv, {
    values: [
      'config',
      'testNamePattern',
      'testPathPattern',
      'testPathPatterns',
      'testTimeout',
      'rootDir',
      'roots',
      'maxWorkers',
      'reporters',
      'env',
      'testEnvironment',
      'testMatch',
      'testRegex',
      'setupFilesAfterEnv',
      'setupFiles',
      'testPathIgnorePatterns',
      'seed',
      'shard',
      'coverageProvider',
      'projects',
      'selectProjects',
    ],
    alias: { t: 'testNamePattern', i: 'runInBand', w: 'maxWorkers', u: 'updateSnapshot', b: 'bail', c: 'config' },
  });
  host.env.NODE_ENV ??= 'test';
  host.env.JEST_WORKER_ID = '1';
  const whole = await settings(host, flags);
  const { config, root } = whole;
  const projects = await projectsOf(host, flags, whole);
  const files = projects.flatMap((project) => testFiles(host, flags, project).map((file) => ({ file, project })));
  let project = projects[0] ?? whole;
  const allowEmpty = isOn(flags, 'passWithNoTests') || config.passWithNoTests === true;
  if (files.length === 0) {
    host.write(
      2,
      `No tests found, exiting with code ${allowEmpty ? 0 : 1}\n${allowEmpty ? '' : `In ${root} no file matches ${[...flags.rest, ...list(config.testMatch)].join(', ') || '*.test.js, *.spec.js or __tests__/*.js'}.\n`}`,
    );
    return allowEmpty ? 0 : 1;
  }

  const lib = host.require('/usr/lib/node_modules/jest/index.js', host.cwd) as Guest;
  const out = reporter(host);
  const mocks = installMocks(host, false, (specifier, from) => rootMock(host, project, specifier, from));
  mapNames(host, () => project);
  transformSources(host, HOIST, () => project);
  const name = last(flags, 'testNamePattern');
  const update = isOn(flags, 'updateSnapshot') ? 'all' : host.env.CI || isOn(flags, 'ci') ? 'none' : 'new';
  const bail = flags.all.has('bail') || config.bail ? 1 : 0;

  const started = host.now();
  const suites = { failed: 0, passed: 0 };
  // circus keeps its handlers for ever: one forwards to the file that runs.
  const listeners: ((event: Guest) => void)[] = [];
  const runOf = (own: JestSetup): JestRun => ({
    listeners,
    host,
    lib,
    config: own.config,
    root: own.root,
    out,
    timeout: Number(last(flags, 'testTimeout') ?? own.config.testTimeout ?? config.testTimeout ?? 5000),
    update,
    pattern: name === undefined ? undefined : pattern(name, 'i'),
  });
  lib.state.addEventHandler((event: Guest) => listeners.at(-1)?.(event));
  // A test that never settles must time out, not end the process.
  const { setInterval, clearInterval } = host.globals as typeof globalThis;
  const alive = setInterval(() => undefined, 1e9);
  const fixtures = async (key: 'globalSetup' | 'globalTeardown') => {
    const done = new Set<string>();
    for (const own of [whole, ...projects]) {
      for (const path of list(own.config[key])) {
        if (done.size === done.add(place(path, own.root)).size) continue;
        const [loaded] = await preload(host, [place(path, own.root)], own.root);
        const made = (loaded as Guest)?.default ?? loaded;
        await (typeof made === 'function' ? made : made?.default)?.({ ...config, rootDir: root }, { ...own.config, rootDir: own.root }); // prettier-ignore
      }
    }
  };
  await fixtures('globalSetup');
  for (const { file, project: own } of files) {
    project = own;
    host.freshModules();
    mocks.clear();
    for (const [key, value] of Object.entries((own.config.globals ?? {}) as RunnerConfig)) host.define(key, value);
    const ok = await runFile(runOf(own), file, jestObject(host, lib, mocks, own.config, file, own.root));
    suites[ok ? 'passed' : 'failed']++;
    if (bail && !ok) break;
  }
  await fixtures('globalTeardown');
  clearInterval(alive);
  const { pass, fail, skip, todo } = out.counts;
  const parts = (entries: [number, string][]) =>
    entries
      .filter(([n]) => n > 0)
      .map(([n, word]) => `${n} ${word}`)
      .join(', ');
  host.write(
    2,
    `\nTest Suites: ${parts([
      [suites.failed, 'failed'],
      [suites.passed, 'passed'],
      [files.length, 'total'],
    ])}\n`,
  );
  host.write(
    2,
    `Tests:       ${parts([
      [fail, 'failed'],
      [skip, 'skipped'],
      [todo, 'todo'],
      [pass, 'passed'],
      [pass + fail + skip + todo, 'total'],
    ])}\n`,
  );
  host.write(2, `Time:        ${span(host.now() - started)}\n`);
  if (pass + fail + skip + todo === 0 && !allowEmpty) return 1;
  return fail > 0 || suites.failed > 0 ? 1 : 0;
};

/** A file below a root's __mocks__ that stands for a package, without a call of jest.mock. */
function rootMock(host: RunnerHost, { config, root }: JestSetup, specifier: string, from: string): string | undefined {
  if (/^[./#]|^node:/.test(specifier) || from.includes('/__mocks__/') || from.includes('/node_modules/'))
    return undefined;
  for (const dir of list(config.roots ?? root).map((path) => resolvePath(root, place(path, root)))) {
    const found = host.resolve(`${dir}/__mocks__/${specifier}`, `${dir}/x.js`);
    // Node's own modules need the call.
    if (found && host.resolve(`node:${specifier}`, from) === undefined && !BUILTINS.test(specifier)) return found;
  }
  return undefined;
}
const BUILTINS = /^(assert|buffer|child_process|crypto|dns|events|fs|http|https|net|os|path|process|querystring|readline|stream|timers|tls|tty|url|util|vm|worker_threads|zlib)(\/|$)/; // prettier-ignore

interface JestRun {
  listeners: ((event: Guest) => void)[];
  host: RunnerHost;
  lib: Guest;
  config: RunnerConfig;
  root: string;
  out: RunnerReporter;
  timeout: number;
  update: 'all' | 'none' | 'new';
  pattern: RegExp | undefined;
}

async function runFile(run: JestRun, file: string, object: Guest): Promise<boolean> {
  const { host, lib, config, out, listeners } = run;
  const { circus, state, expect } = lib;
  const path = relative(host, file);
  const before = { ...out.counts };
  const lines: string[] = [];
  const problems: string[] = [];
  const setup = (names: string[]) => preload(host, names.map((name) => place(name, run.root)), run.root); // prettier-ignore
  const problem = (title: string, errors: unknown[]) =>
    problems.push(...errors.map((error) => `  ● ${title}\n\n${indent(describe(host, error), '    ')}\n`));

  state.resetState();
  state.getState().testTimeout = run.timeout;
  const globals = {
    ...circus,
    expect,
    fdescribe: circus.describe.only,
    xdescribe: circus.describe.skip,
    fit: circus.it.only,
    xit: circus.it.skip,
    xtest: circus.it.skip,
  };
  const inject = { ...globals, jest: object };
  host.provide('@jest/globals', inject);
  if (config.injectGlobals !== false) Object.assign(host.globals, inject);
  host.protect(
    'jest globals',
    host.globals,
    Object.keys(inject).filter((key) => key in host.globals),
  );
  host.protect('expect', expect);
  host.protect('expect matchers', (host.globals as Guest)[Symbol.for('$$jest-matchers-object')].matchers);
  const snapshots = new lib.snapshot.State(`${dirname(file)}/__snapshots__/${basename(file)}.snap`, {
    updateSnapshot: run.update,
    expand: false,
    prettierPath: null,
    rootDir: run.root,
    snapshotFormat: {
      escapeString: false,
      printBasicPrototype: false,
      ...(config.snapshotFormat as object | undefined),
    },
  });
  expect.setState({ snapshotState: snapshots, testPath: file, expand: false });

  // Failures as they happen, before hooks of the guest can reach circus's own record.
  const broken = new Map<unknown, unknown>();
  listeners.push((event) => {
    const { test } = event;
    if (event.name === 'test_fn_failure' && !broken.has(test)) broken.set(test, event.error);
    if (event.name === 'test_retry') broken.delete(test);
    if (event.name === 'test_start') {
      expect.setState({ currentTestName: lib.makeName(test) });
      if (config.clearMocks) object.clearAllMocks();
      if (config.resetMocks) object.resetAllMocks();
      if (config.restoreMocks) object.restoreAllMocks();
    }
    if (!/^test_(done|skip|todo)$/.test(event.name)) return;
    if (event.name === 'test_done') {
      const { suppressedErrors } = expect.getState();
      expect.setState({ suppressedErrors: [] });
      test.errors.push(
        ...suppressedErrors,
        ...expect.extractExpectedAssertionsErrors().map((failure: Guest) => failure.error),
      );
    }
    const titles = titlesOf(test);
    const errors = (test.errors as unknown[]).map((error) => (Array.isArray(error) ? (error[0] ?? error[1]) : error));
    if (errors.length === 0 && broken.has(test)) errors.push(broken.get(test));
    const status =
      event.name === 'test_skip' ? 'skip' : event.name === 'test_todo' ? 'todo' : errors.length > 0 ? 'fail' : 'pass';
    out.add({ name: titles.join(' '), file, status, ms: test.duration ?? 0, error: clean(errors[0]) });
    const mark = { pass: '✓', fail: '✕', skip: '○ skipped', todo: '✎ todo' }[status];
    lines.push(
      `  ${titles
        .slice(0, -1)
        .map((title) => `${title} › `)
        .join('')}${mark} ${titles.at(-1)}${test.duration > 1 ? ` (${span(test.duration)})` : ''}`,
    );
    if (status === 'fail') problem(titles.join(' › '), errors);
  });
  const release = host.onUncaught((error) => state.dispatchSync({ name: 'error', error }));
  try {
    await state.dispatch({
      name: 'setup',
      parentProcess: processStandIn,
      runtimeGlobals: globals,
      testNamePattern: run.pattern,
    });
    for (const serializer of (await setup(list(config.snapshotSerializers))).reverse() as Guest[])
      expect.addSnapshotSerializer(serializer.default ?? serializer);
    if (config.fakeTimers?.enableGlobally || config.timers === 'fake') object.useFakeTimers();
    await setup(list(config.setupFiles));
    await setup([...list(config.setupFilesAfterEnv), ...list(config.setupFilesAfterEach)]);
    await host.import(file);
    const { unhandledErrors } = await lib.run();
    for (const error of unhandledErrors as string[]) {
      out.add({ name: 'unhandled error', file, status: 'fail', ms: 0, error });
      problem('Test suite failed to run', [error]);
    }
    snapshots.save();
  } catch (error) {
    out.add({ name: 'loading the test file', file, status: 'fail', ms: 0, error });
    problem('Test suite failed to run', [error]);
  } finally {
    release();
    listeners.pop();
    object.useRealTimers();
    object.restoreAllMocks();
  }
  const ran =
    Object.values(out.counts).reduce((sum, n) => sum + n, 0) - Object.values(before).reduce((sum, n) => sum + n, 0);
  if (ran === 0) {
    const error = new Error('Your test suite must contain at least one test.');
    out.add({ name: 'no tests', file, status: 'fail', ms: 0, error });
    problem('Test suite failed to run', [error]);
  }
  const ok = out.counts.fail === before.fail;
  host.write(
    2,
    `${ok ? 'PASS' : 'FAIL'} ${path}\n${lines.join('\n')}\n${problems.length > 0 ? `\n${problems.join('\n')}` : ''}\n`,
  );
  return ok;
}

/** circus takes over the process's listeners; ours come through the host instead. */
const processStandIn = {
  listeners: () => [],
  removeAllListeners: () => undefined,
  removeListener: () => undefined,
  on: () => undefined,
};
