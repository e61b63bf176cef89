/** The shell: just-bash over in-memory files at /repo, with our commands. Knows no tasks and no agents. */
import { Bash } from 'just-bash/browser';
import { Inbox } from '../lib/inbox';
import type { Changes, ExecOptions, ExecResult, Files, Output, Stream } from '../types';
import { checkPath } from './paths';
import { Collector } from './collector';
import { commands, names } from './commands';
import { changesSince } from './exec';
import { textual } from './bytes';
import { GRACE_MS, defaults, limits } from './limits';
import { ShellFs } from './fs';
import { cap } from './output';
import { Live } from './live';
import { HostFiles, type ProcessHost } from './processhost';
import { Packs, type PackSource } from './packs';
import { scripts } from './scripts';
import type { ChildOptions, ShellSession } from './session';
import { Slots, Workers, type ExecWorker } from './workers';

export interface ShellHost {
  /** Starts a fresh exec worker. */
  start(): ExecWorker;
  packs: PackSource;
  /** Real Node beside the shell; without it, node and npm are ours. */
  outside?: ProcessHost;
}

const ROOT = '/repo';
const OUTPUT_CAP = 1024 * 1024;

/** Also what a killed process leaves: exit code 124, as `timeout` says it. */
const TIMED_OUT = 124;

type ShellRun = Pick<ExecResult, 'exitCode' | 'stdout' | 'stderr'>;

