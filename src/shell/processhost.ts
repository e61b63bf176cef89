/**
 * Real Node beside the shell: node, npm and npx (and what they start) run elsewhere, in a WebContainer or as processes of
 * this machine, while every other word stays with just-bash. Files go there and back around each such word.
 */
import type { Changes, Output, Stream, TestResult } from '../types';
import { changesSince, merge } from './exec';
import type { ShellFs, Snapshot } from './fs';
import { dirname } from '../lib/posix';
import { done, environment, refuse, stdinOf, type ShellCommand } from './session';

export interface Job {
  argv: string[];
  /** Repo-relative, '.' = the root. */
  cwd: string;
  env: Record<string, string>;
  stdin: string;
  /** What changed in the repository since the last job; everything when `fresh`. */
  changes: Changes;
  /** Forget all files of earlier jobs first. */
  fresh: boolean;
}

export interface JobEnd {
  exitCode: number;
  /** What the job changed in the repository, without node_modules. */
  changes: Changes;
  tests: TestResult[];
  /** Runners that started and runners that said they reached their end. */
  runners: { started: number; done: number };
}

/** The other side; `outside` rejects on abort and when the place is lost. */
export interface ProcessHost {
  outside(job: Job, signal?: AbortSignal): Stream<Output, JobEnd>;
}

const ROOT = '/repo/';
/** A folder of the other side's copy that is no part of the repository; it is gone after the job. */
export const BESIDE = '.protege-reporters';
/** Words of real Node; the runners are found by npx. */
const NODE = ['node', 'npm', 'npx', 'pnpm', 'yarn', 'bun', 'corepack'];
const BY_NPX = ['mocha', 'jest', 'vitest', 'ava', 'tap', 'tape', 'uvu', 'tsx', 'ts-node', 'tsc', 'vite'];
export const hostNames: readonly string[] = [...NODE, 'nodejs', ...BY_NPX];

const argvOf = (name: string, args: string[]): string[] =>
  name === 'nodejs' ? ['node', ...args] : NODE.includes(name) ? [name, ...args] : ['npx', name, ...args];

/** Remembers what the other side has. */
export class HostFiles {
  private seen: Snapshot | null = null;
  constructor(readonly place: ProcessHost) {}

  forget(): void {
    this.seen = null;
  }

  /** What the other side does not have yet, repo-relative. */
  since(fs: ShellFs): Pick<Job, 'changes' | 'fresh'> {
    const fresh = this.seen === null;
    const all = changesSince(fs, this.seen ?? new Map());
    this.seen = fs.snapshot();
    const inRepo = Object.entries(all).filter(([path]) => path.startsWith(ROOT) && !path.startsWith(`${ROOT}.git/`));
    return { fresh, changes: Object.fromEntries(inRepo.map(([path, content]) => [path.slice(ROOT.length), content])) };
  }

  /** Takes over what a job changed. */
  take(fs: ShellFs, changes: Changes): void {
    const theirs = Object.entries(changes).filter(([path]) => !path.startsWith(`${BESIDE}/`));
    merge(fs, Object.fromEntries(theirs.map(([path, content]) => [ROOT + path, content])));
    this.seen = fs.snapshot();
  }
}

/**
 * Words that name a file as the shell knows it, as the other side finds it: `/repo/x` by where it is from here, and a scratch
 * file elsewhere (`node /tmp/try.js`) beside the repository, with its neighbours.
 */
function carried(args: readonly string[], cwd: string, fs: ShellFs): { args: string[]; beside: Changes } {
  const up = '../'.repeat(cwd.split('/').length - 2) || './';
  const beside: Changes = {};
  const words = args.map((arg) => {
    const at = arg === '/repo' ? ROOT : arg;
    if (at.startsWith(ROOT)) return up + at.slice(ROOT.length);
    if (!at.startsWith('/') || fs.get(at)?.kind !== 'file') return arg;
    const folder = dirname(at);
    for (const name of fs.list(folder)) {
      const node = fs.get(`${folder}/${name}`);
      if (node?.kind === 'file') beside[`${BESIDE}${folder}/${name}`] = node.data;
    }
    return `${up}${BESIDE}${at}`;
  });
  return { args: words, beside };
}

/** `name` as a shell command that runs on the other side. */
export const onHost =
  (name: string, host: HostFiles): ShellCommand =>
  async (args, ctx, session) => {
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, session.signal]) : session.signal;
    if (!`${ctx.cwd}/`.startsWith(ROOT)) return refuse(`${name}: only runs inside the repository (cd /repo first).`, 1);
    const process = session.collector.start(false);
    const known = carried(args, ctx.cwd, session.fs);
    const { fresh, changes } = host.since(session.fs);
    const job: Job = {
      argv: argvOf(name, known.args),
      cwd: ctx.cwd.slice(ROOT.length) || '.',
      env: environment(ctx),
      stdin: stdinOf(ctx),
      fresh,
      changes: { ...changes, ...known.beside },
    };
    const text = { 1: '', 2: '' };
    const stream = host.place.outside(job, signal);
    try {
      for (;;) {
        const next = await stream.next();
        if (!next.done) {
          text[next.value.fd] += next.value.text;
          session.live?.show(next.value.fd, next.value.text);
          continue;
        }
        const { exitCode, changes, tests, runners } = next.value;
        host.take(session.fs, changes);
        for (const test of tests) session.collector.add(process, test);
        // One that started and never said it was done leaves the report incomplete.
        process.expects = runners.started > 0;
        process.done = runners.done >= runners.started ? runners.done : 0;
        process.exited = true;
        return done(text[1], exitCode, text[2]);
      }
    } catch (error) {
      host.forget();
      throw error;
    }
  };
