/** The real mocha (its core and reporters) on the runtime's loader. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { expand, isOn, last, parseFlags, pattern, type Flags } from './argv';
import { configFile, list, packageJson, preload, type RunnerConfig } from './config';
import { reporter, type TestOutcome } from './report';

const SPEC = {
  values: [
    'ui',
    'timeout',
    'grep',
    'fgrep',
    'require',
    'reporter',
    'reporter-option',
    'slow',
    'file',
    'spec',
    'extension',
    'ignore',
    'config',
    'package',
    'retries',
    'global',
    'import',
    'node-option',
    'jobs',
    'loader',
  ],
  alias: {
    u: 'ui',
    t: 'timeout',
    timeouts: 'timeout',
    g: 'grep',
    f: 'fgrep',
    r: 'require',
    R: 'reporter',
    s: 'slow',
    i: 'invert',
    b: 'bail',
    O: 'reporter-option',
    C: 'no-color',
    A: 'async-only',
    c: 'color',
    exclude: 'ignore',
  },
};

const GLOBALS = [
  'describe',
  'context',
  'it',
  'specify',
  'before',
  'after',
  'beforeEach',
  'afterEach',
  'xdescribe',
  'xit',
  'suite',
  'test',
  'setup',
  'teardown',
  'suiteSetup',
  'suiteTeardown',
];

async function settings(host: RunnerHost, flags: Flags): Promise<RunnerConfig> {
  const own = last(flags, 'config');
  const file = isOff(flags, 'config')
    ? undefined
    : await configFile(
        host,
        own
          ? [own]
          : [
              '.mocharc.js',
              '.mocharc.cjs',
              '.mocharc.mjs',
              '.mocharc.yaml',
              '.mocharc.yml',
              '.mocharc.jsonc',
              '.mocharc.json',
            ],
      );
  return { ...(packageJson(host).mocha as RunnerConfig | undefined), ...file };
}

const isOff = (flags: Flags, name: string) => last(flags, name) === 'false';

export const mocha: Runner = async (host, argv) => {
  const flags = parseFlags(argv, SPEC);
  const config = await settings(host, flags);
  const text = (name: string): string | undefined =>
    last(flags, name) ?? (config[name] === undefined ? undefined : String(config[name]));
  const on = (name: string): boolean => (flags.all.has(name) ? isOn(flags, name) : config[name] === true);
  const all = (name: string): string[] =>
    [...list(config[name]), ...(flags.all.get(name) ?? [])].flatMap((v) => v.split(','));

  const Mocha = host.require('mocha', `${host.cwd}/package.json`) as Guest;
  const out = reporter(host);
  const grep = text('grep');
  const fgrep = text('fgrep');
  const timeout = text('timeout');
  const instance = new Mocha({
    ui: text('ui') ?? 'bdd',
    reporter: text('reporter') ?? 'spec',
    timeout: timeout === undefined ? 2000 : duration(timeout),
    slow: duration(text('slow') ?? '75'),
    bail: on('bail'),
    retries: text('retries') === undefined ? undefined : Number(text('retries')),
    invert: on('invert'),
    asyncOnly: on('async-only'),
    delay: on('delay'),
    dryRun: on('dry-run'),
    globals: all('globals'),
    forbidOnly: on('forbid-only'),
    forbidPending: on('forbid-pending'),
    checkLeaks: on('check-leaks'),
    fullTrace: on('full-trace'),
    inlineDiffs: on('inline-diffs'),
    diff: !isOff(flags, 'diff') && config.diff !== false,
    color: on('color'),
    ...(fgrep !== undefined ? { fgrep } : grep !== undefined ? { grep: pattern(grep) } : {}),
  });

  const extensions =
    all('extension').length > 0 ? all('extension') : ['js', 'cjs', 'mjs', 'ts', 'cts', 'mts', 'tsx', 'jsx'];
  const ignored = new Set(all('ignore').flatMap((glob) => expand(host, [glob], /./)));
  const wanted = [...flags.rest, ...list(config.spec), ...(flags.all.get('spec') ?? [])];
  const specs = wanted.length > 0 ? wanted : ['./test'];
  const isTest = new RegExp(`\\.(${extensions.map((e) => e.replace(/^\./, '')).join('|')})$`);
  const files = [
    ...all('file').flatMap((f) => expand(host, [f], isTest)),
    ...expand(host, specs, isTest, on('recursive')),
  ].filter((file) => !ignored.has(file) && !file.endsWith('.d.ts'));
  if (files.length === 0) {
    host.write(
      2,
      `Error: No test files found: ${specs.map((s) => `"${s}"`).join(', ')}. Name a file, a folder or a glob.\n`,
    );
    return 1;
  }

  const { suite } = instance;
  let current = files[0]!;
  try {
    for (const hooks of await preload(host, [...all('require'), ...all('import')])) {
      const root = (hooks.mochaHooks ?? (hooks.default as Guest)?.mochaHooks) as Guest;
      if (root) instance.rootHooks(typeof root === 'function' ? await root() : root);
      for (const [name, use] of [
        ['mochaGlobalSetup', 'globalSetup'],
        ['mochaGlobalTeardown', 'globalTeardown'],
      ] as const) {
        const given = (hooks[name] ?? (hooks.default as Guest)?.[name]) as Guest;
        if (given) instance[use](given);
      }
    }
    for (current of new Set(files)) {
      suite.emit('pre-require', host.globals, current, instance);
      host.protect(
        'mocha globals',
        host.globals,
        GLOBALS.filter((key) => key in host.globals),
      );
      const loaded = (await host.import(current)) as Guest;
      // As mocha takes it: a default export, if there is one, is the whole.
      suite.emit('require', loaded?.default ?? { ...loaded, default: undefined }, current, instance);
      suite.emit('post-require', host.globals, current, instance);
      for (const found of unfiled(suite)) found.file = current;
    }
  } catch (error) {
    out.add({ name: 'loading the test file', file: current, status: 'fail', ms: 0, error });
    host.write(2, `\nError: while loading ${current}:\n${(error as Guest)?.stack ?? String(error)}\n`);
    return 1;
  }

  return new Promise((resolve) => {
    const pass = on('pass-with-no-tests');
    const run = instance.run((failures: number) => {
      flush();
      const { counts } = out;
      if (counts.pass + counts.fail + counts.skip + counts.todo === 0 && !pass) {
        host.write(2, 'Error: no tests ran: the test files define none, or the filter matches none.\n');
        resolve(1);
      } else resolve(Math.min(failures, 255));
    });
    // A second done() or a late error fails a test that has passed: hold each result until the next begins.
    let held: TestOutcome | undefined;
    const flush = () => {
      if (held) out.add(held);
      held = undefined;
    };
    const record = (test: Guest, status: TestOutcome['status'], error?: unknown) => {
      const name = (test.titlePath() as string[]).join(' ');
      const file = (test.file ?? test.parent?.file ?? files[0]) as string;
      const outcome: TestOutcome = { name, file, status, ms: (test.duration as number | undefined) ?? 0, error };
      if (held?.name !== name || status !== 'fail' || held.status !== 'pass') flush();
      held = outcome;
    };
    run.on('pass', (test: Guest) => record(test, 'pass'));
    run.on('fail', (test: Guest, error: unknown) => record(test, 'fail', error));
    run.on('pending', (test: Guest) => record(test, 'skip'));
  });
};

/** Suites and tests without a file: those the file just loaded has defined. */
function* unfiled(suite: Guest): Generator<Guest> {
  for (const test of suite.tests) if (!test.file) yield test;
  for (const child of suite.suites) {
    if (!child.file) yield child;
    yield* unfiled(child);
  }
}

/** Milliseconds of `2000`, `2s`, `1m`. */
function duration(text: string): number {
  const match = /^([\d.]+)\s*(ms|s|m)?$/.exec(text);
  if (!match) return 2000;
  return Number(match[1]) * (match[2] === 's' ? 1000 : match[2] === 'm' ? 60_000 : 1);
}
