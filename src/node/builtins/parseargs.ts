/** util.parseArgs, with Node's error codes and tokens. */
import type { Guest } from '../guest';

const fail = (code: string, message: string) => Object.assign(new TypeError(message), { code });

interface ArgOption {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  default?: Guest;
}

export function parseArgs(config: Guest = {}): Guest {
  const args: string[] = [...(config.args ?? (globalThis as Guest).process.argv.slice(2))];
  const options: Record<string, ArgOption> = config.options ?? {};
  const strict: boolean = config.strict ?? true;
  const allowPositionals: boolean = config.allowPositionals ?? !strict;
  const allowNegative: boolean = config.allowNegative ?? false;
  const shorts = new Map<string, string>();
  for (const name of Object.keys(options)) {
    const { type, short } = options[name]!;
    if (type !== 'string' && type !== 'boolean')
      throw fail(
        'ERR_INVALID_ARG_TYPE',
        `The "options.${name}.type" property must be one of: string, boolean. Received ${type === undefined ? 'undefined' : `'${type}'`}`.replace(
          ' one of: string, boolean',
          ' of type string or boolean',
        ),
      );
    if (short) shorts.set(short, name);
  }
  const tokens: Guest[] = [];
  const values: Record<string, Guest> = Object.create(null);
  const positionals: string[] = [];

  const store = (name: string, value: string | undefined, raw: string) => {
    let option = Object.hasOwn(options, name) ? options[name] : undefined;
    let key = name;
    let result: Guest = value ?? true;
    if (!option && allowNegative && name.startsWith('no-') && Object.hasOwn(options, name.slice(3))) {
      key = name.slice(3);
      option = options[key];
      result = false;
    }
    if (strict) {
      if (!option) {
        const hint = allowPositionals
          ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "${raw}"`
          : '';
        throw fail('ERR_PARSE_ARGS_UNKNOWN_OPTION', `Unknown option '${raw}'${hint}`);
      }
      const label = option.short ? `-${option.short}, --${key}` : `--${key}`;
      if (option.type === 'string' && typeof value !== 'string')
        throw fail('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${label} <value>' argument missing`);
      if (option.type === 'boolean' && value !== undefined)
        throw fail('ERR_PARSE_ARGS_INVALID_OPTION_VALUE', `Option '${label}' does not take an argument`);
    }
    if (key === '__proto__') return;
    if (option?.multiple) (values[key] ??= []).push(result);
    else values[key] = result;
  };

  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (let i = index + 1; i < args.length; i++) {
        tokens.push({ kind: 'positional', index: i, value: args[i] });
        positionals.push(args[i]!);
      }
      if (!allowPositionals && index + 1 < args.length) throw unexpected(args[index + 1]!);
      break;
    }
    const option = (name: string, rawName: string, value: string | undefined, inlineValue: boolean | undefined) => {
      tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
      store(name, value, rawName);
    };
    /** The value may be the next argument, unless it looks like an option. */
    const next = (name: string, label: string): string | undefined => {
      const following = args[index + 1];
      if (following === undefined) return undefined;
      if (strict && following.length > 1 && following.startsWith('-')) {
        const example = label.startsWith('--') ? `'${label}=-XYZ'` : `'--${name}=-XYZ' or '${label}-XYZ'`;
        throw fail(
          'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
          `Option '${label}' argument is ambiguous.\nDid you forget to specify the option argument for '${label}'?\nTo specify an option argument starting with a dash use ${example}.`,
        );
      }
      return following;
    };
    if (arg.startsWith('--') && arg.length > 2) {
      const at = arg.indexOf('=', 3);
      const name = at < 0 ? arg.slice(2) : arg.slice(2, at);
      if (at >= 0) option(name, `--${name}`, arg.slice(at + 1), true);
      else if (Object.hasOwn(options, name) && options[name]!.type === 'string') {
        const value = next(name, `--${name}`);
        option(name, `--${name}`, value, value === undefined ? undefined : false);
        if (value !== undefined) index++;
      } else option(name, `--${name}`, undefined, undefined);
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let i = 1; i < arg.length; i++) {
        const short = arg[i]!;
        const name = shorts.get(short) ?? short;
        const isString = Object.hasOwn(options, name) && options[name]!.type === 'string';
        if (isString && i < arg.length - 1) {
          option(name, `-${short}`, arg.slice(i + 1), true);
          break;
        }
        if (isString) {
          const value = next(name, `-${short}`);
          option(name, `-${short}`, value, value === undefined ? undefined : false);
          if (value !== undefined) index++;
        } else option(name, `-${short}`, undefined, undefined);
      }
    } else {
      if (!allowPositionals) throw unexpected(arg);
      tokens.push({ kind: 'positional', index, value: arg });
      positionals.push(arg);
    }
  }
  for (const name of Object.keys(options))
    if (options[name]!.default !== undefined && values[name] === undefined) values[name] = options[name]!.default;
  return config.tokens ? { values, positionals, tokens } : { values, positionals };
}

const unexpected = (arg: string) =>
  fail(
    'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL',
    `Unexpected argument '${arg}'. This command does not take positional arguments`,
  );
