/** What a subcommand is, and how it reads its options. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { BadInput } from '../lib/badinput';

export interface Command {
  /** One line for the list of commands. */
  about: string;
  /** The text of --help. */
  help: string;
  /** Resolves with the exit code; throws BadInput for what the person has to change. */
  run(argv: string[]): Promise<number>;
}

/** `parseArgs` whose complaints are BadInput. */
export function parse<const T extends NonNullable<ParseArgsConfig['options']>>(argv: string[], options: T) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new BadInput(`${(error as Error).message.split('. ')[0]}; see --help.`);
  }
}

/** A whole number option within bounds. */
export function integer(name: string, value: string | undefined, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max)
    throw new BadInput(`--${name} must be a whole number from ${min} to ${max}, not "${value}".`);
  return number;
}

/** An amount in US dollars, from 0 up. */
export function dollars(name: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (value === '' || !Number.isFinite(number) || number < 0)
    throw new BadInput(`--${name} must be US dollars from 0 up, not "${value}".`);
  return number;
}
