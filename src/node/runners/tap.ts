/**
 * tap 16: the real libtap (tap's own core), one fresh instance per file as tap has one process per file.
 * A result is a point of the file's top level: an assertion, or a subtest as a whole.
 */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { expand, isOn, last, parseFlags } from './argv';
import { list, packageJson, preload, type RunnerConfig } from './config';
import { relative, reporter, type RunnerReporter } from './report';
import { complete } from './tapmore';

/** Hears every top-level point of a tap instance. */
export function attachTap(host: RunnerHost, root: Guest, file: string, out: RunnerReporter): void {
  const print = root.printResult;
  complete(host, root);
  watch(root, relative(host, file));
  let since = host.now();
  root.printResult = function (this: Guest, ok: boolean, message: string, extra: Guest, front: boolean) {
    const before = root.count as number;
    const result = print.call(this, ok, message, extra, front);
    if (root.count > before || front) {
      const passed = extra?.expectFail ? !ok : Boolean(ok);
      const status = extra?.skip ? 'skip' : extra?.todo ? 'todo' : passed ? 'pass' : 'fail';
      out.add({
        name: String(message).trim(),
        file,
        status,
        ms: host.now() - since,
        error: status === 'fail' ? failure(message, extra, root) : undefined,
        detail: extra && inside.get(extra),
      });
      since = host.now();
    }
    return result;
  };
  host.protect('tap', root, ['printResult']);
  host.protect('tap.Test.prototype', root.Test.prototype);
}

function failure(message: string, extra: Guest, root: Guest): unknown {
  const inner = extra?.results?.failures?.[0] ?? root.results?.failures?.[0];
  return {
    message: extra?.diff ? `${message}\n${extra.diff}` : inner?.name ? `${message}: ${inner.name}` : message,
    stack: extra?.stack,
    ...wantedAndFound(extra),
  };
}

const wantedAndFound = (extra: Guest): object => ({
  ...(extra && 'wanted' in extra ? { expected: extra.wanted } : {}),
  ...(extra && 'found' in extra ? { actual: extra.found } : {}),
});

/** Subtest, by its options -> its first assertion that failed, however deep: its own point says only that one did. */
const inside = new WeakMap<object, object>();

/** Up to the innermost line of the test file: further out stand the calls that only began the subtests. */
function innermost(stack: string, file: string): string {
  const lines = stack.split('\n');
  const at = lines.findIndex((line) => line.includes(`${file}:`));
  return at < 0 ? stack : lines.slice(0, at + 1).join('\n');
}

function watch(test: Guest, file: string, above: object[] = []): void {
  const own = [...above, test.options];
  test.on('subtestAdd', (child: Guest) => watch(child, file, own));
  if (above.length === 0) return;
  const heard = ({ ok, message, extra }: Guest) => {
    if (ok || extra?.skip || extra?.todo || inside.has(extra)) return;
    const { at, stack } = extra ?? {};
    const place = at?.file ? `at ${at.file}:${at.line}:${at.column ?? 1}` : undefined;
    const detail = {
      message: String(message).trim(),
      stack: stack ? innermost(stack, file) : place,
      ...wantedAndFound(extra),
    };
    for (const options of own) if (!inside.has(options)) inside.set(options, detail);
  };
  test.on('res', heard);
  test.on('result', heard);
}

/** `node file.js`: the library's own root. */
export function hearTap(host: RunnerHost, lib: Guest, done: () => void): void {
  attachTap(host, lib, host.script() ?? '[eval]', reporter(host));
  lib.once('end', done);
}

/** Evaluates the tap pack anew, so that each file has its own root. */
function fresh(host: RunnerHost): Guest {
  const path = '/usr/lib/node_modules/tap/index.js';
  const text = host.read(path);
  if (text === undefined) throw new Error('the tap library is not mounted');
  const module: Guest = { exports: {}, paths: [] };
  new Function('require', 'module', 'exports', '__filename', '__dirname', 'globalThis', 'global', text)(
    (id: string) => host.require(id, path),
    module,
    module.exports,
    path,
    '/usr/lib/node_modules/tap',
    host.globals,
    host.globals,
  );
  return module.exports;
}

