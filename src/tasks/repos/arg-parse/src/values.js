'use strict';

const { ArgError } = require('./errors');

const takesValue = (option) => option.type !== 'boolean' && option.type !== 'count';

function convert(option, text) {
  if (option.choices && !option.choices.map(String).includes(text)) {
    throw new ArgError('choice', `--${option.long} must be one of ${option.choices.join(', ')}, not "${text}"`);
  }
  if (option.type !== 'number') return text;
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new ArgError('number', `--${option.long} needs a number, not "${text}"`);
  return number;
}

function store(values, option, value) {
  if (option.type === 'list') values[option.name] = [...(values[option.name] || []), value];
  else if (option.type === 'count') values[option.name] = (values[option.name] || 0) + 1;
  else values[option.name] = value;
}

function applyDefaults(values, options) {
  for (const option of options.values()) {
    if (Object.hasOwn(values, option.name)) continue;
    if (option.required) throw new ArgError('missing', `--${option.long} is required`);
    if (option.default !== undefined) values[option.name] = option.default;
    else if (option.type === 'boolean') values[option.name] = false;
    else if (option.type === 'count') values[option.name] = 0;
    else if (option.type === 'list') values[option.name] = [];
  }
  return values;
}

module.exports = { applyDefaults, convert, store, takesValue };
