/** node and the ways to start TypeScript: every flag goes to the exec worker. */
import { runEntry } from '../exec';
import { refuse, type ShellCommand } from '../session';

export const node: ShellCommand = (argv, ctx, session) => {
  if (argv.includes('--watch'))
    return Promise.resolve(refuse('node: --watch is not available in the sandbox; run the command without it', 9));
  return runEntry({ type: 'node', argv }, ctx, session);
};

/** `tsx file.ts`, `ts-node -T file.ts`: node runs TypeScript by itself here, so their own flags are dropped. */
export const tsx: ShellCommand = (args, ctx, session) => {
  const argv = args[0] === 'watch' ? args.slice(1) : [...args];
  while (/^(?:-T|--transpile-only|--esm|--swc|--files|-s|--no-cache)$/.test(argv[0] ?? '')) argv.shift();
  while (/^(?:-P|--project|--tsconfig|-O|--compiler-options)$/.test(argv[0] ?? '')) argv.splice(0, 2);
  return runEntry({ type: 'node', argv: ['--import', 'tsx', ...argv] }, ctx, session);
};