export function createShell(host: ShellHost) {
  let fs = new ShellFs();
  let base: Files = {};
  const workers = new Workers(host.start);
  const packs = new Packs(host.packs);
  const beside = host.outside && new HostFiles(host.outside);
  // With real Node beside it, the shell needs no workers of its own.
  const warm = () => void (beside || workers.warm());

  const fill = (files: Files) => {
    const fresh = new ShellFs();
    for (const dir of [ROOT, '/tmp', '/home/user']) fresh.mkdirSync(dir, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      fresh.writeFileSync(`${ROOT}/${checkPath(path)}`, content);
    }
    return fresh;
  };

  const bashFor = (session: ShellSession, env: Record<string, string>, cwd: string, timeoutMs: number) => {
    const bash = new Bash({
      fs: session.fs,
      cwd,
      env,
      customCommands: commands(session, beside),
      executionLimits: limits(timeoutMs),
    });
    bash.registerTransformPlugin(scripts);
    return bash;
  };

  /** Runs shell text in a session; an abort wins over whatever just-bash still does. */
  const run = async (
    session: ShellSession,
    command: string,
    env: Record<string, string>,
    cwd: string,
    stdin: string,
    timeoutMs: number,
  ): Promise<ShellRun> => {
    const { signal } = session;
    const killed = { exitCode: TIMED_OUT, stdout: '', stderr: '' };
    if (signal.aborted) return killed;
    let stop = () => {};
    const aborted = new Promise<ShellRun>((resolve) => {
      stop = () => setTimeout(() => resolve(killed), GRACE_MS);
      signal.addEventListener('abort', stop, { once: true });
    });
    try {
      const bash = bashFor(session, env, cwd, timeoutMs);
      const finished = bash.exec(command, { rawScript: true, stdin, signal });
      return await Promise.race([finished, aborted]);
    } catch (error) {
      return { exitCode: 2, stdout: '', stderr: `bash: ${(error as Error).message}\n` };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  const open = (
    parts: Pick<ShellSession, 'signal' | 'collector' | 'verdict' | 'custody' | 'depth' | 'slots' | 'live'> &
      Partial<ShellSession>,
    timeoutMs: number,
  ): ShellSession => {
    const session: ShellSession = {
      fs,
      workers,
      packs,
      base,
      dropped: 0,
      ...parts,
      child: async (command: string, options: ChildOptions) => {
        const child = open(
          {
            ...parts,
            fs: options.fs,
            signal: options.signal,
            collector: options.collector,
            depth: session.depth + 1,
            live: undefined,
          },
          timeoutMs,
        );
        const { stdout, stderr, exitCode } = await run(
          child,
          command,
          { ...options.env },
          options.cwd,
          options.stdin,
          timeoutMs,
        );
        if (stdout) options.output(1, stdout);
        if (stderr) options.output(2, stderr);
        session.dropped += child.dropped;
        return { exitCode, dropped: child.dropped };
      },
    };
    return session;
  };

  async function* exec(command: string, options: ExecOptions & { endsAt?: number } = {}): Stream<Output, ExecResult> {
    const started = performance.now();
    const timeoutMs = options.timeoutMs ?? 60_000;
    // The caller's clock counts: a busy machine may bring the command here late.
    const leftMs =
      options.endsAt === undefined ? timeoutMs : Math.max(0, Math.min(timeoutMs, options.endsAt - Date.now()));
    const cwd = !options.cwd || options.cwd === '.' ? ROOT : `${ROOT}/${checkPath(options.cwd)}`;
    const before = fs.snapshot();
    const control = new AbortController();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      control.abort(new Error('deadline'));
    }, leftMs);
    const abort = () => control.abort(options.signal?.reason);
    options.signal?.addEventListener('abort', abort);

    const outputs = new Inbox<Output>();
    const live = new Live(command, (output) => outputs.push(output));
    const session = open(
      {
        signal: control.signal,
        collector: new Collector(),
        verdict: options.verdict ?? false,
        custody: options.custody,
        depth: 0,
        slots: new Slots(),
        live,
      },
      timeoutMs,
    );
    try {
      options.signal?.throwIfAborted();
      const environment = { ...defaults, ...options.env };
      const running = run(session, command, environment, cwd, options.stdin ?? '', timeoutMs).finally(() =>
        outputs.close(),
      );
      running.catch(() => {}); // thrown below, where it is awaited
      for await (const output of outputs) yield output;
      let result = await running;
      if (options.signal?.aborted) {
        fs = session.fs.clone();
        fs.restore(before);
        throw options.signal.reason;
      }
      const late = performance.now() - started >= leftMs;
      if (timedOut || (late && result.exitCode !== 0)) {
        timedOut = true;
        fs = session.fs.clone();
        const { stdout, stderr } = result.stdout ? result : live.sofar();
        const note = `\nThe command did not end within ${timeoutMs / 1000} s and was killed.\n`;
        result = { exitCode: TIMED_OUT, stdout, stderr: stderr.replace(/^bash: execution aborted\n/m, '') + note };
      }
      const { stdout, stderr, output, rest } = live.settle(result.stdout, result.stderr);
      for (const part of rest) yield { fd: part.fd, text: cap(part.text, OUTPUT_CAP).text };
      const [all, out, err] = [
        cap(output, OUTPUT_CAP, session.dropped),
        cap(stdout, OUTPUT_CAP),
        cap(stderr, OUTPUT_CAP),
      ];
      const tests = session.collector.report();
      return {
        exitCode: result.exitCode,
        output: all.text,
        stdout: out.text,
        stderr: err.text,
        ms: performance.now() - started,
        timedOut,
        dropped: all.dropped,
        changes: relative(changesSince(fs, before)),
        ...(tests ? { tests } : {}),
      };
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      control.abort(new Error('over'));
      setTimeout(warm, 0);
    }
  }

  return {
    /** Leaves exactly these files; they are also what git's first commit holds. Throws on a path outside the root. */
    async reset(files: Files, edits: Changes = {}): Promise<void> {
      fs = fill(files);
      base = files;
      beside?.forget();
      for (const [path, content] of Object.entries(edits)) put(path, content);
      warm();
    },
    async write(path: string, content: string | Uint8Array | null): Promise<void> {
      put(checkPath(path), content);
    },
    exec,
    close: async (): Promise<void> => workers.close(),
    names,
  };

  function put(path: string, content: string | Uint8Array | null) {
    if (content === null) fs.rmSync(`${ROOT}/${path}`, { force: true, recursive: true });
    else fs.writeFileSync(`${ROOT}/${path}`, content);
  }
}

/** Repo-relative, and text wherever it is text. */
const relative = (changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([path, content]) =>
      path.startsWith(`${ROOT}/`) ? [[path.slice(ROOT.length + 1), content && textual(content)]] : [],
    ),
  );

export type Shell = ReturnType<typeof createShell>;
