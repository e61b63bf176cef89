'use strict';

const { ArgError } = require('./errors');
const { closest } = require('./suggest');
const { applyDefaults, convert, store, takesValue } = require('./values');

function parse(root, argv) {
  let spec = root;
  const values = {};
  const words = [];
  const path = [];
  let at = 0;

  const readLong = (arg) => {
    const eq = arg.indexOf('=');
    const name = arg.slice(2, eq === -1 ? undefined : eq);
    const negated = name.startsWith('no-') && !spec.options.has(name);
    const option = spec.options.get(negated ? name.slice(3) : name);
    if (!option || (negated && option.type !== 'boolean')) throw unknown(spec, name);
    if (!takesValue(option)) {
      if (eq !== -1) throw new ArgError('value', `--${option.long} takes no value`);
      store(values, option, !negated);
      return;
    }
    store(values, option, convert(option, eq === -1 ? nextValue(option) : arg.slice(eq + 1)));
  };

  const readShorts = (arg) => {
    for (let i = 1; i < arg.length; i++) {
      const option = spec.shorts.get(arg[i]);
      if (!option) throw new ArgError('unknown', `Unknown option -${arg[i]}`);
      if (!takesValue(option)) {
        store(values, option, true);
        continue;
      }
      const attached = arg.slice(i + 1).replace(/^=/, '');
      store(values, option, convert(option, attached === '' ? nextValue(option) : attached));
      return;
    }
  };

  const nextValue = (option) => {
    const value = argv[at];
    if (value === undefined || looksLikeOption(value)) throw new ArgError('value', `--${option.long} needs a value`);
    at += 1;
    return value;
  };

  while (at < argv.length) {
    const arg = argv[at++];
    if (arg === '--') {
      words.push(...argv.slice(at));
      break;
    }
    if (arg.startsWith('--')) readLong(arg);
    else if (looksLikeOption(arg)) readShorts(arg);
    else if (words.length === 0 && spec.commands.has(arg)) {
      spec = spec.commands.get(arg);
      path.push(arg);
    } else words.push(arg);
  }

  if (words.length > 0 && spec.commands.size > 0 && spec.positionals.length === 0) throw unknownCommand(spec, words[0]);
  return {
    command: path.length === 0 ? null : path.join(' '),
    options: applyDefaults(values, spec.options),
    args: bindPositionals(spec.positionals, words),
  };
}

/** A lone dash and negative numbers are values. */
function looksLikeOption(arg) {
  return arg.length > 1 && arg[0] === '-' && !/^-\d/.test(arg);
}

function unknown(spec, name) {
  const near = closest(name, spec.options.keys());
  return new ArgError('unknown', `Unknown option --${name}${near ? `, did you mean --${near}?` : ''}`);
}

function unknownCommand(spec, name) {
  const near = closest(name, spec.commands.keys());
  return new ArgError('command', `Unknown command "${name}"${near ? `, did you mean "${near}"?` : ''}`);
}

function bindPositionals(positionals, words) {
  const args = {};
  let used = 0;
  for (const { name, required, rest } of positionals) {
    const left = words.slice(used);
    if (required && left.length === 0) throw new ArgError('missing', `<${name}> is required`);
    if (rest) {
      args[name] = left;
      used = words.length;
    } else if (left.length > 0) {
      args[name] = left[0];
      used += 1;
    }
  }
  if (used < words.length) throw new ArgError('extra', `Unexpected argument "${words[used]}"`);
  return args;
}

module.exports = { parse };
