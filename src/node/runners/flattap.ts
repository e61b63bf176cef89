/**
 * Plain test files that print their own verdict: `ok N - name` / `not ok N - name`. Only what the test file itself
 * writes counts: in the stack of the write, every frame of the repo must be the test file's.
 */
import type { Guest } from '../guest';
import type { Runner, RunnerHost } from '../runner';
import { expand } from './argv';
import { relative, reporter, type RunnerReporter } from './report';

const LINE = /^(ok|not ok)\s+\d+(?:\s+-\s+|\s+)?(.*)$/;

/** Wraps a writer so that `line` hears the complete lines that the test file wrote. */
function listen(
  host: RunnerHost,
  owner: Guest,
  key: string,
  mine: (stack: string) => boolean,
  line: (text: string) => void,
) {
  const write = owner[key] as (...args: unknown[]) => unknown;
  const NativeError = host.globals.Error as ErrorConstructor & Guest;
  let partial = '';
  const listening = function (this: Guest, ...args: unknown[]) {
    const { stackTraceLimit, prepareStackTrace } = NativeError;
    NativeError.stackTraceLimit = 200;
    NativeError.prepareStackTrace = undefined;
    const { stack } = new NativeError();
    NativeError.stackTraceLimit = stackTraceLimit;
    NativeError.prepareStackTrace = prepareStackTrace;
    if (typeof stack === 'string' && mine(stack)) {
      partial += args.filter((arg) => typeof arg === 'string').join(' ') + (key === 'log' ? '\n' : '');
      const lines = partial.split('\n');
      partial = lines.pop()!;
      lines.forEach(line);
    }
    return write.apply(this, args);
  };
  owner[key] = listening;
  return () => {
    if (partial) line(partial);
    if (owner[key] === listening) owner[key] = write;
  };
}

export const flatTap: Runner = async (host, argv) => {
  const files = expand(
    host,
    argv.filter((arg) => !arg.startsWith('-')),
    /\.[mc]?[jt]s$/,
  );
  if (files.length === 0) {
    host.write(2, `no test file matches ${argv.join(' ') || '(nothing given)'}\n`);
    return 1;
  }
  const out = reporter(host);
  for (const file of files) {
    host.freshModules();
    await runFile(host, file, out);
  }
  if (out.counts.pass + out.counts.fail === 0) {
    host.write(2, 'no `ok N - name` line was written by a test file: nothing was tested\n');
    return 1;
  }
  host.write(1, `# pass ${out.counts.pass}\n# fail ${out.counts.fail}\n`);
  return out.counts.fail > 0 ? 1 : 0;
};

async function runFile(host: RunnerHost, file: string, out: RunnerReporter): Promise<void> {
  const seen = new Set<string>();
  const started = host.now();
  const root = `${host.cwd}/`;
  const mine = (stack: string) => {
    const frames = stack
      .split('\n')
      .slice(1)
      .filter((frame) => frame.includes(root));
    return frames.length > 0 && frames.every((frame) => frame.includes(`${file}:`));
  };
  const line = (text: string) => {
    const match = LINE.exec(text.trim());
    if (!match) return;
    const name = match[2]!;
    const again = seen.has(name);
    seen.add(name);
    const error = again ? `"${name}" was printed twice` : `"${name}" does not hold`;
    // At once, not at the end: the file may never end.
    out.add({
      name,
      file,
      status: match[1] === 'ok' && !again ? 'pass' : 'fail',
      ms: host.now() - started,
      error: new Error(error),
    });
  };
  const { stdout } = host.globals.process as Guest;
  const undo = [listen(host, stdout, 'write', mine, line)];
  let error: unknown;
  const release = host.onUncaught((thrown) => (error ??= thrown));
  try {
    await host.import(file);
    await host.idle();
  } catch (thrown) {
    error = thrown;
  } finally {
    release();
    for (const restore of undo) restore();
  }
  if (error !== undefined) {
    out.add({ name: 'uncaught error', file, status: 'fail', ms: 0, error });
    host.write(2, `${relative(host, file)}: ${(error as Guest)?.stack ?? String(error)}\n`);
  }
}
