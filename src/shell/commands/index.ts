/** All commands of ours, by name. */
import { defineCommand } from 'just-bash/browser';
import { onHost, hostNames, type HostFiles } from '../processhost';
import type { ShellCommand, ShellSession } from '../session';
import { git } from './git';
import { misc } from './misc';
import { node, tsx } from './node';
import { cousin, npm, npx } from './npm';
import { patch } from './patch';
import { runners } from './runners';

const all: Record<string, ShellCommand> = {
  ...misc,
  ...runners,
  git,
  patch,
  node,
  nodejs: node,
  tsx,
  'ts-node': tsx,
  'ts-node-esm': tsx,
  npm,
  npx,
  bunx: npx,
  pnpm: cousin,
  pnpx: npx,
  yarn: cousin,
  bun: cousin,
};

export const names: readonly string[] = Object.keys(all);

/** The commands of one exec, for just-bash. A bug in one is an exit code, never the end of the shell. */
export const commands = (session: ShellSession, host?: HostFiles) =>
  Object.entries(
    host ? { ...all, ...Object.fromEntries(hostNames.map((name) => [name, onHost(name, host)])) } : all,
  ).map(([name, run]) =>
    defineCommand(name, async (args, ctx) => {
      try {
        return await run(args, ctx, session);
      } catch (error) {
        if (session.signal.aborted) throw error;
        return { stdout: '', stderr: `${name}: ${(error as Error).message}\n`, exitCode: 1 };
      }
    }),
  );
