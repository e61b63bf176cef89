/** What the commands of one exec share: files, workers, packs, the deadline, the tests they report. */
import type { ExecResult as Result, ResolvedCommandContext } from 'just-bash/browser';
import { shellWord } from '../lib/text';
import type { Collector } from './collector';
import type { ShellFs } from './fs';
import type { Live } from './live';
import type { Packs } from './packs';
import type { Slots, Workers } from './workers';
import type { Custody } from '../types';

export type CommandContext = ResolvedCommandContext;
export type { Result };

export interface ShellSession {
  fs: ShellFs;
  workers: Workers;
  slots: Slots;
  packs: Packs;
  collector: Collector;
  signal: AbortSignal;
  verdict: boolean;
  custody?: Custody | undefined;
  /** 0 for the command itself, +1 for each process that started it. */
  depth: number;
  /** Bytes dropped by the workers' own output caps. */
  dropped: number;
  /** Shows output while the command still runs; what is shown must come again, in order, in the final output. */
  live: Live | undefined;
  /** The content of the repository at the last reset: what git's first commit holds. */
  base: Record<string, string | Uint8Array>;
  /** Runs shell text as a child process would: same files, own session. */
  child(command: string, options: ChildOptions): Promise<{ exitCode: number; dropped: number }>;
}

export interface ChildOptions {
  cwd: string;
  env: Record<string, string>;
  stdin: string;
  signal: AbortSignal;
  collector: Collector;
  /** Instead of the session's own files. */
  fs: ShellFs;
  output(fd: 1 | 2, text: string): void;
}

/** A shell command of ours: never evaluates guest code in this worker. */
export type ShellCommand = (args: string[], ctx: CommandContext, session: ShellSession) => Promise<Result>;

export const done = (stdout = '', exitCode = 0, stderr = ''): Result => ({
  stdout,
  stderr,
  exitCode,
  stdoutKind: 'text',
});
export const refuse = (stderr: string, exitCode = 1): Result =>
  done('', exitCode, stderr.endsWith('\n') ? stderr : `${stderr}\n`);

const decoder = new TextDecoder();

/** Bytes as just-bash passes them (one char a byte) -> text. */
export const decodeBytes = (bytes: string): string =>
  /^[\x00-\x7f]*$/.test(bytes) ? bytes : decoder.decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));

export const stdinOf = (ctx: CommandContext): string => decodeBytes(ctx.stdin as unknown as string);

/** The output of a nested shell run as text. */
const stdoutOf = (result: Result): string =>
  result.stdoutKind === 'bytes' || (result.stdoutKind === undefined && result.stdoutEncoding === 'binary')
    ? decodeBytes(result.stdout)
    : result.stdout;

export const environment = (ctx: CommandContext): Record<string, string> => ({ ...ctx.exportedEnv });

const NAME = /^[A-Za-z_]\w*$/;

/** Runs shell text inside the current command (same session), with extra exported variables. */
export async function sub(
  ctx: CommandContext,
  command: string,
  options: { cwd?: string; env?: Record<string, string>; stdin?: string } = {},
): Promise<Result> {
  if (!ctx.exec) return refuse('This command needs a shell around it.', 126);
  // The nested shell inherits variables, but not that a prefix (`A=1 npm test`) exported them.
  const exported = Object.entries({ ...environment(ctx), ...options.env }).filter(
    ([name]) => NAME.test(name) && name !== 'PWD' && name !== 'OLDPWD',
  );
  const result = await ctx.exec(
    `export ${exported.map(([name, value]) => `${name}=${shellWord(value)}`).join(' ')}; ${command}`,
    {
      cwd: options.cwd ?? ctx.cwd,
      stdin: options.stdin ?? stdinOf(ctx),
      ...(ctx.signal ? { signal: ctx.signal } : {}),
    },
  );
  return done(stdoutOf(result), result.exitCode, result.stderr);
}
