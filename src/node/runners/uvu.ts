/** The real uvu: `uvu [dir] [pattern]`, files given by name, and `node file.js`. */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { isOn, parseFlags, pattern } from './argv';
import { list, preload } from './config';
import { basename, resolvePath } from '../../lib/posix';
import { relative, reporter, type RunnerReporter } from './report';

type UvuEvent = 'start' | 'pass' | 'fail' | 'skip' | 'file' | 'end';

/**
 * Hears uvu's results (the pack's uvu offers its listener once, before guest code runs). `finish` fails the test
 * that was still running when the process ended.
 */
export function attachUvu(
  host: RunnerHost,
  uvu: Guest,
  fileOf: (group: string | null | undefined) => string,
  done?: () => void,
) {
  const out: RunnerReporter = reporter(host);
  let file = fileOf(null);
  let running: { name: string; since: number } | undefined;
  let ended = false;
  const full = (suite: string | undefined, test: string) => (suite ? `${suite} ${test}` : test);
  const close = (status: 'pass' | 'fail', error?: unknown) => {
    if (running)
      out.add({ name: running.name, file, status, ms: host.now() - running.since, error, detail: detailOf(error) });
    running = undefined;
  };
  uvu.listen((event: UvuEvent, suite: string | undefined, test: string, error: unknown) => {
    if (event === 'file') {
      close('fail', new Error('a hook threw, so the test did not end'));
      file = fileOf(suite);
    } else if (event === 'start') {
      close('fail', new Error('a hook threw, so the test did not end'));
      running = { name: full(suite, test), since: host.now() };
    } else if (event === 'pass') close('pass');
    else if (event === 'fail') close('fail', error);
    else if (event === 'skip' && typeof test === 'string')
      out.add({ name: full(suite, test), file, status: 'skip', ms: 0 });
    else if (event === 'end') {
      close('fail', new Error('a hook threw, so the test did not end'));
      ended = true;
      done?.();
    }
  });
  host.protect('uvu', uvu);
  return {
    out,
    ended: () => ended,
    finish(error?: unknown) {
      close('fail', error ?? new Error('the test never ended: its promise stayed pending and nothing was left to run'));
    },
  };
}

/** uvu's Assertion says `expects` where the others say `expected`. */
function detailOf(error: unknown): object | undefined {
  if (typeof error !== 'object' || error === null || !('expects' in error)) return undefined;
  const { message, name, stack, expects, actual, operator } = error as Guest;
  return /throws/.test(operator) ? undefined : { message, name, stack, expected: expects, actual };
}

/** The script of `node file.js`, and what to do when its process ends. */
export function hearUvu(host: RunnerHost, lib: Guest, done: () => void): void {
  const heard = attachUvu(host, lib, () => host.script() ?? '[eval]', done);
  host.onEnd(() => heard.finish());
}

const DEFAULT = /((\/|^)(tests?|__tests?__)\/.*|\.(tests?|spec)|^\/?tests?)\.([mc]js|[jt]sx?)$/i;
const ANY = /(((?:[^/]*(?:\/|$))*)[\\/])?\w+\.([mc]js|[jt]sx?)$/;

function suites(host: RunnerHost, rest: string[], cwd: string, ignore: string[]): { name: string; file: string }[] {
  const files = rest.filter((arg) => host.read(resolvePath(cwd, arg)) !== undefined);
  if (files.length > 0 && files.length === rest.length) {
    return files.map((arg) => ({ name: arg, file: resolvePath(cwd, arg) }));
  }
  const [dir, wanted] = rest;
  const root = resolvePath(cwd, dir ?? '.');
  const test = wanted ? pattern(wanted, 'i') : dir ? ANY : DEFAULT;
  const skip = ['^\\.git', 'node_modules', ...ignore].map((text) => pattern(text, 'i'));
  return host
    .glob(root, ['**/*'])
    .map((file) => ({ name: file.slice(root === '/' ? 1 : root.length + 1), file }))
    .filter(({ name, file }) => !skip.some((re) => re.test(name)) && test.test(name) && /\.[mc]?[jt]sx?$/.test(file))
    .sort((a, b) => a.name.localeCompare(b.name));
}

export const uvu: Runner = async (host, argv) => {
  const flags = parseFlags(argv, {
    values: ['ignore', 'require', 'cwd'],
    alias: { i: 'ignore', r: 'require', C: 'cwd', b: 'bail', c: 'color' },
  });
  const cwd = resolvePath(host.cwd, flags.all.get('cwd')?.[0] ?? '.');
  const found = suites(host, flags.rest, cwd, list(flags.all.get('ignore')));
  if (found.length === 0) {
    host.write(
      2,
      `uvu: no test files match ${flags.rest.join(' ') || 'the default pattern'}. Usage: uvu [dir] [pattern]\n`,
    );
    return 1;
  }
  host.globals.UVU_DEFER = 1;
  const lib = host.require('uvu', `${cwd}/package.json`) as Guest;
  const queue = host.globals.UVU_QUEUE as [string | null][];
  const exec = lib.exec as (bail: boolean) => Promise<void>;
  const heard = attachUvu(host, lib, (group) => found.find(({ name }) => name === group)?.file ?? found[0]!.file);

  return new Promise((resolve) => {
    let settled = false;
    const end = (code: number) => {
      if (!settled) {
        settled = true;
        release();
        resolve(code);
      }
    };
    const release = host.onUncaught((error) => {
      heard.finish(error);
      host.write(2, `${(error as Guest)?.stack ?? String(error)}\n`);
      end(1);
    });
    const run = async () => {
      await preload(host, list(flags.all.get('require')));
      for (const [index, { name, file }] of found.entries()) {
        queue[index] = [relative({ cwd: resolvePath(cwd, flags.rest[0] ?? '.') }, name)];
        host.globals.UVU_INDEX = index;
        try {
          await host.import(file);
        } catch (error) {
          heard.out.add({ name: `loading ${basename(file)}`, file, status: 'fail', ms: 0, error });
          host.write(2, `Error while loading ${name}:\n${(error as Guest)?.stack ?? String(error)}\n`);
        }
      }
      void host.idle().then(() => {
        if (heard.ended()) return;
        heard.finish();
        host.write(2, 'Exiting early before testing is finished.\n');
        end(1);
      });
      await exec(isOn(flags, 'bail'));
      const { pass, fail, skip } = heard.out.counts;
      if (pass + fail + skip === 0) {
        host.write(2, 'uvu: no tests ran. Does every suite call .run()?\n');
        return end(1);
      }
      end(fail > 0 ? 1 : 0);
    };
    run().catch((error: unknown) => {
      host.write(2, `${(error as Guest)?.stack ?? String(error)}\n`);
      end(1);
    });
  });
};
