'use strict';

const { takesValue } = require('./values');

function wrap(text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ').filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function usage({ name, options, positionals, commands }) {
  const parts = [name];
  if (commands.size > 0) parts.push('<command>');
  if (options.size > 0) parts.push('[options]');
  for (const { name: word, required, rest } of positionals) {
    const label = rest ? `${word}...` : word;
    parts.push(required ? `<${label}>` : `[${label}]`);
  }
  return `Usage: ${parts.join(' ')}`;
}

function optionLabel(option) {
  const short = option.short ? `-${option.short}, ` : '    ';
  const value = takesValue(option) ? ` <${option.value || option.type}>` : '';
  return `${short}--${option.long}${value}`;
}

function optionText(option) {
  const notes = [];
  if (option.required) notes.push('required');
  if (option.choices) notes.push(`one of ${option.choices.join(', ')}`);
  if (option.default !== undefined) notes.push(`default ${option.default}`);
  return [option.help || '', notes.length > 0 ? `(${notes.join('; ')})` : ''].filter(Boolean).join(' ');
}

function section(title, rows, width) {
  if (rows.length === 0) return [];
  const left = Math.max(...rows.map(([label]) => label.length)) + 4;
  const lines = ['', `${title}:`];
  for (const [label, text] of rows) {
    const [first = '', ...more] = wrap(text, Math.max(20, width - left));
    lines.push(`  ${label.padEnd(left - 2)}${first}`.trimEnd());
    for (const line of more) lines.push(' '.repeat(left) + line);
  }
  return lines;
}

function help(spec, width = 80) {
  const commands = [...spec.commands].map(([name, command]) => [name, command.about]);
  const positionals = spec.positionals.filter(({ help: text }) => text).map(({ name, help: text }) => [name, text]);
  const options = [...spec.options.values()].map((option) => [optionLabel(option), optionText(option)]);
  return [
    usage(spec),
    ...(spec.about ? ['', ...wrap(spec.about, width)] : []),
    ...section('Commands', commands, width),
    ...section('Arguments', positionals, width),
    ...section('Options', options, width),
  ].join('\n');
}

module.exports = { help };
