/** The real tape: `tape 'test/*.js'` and `node file.js`. A result is a test (its assertions together). */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { expand, parseFlags } from './argv';
import { list, preload } from './config';
import { reporter } from './report';

interface Open {
  name: string;
  file: string;
  since: number;
  error: unknown;
  asserts: number;
  skipped: number;
}

/** Follows a harness; `fileOf` says which file is loading when a test is defined. */
export function attachTape(host: RunnerHost, harness: Guest, fileOf: () => string) {
  const out = reporter(host);
  const open = new Map<Guest, Open>();
  let done = false;
  const close = (test: Guest, late?: unknown) => {
    const state = open.get(test);
    if (!state) return;
    open.delete(test);
    const error = state.error ?? late;
    const status = error ? 'fail' : test._skip ? 'skip' : test._todo ? 'todo' : 'pass';
    out.add({ name: state.name, file: state.file, status, ms: host.now() - state.since, error });
  };
  const watch = (test: Guest, parent: string, file: string) => {
    const name = [parent, String(test.name)].filter(Boolean).join(' ');
    let begun = false;
    const begin = () => {
      if (!begun) open.set(test, { name, file, since: host.now(), error: undefined, asserts: 0, skipped: 0 });
      begun = true;
    };
    test.once('prerun', begin);
    test.on('result', (result: Guest) => {
      begin();
      const state = open.get(test);
      if (!state || typeof result === 'string' || result.ok || result.todo || result.skip || test._todo) return;
      state.error ??= Object.assign(result.error instanceof Error ? result.error : new Error(String(result.name)), {
        message: String(result.name),
        ...('expected' in result ? { expected: result.expected } : {}),
        ...('actual' in result ? { actual: result.actual } : {}),
      });
    });
    test.on('test', (child: Guest) => watch(child, name, file));
    test.once('end', () => close(test));
  };
  harness._results.on('_push', (test: Guest) => watch(test, '', fileOf()));
  harness._results.once('done', () => (done = true));
  return {
    out,
    done: () => done,
    /** The error belongs to the test that runs; without one it fails a result of its own. */
    crash(error: unknown, file: string) {
      if (open.size === 0) out.add({ name: 'uncaught error', file, status: 'fail', ms: 0, error });
      for (const test of [...open.keys()].reverse()) close(test, error);
    },
    finish() {
      for (const test of [...open.keys()].reverse()) {
        close(test, new Error('the test never called t.end(), or fewer assertions ran than t.plan() says'));
      }
    },
  };
}

/** `node file.js`: the harness is made at the first test. */
export function hearTape(host: RunnerHost, lib: Guest, done: () => void): void {
  lib.listen((harness: Guest) => {
    const heard = attachTape(host, harness, () => host.script() ?? '[eval]');
    harness._results.once('done', done);
    host.onEnd(() => heard.finish());
  });
}

export const tape: Runner = async (host, argv) => {
  const flags = parseFlags(argv, {
    values: ['require', 'ignore', 'ignore-pattern'],
    alias: { r: 'require', i: 'ignore' },
  });
  const files = expand(host, flags.rest, /\.[mc]?[jt]sx?$/);
  if (files.length === 0) {
    host.write(2, `tape: no test files match ${flags.rest.join(' ') || '(nothing given)'}. Usage: tape 'test/*.js'\n`);
    return 1;
  }
  const lib = host.require('tape', `${host.cwd}/package.json`) as Guest;
  lib.wait();
  delete lib.listen;
  host.protect('tape', lib);
  const harness = lib.getHarness({ exit: false });
  let file = files[0]!;
  const heard = attachTape(host, harness, () => file);

  return new Promise((resolve) => {
    let settled = false;
    const end = (code: number) => {
      if (settled) return;
      settled = true;
      release();
      resolve(code);
    };
    // As in a process: an uncaught error ends the run; the test that was running has failed.
    const release = host.onUncaught((error) => {
      heard.crash(error, file);
      host.write(2, `${(error as Guest)?.stack ?? String(error)}\n`);
      end(1);
    });
    const run = async () => {
      await preload(host, list(flags.all.get('require')));
      for (file of files) await host.import(file);
      const finished = new Promise<void>((over) => harness._results.once('done', over));
      harness.run();
      await Promise.race([finished, host.idle()]);
      if (!heard.done()) for (const test of harness._tests) test._exit();
      heard.finish();
      harness.close();
      const { pass, fail, skip, todo } = heard.out.counts;
      if (pass + fail + skip + todo === 0) host.write(2, 'tape: no tests ran: the files define none.\n');
      end(fail > 0 || pass + skip + todo === 0 || harness._exitCode !== 0 ? 1 : 0);
    };
    run().catch((error: unknown) => {
      heard.crash(error, file);
      host.write(2, `${(error as Guest)?.stack ?? String(error)}\n`);
      end(1);
    });
  });
};