const DEFAULT = [
  'test/**/*.{js,jsx,mjs,cjs,ts,tsx}',
  'tests/**/*.{js,jsx,mjs,cjs,ts,tsx}',
  '__tests__/**/*.{js,jsx,mjs,cjs,ts,tsx}',
  '{test,tests}.{js,mjs,cjs,ts}',
  '**/*.{test,tests,spec}.{js,jsx,mjs,cjs,ts,tsx}',
];

export const tap: Runner = async (host, argv) => {
  const config = (packageJson(host).tap ?? {}) as RunnerConfig;
  const flags = parseFlags(argv, {
    values: [
      'reporter',
      'timeout',
      'jobs',
      'node-arg',
      'test-arg',
      'require',
      'coverage-report',
      'grep',
      'coverage-map',
      'files',
      'output-file',
    ],
    alias: { R: 'reporter', t: 'timeout', j: 'jobs', r: 'require', g: 'grep', b: 'bail' },
  });
  const globs = flags.rest.length > 0 ? flags.rest : list(config.files ?? config['test-files']);
  const isTest = /\.[mc]?[jt]sx?$/;
  const files = globs.length > 0 ? expand(host, globs, isTest) : host.glob(host.cwd, DEFAULT);
  if (files.length === 0) {
    host.write(2, `tap: no test files match ${globs.join(' ') || 'the default patterns'}. Name the files or globs.\n`);
    return 1;
  }
  const out = reporter(host);
  const bail = isOn(flags, 'bail') || config.bail === true;
  const timeout = Number(last(flags, 'timeout') ?? config.timeout ?? 30) * 1000;
  let failed = false;
  await preload(host, [...list(config.require), ...list(flags.all.get('require'))]);
  for (const file of files) {
    host.write(1, `# Subtest: ${relative(host, file)}\n`);
    host.freshModules();
    const before = { ...out.counts };
    const ok = await runFile(host, file, out, timeout);
    failed ||= !ok || out.counts.fail > before.fail;
    if (failed && bail) break;
  }
  const { pass, fail, skip, todo } = out.counts;
  host.write(
    1,
    `\n# ${pass} passed, ${fail} failed${skip ? `, ${skip} skipped` : ''}${todo ? `, ${todo} todo` : ''}\n`,
  );
  return failed ? 1 : 0;
};

async function runFile(host: RunnerHost, file: string, out: RunnerReporter, timeout: number): Promise<boolean> {
  const root = fresh(host);
  const count = () => out.counts.pass + out.counts.fail + out.counts.skip + out.counts.todo;
  const before = count();
  root.patchProcess = () => {};
  attachTap(host, root, file, out);
  host.provide('tap', root);
  host.provide('libtap', root);
  const ended = new Promise<void>((resolve) => root.once('end', resolve));
  const release = host.onUncaught((error) => root.threw(error));
  let crashed = false;
  const timer = host.setTimeout(
    () => root.timeout({ expired: `the file ran longer than ${timeout / 1000} s` }),
    timeout,
  );
  try {
    await host.import(file);
    await Promise.race([ended, host.idle()]);
    if (!root.results) root.endAll();
    await Promise.race([ended, host.idle()]);
  } catch (error) {
    crashed = true;
    out.add({ name: 'loading the test file', file, status: 'fail', ms: 0, error });
    host.write(2, `${(error as Guest)?.stack ?? String(error)}\n`);
  } finally {
    host.clearTimeout(timer);
    release();
  }
  if (!crashed && count() === before) {
    host.write(2, `${relative(host, file)}: no tests ran\n`);
    out.add({ name: 'no tests', file, status: 'fail', ms: 0, error: new Error('the file ran no tests') });
    return false;
  }
  return !crashed && root.passing() === true;
}
