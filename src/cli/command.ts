/** What a subcommand is, and how it reads its options. */
import { parseArgs } from 'node:util';
import { BadInput } from '../lib/badinput';

export interface Command {
  /** One line for the list of commands. */
  about: string;
  /** The text of --help. */
  help: string;
  /** Resolves with the exit code; throws BadInput for what the person has to change. */
  run(argv: string[]): Promise<number>;
}

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** What `parse` finds, by the names in its list. */
export type OptionValues<List extends string> = {
  [Word in Words<List> as Word extends `${infer Name}=${string}` ? Name : Word]?: Word extends `${string}=*`
    ? string[]
    : Word extends `${string}=`
      ? string
      : boolean;
};

/** Reads `argv` by a list like `json seed= held-out=*`: a flag, one with a value, one with several. Complaints are BadInput. */
export function parse<const List extends string>(
  argv: string[],
  list: List,
): { values: OptionValues<List>; positionals: string[] } {
  const options = Object.fromEntries(
    list.split(' ').map((word) => {
      const [name, value] = word.split('=') as [string, string?];
      return [name, { type: value === undefined ? 'boolean' : 'string', multiple: value === '*' } as const];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: argv, options, allowPositionals: true, strict: true });
    return { values: values as OptionValues<List>, positionals };
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
