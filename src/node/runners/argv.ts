/** Command-line flags as the test frameworks read them, and the test files they mean. */
import type { RunnerHost } from '../runner';
import { resolvePath } from '../../lib/posix';

export interface FlagSpec {
  /** Flags that take a value; all others are switches. */
  values: string[];
  /** Short or other spellings -> canonical flag. */
  alias?: Record<string, string>;
}

export interface Flags {
  /** Every value of a flag, in order; a bare switch is 'true', `--no-x` is 'false' of `x`. */
  all: Map<string, string[]>;
  rest: string[];
}

export function parseFlags(argv: string[], spec: FlagSpec): Flags {
  const all = new Map<string, string[]>();
  const rest: string[] = [];
  const add = (name: string, value: string) => {
    const key = spec.alias?.[name] ?? name;
    all.set(key, [...(all.get(key) ?? []), value]);
  };
  const takes = (name: string) => spec.values.includes(spec.alias?.[name] ?? name);
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      rest.push(...argv.slice(i + 1));
      break;
    }
    const match = /^(--?)([^=]+)(?:=([\s\S]*))?$/.exec(arg);
    if (!match || arg === '-') {
      rest.push(arg);
      continue;
    }
    const [, , name, value] = match as unknown as [string, string, string, string | undefined];
    if (value !== undefined) add(name, value);
    else if (takes(name) && i + 1 < argv.length) add(name, argv[++i]!);
    else if (name.startsWith('no-') && !takes(name)) add(name.slice(3), 'false');
    else add(name, 'true');
  }
  return { all, rest };
}

export const last = (flags: Flags, name: string): string | undefined => flags.all.get(name)?.at(-1);
export const isOn = (flags: Flags, name: string): boolean => last(flags, name) === 'true';

const MAGIC = /[*?{}[\]!()]/;

/** Files named by paths, folders (all of `extensions` below, recursively) or globs; absolute, unique, in order. */
export function expand(host: RunnerHost, wanted: string[], extensions: RegExp, deep = true): string[] {
  const found = new Set<string>();
  for (const item of wanted) {
    const path = resolvePath(host.cwd, item);
    if (host.read(path) !== undefined) found.add(path);
    else if (MAGIC.test(item)) for (const file of host.glob(host.cwd, [trim(item)])) found.add(file);
    else for (const file of host.glob(path, [deep ? '**/*' : '*'])) if (extensions.test(file)) found.add(file);
  }
  return [...found];
}

const trim = (glob: string): string => glob.replace(/^\.\//, '');

/** A regular expression out of user text; plain text when it is not a valid one. */
export function pattern(text: string, flags = ''): RegExp {
  const literal = /^\/(.*)\/([a-z]*)$/.exec(text);
  try {
    return literal ? new RegExp(literal[1]!, literal[2]) : new RegExp(text, flags);
  } catch {
    return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), flags);
  }
}
