/**
 * A synchronous `node …` child inside this worker: its own modules, process and loop over the same files. It can run
 * timers and ticks in place, but no promise jobs: those wait for the outer stack. A child that needs them is refused.
 */
import { parseCommand, runCommand } from './cli';
import { Instance } from './instance';
import { useStacksOf } from './stack';

export interface NestedResult {
  code: number;
  stdout: string;
  stderr: string;
}

export function runNested(
  parent: Instance,
  argv: string[],
  options: { cwd: string; env: Record<string, string>; stdin: string },
): NestedResult {
  const command = parseCommand(argv);
  if (command.kind === 'test') throw refusal('node --test', 'runs tests, which needs promises');
  const result: NestedResult = { code: 0, stdout: '', stderr: '' };
  let ended = false;
  const child = new Instance({
    // In verdict mode its loader, too, sees test files as empty.
    fs: parent.options.guestFs ?? parent.fs,
    guestFs: parent.options.guestFs,
    ...options,
    argv: ['/usr/local/bin/node', ...(command.kind === 'file' ? [''] : []), ...command.args],
    execArgv: command.execArgv,
    known: parent.options.known,
    pid: parent.pid + 1,
    write(fd, text) {
      if (fd === 1) result.stdout += text;
      else result.stderr += text;
    },
    ended(code) {
      ended = true;
      result.code = code;
    },
  });
  const restore = child.install();
  useStacksOf(child.loader);
  try {
    let pending: void | Promise<void> = undefined;
    child.guard(() => {
      pending = runCommand(child, command);
    });
    child.loop.runSync(() => ended);
    if (!ended && ((pending as unknown) || child.loader.usesPromises())) {
      (pending as Promise<void> | undefined)?.catch(() => undefined);
      throw refusal(['node', ...argv].join(' '), 'uses promises');
    }
    if (!ended) {
      const process = child.builtin('process');
      child.guard(() => {
        process.emit('beforeExit', process.exitCode ?? 0);
        child.loop.runSync(() => ended);
        child.exit();
      });
    }
  } finally {
    child.loop.stop();
    restore();
    useStacksOf(parent.loader);
  }
  return result;
}

const refusal = (what: string, why: string) =>
  Object.assign(
    new Error(
      `child_process: "${what}" ${why}, so it cannot run synchronously in this sandbox: use spawn, exec or execFile`,
    ),
    { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' },
  );
