/** The command line's table of subcommands; each loads lazily and returns its exit code. */
import { setMaxListeners } from 'node:events';
import { BadInput } from '../lib/badinput';
import { type Command } from './command';
import { takeKeys } from './keys';
import { guardStreams } from './terminal';

const commands: Record<string, () => Promise<{ command: Command }>> = {
  repair: () => import('./repair'),
  bench: () => import('./bench'),
  merge: () => import('./merge'),
  record: () => import('./record'),
  verify: () => import('./verify'),
  attack: () => import('./attack'),
  tasks: () => import('./tasks'),
  gate: () => import('./gate'),
  arms: () => import('./arms'),
  measure: () => import('./measure'),
  export: () => import('./export'),
  data: () => import('./data'),
  env: () => import('./env'),
  score: () => import('./score'),
  train: () => import('./train'),
  tables: () => import('./tables'),
  models: () => import('./models'),
  localise: () => import('./localise'),
};

const usage = async (): Promise<string> => {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(8)} ${(await load()).command.about}`),
  );
  return `usage: protege <command> [options]\n\n${lines.join('\n')}\n\nprotege <command> --help tells more.\n`;
};

/** Runs one command line; 0 = done, 1 = done with failures, 2 = bad input (one sentence on stderr). */
export async function main(argv: string[]): Promise<number> {
  guardStreams();
  setMaxListeners(64); // one episode's signal stops all the replies that are asked for at once
  takeKeys();
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(await usage());
      return name === undefined ? 2 : 0;
    }
    if (!Object.hasOwn(commands, name))
      throw new BadInput(`There is no command "${name}"; use one of ${Object.keys(commands).join(', ')}.`);
    const { command } = await commands[name]!();
    if (rest.includes('--help') || rest.includes('-h')) {
      process.stdout.write(`${command.help.trim()}\n`);
      return 0;
    }
    return await command.run(rest);
  } catch (error) {
    if (!(error instanceof Error && ['BadInput', 'TaskError'].includes(error.name))) throw error;
    process.stderr.write(`protege: ${error.message}\n`);
    return 2;
  }
}
