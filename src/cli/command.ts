/** What a subcommand is, and how it reads its options. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export interface Command {
  /** One line for the list of commands. */
  about: string;
  /** The text of --help. */
  help: string;
  /** Resolves with the exit code; throws BadInput for what the person has to change. */
  run(argv: string[]): Promise<number>;
}

/** Exit code 2: one sentence that says what to do. */
export class BadInput extends Error {
  override name = 'BadInput';
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

/** Runs `work` over the items, at most `jobs` at once, and hands the results on in the items' order. */
export async function inOrder<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T, index: number) => Promise<R>,
  each: (result: R, index: number) => void = () => {},
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const done = new Set<number>();
  let next = 0;
  let told = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!, at);
      done.add(at);
      while (done.has(told)) each(results[told]!, told++);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, lane));
  return results;
}
