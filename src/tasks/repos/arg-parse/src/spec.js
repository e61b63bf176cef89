'use strict';

const TYPES = new Set(['string', 'number', 'boolean', 'count', 'list']);

function dashed(name) {
  return name.replace(/[A-Z]/g, (ch) => `-${ch.toLowerCase()}`);
}

/** Checks a description once and adds what was left out. */
function normalizeSpec(spec, inherited = {}) {
  const options = new Map(inherited.options || []);
  for (const [name, option] of Object.entries(spec.options || {})) {
    const type = option.type || 'string';
    if (!TYPES.has(type)) throw new TypeError(`Option "${name}" has the unknown type "${type}"`);
    options.set(dashed(name), { ...option, name, type, long: dashed(name) });
  }
  const normalized = {
    name: inherited.name ? `${inherited.name} ${spec.name}` : spec.name,
    about: spec.about || '',
    options,
    shorts: collectShorts(options),
    positionals: checkPositionals(spec.positionals || []),
    commands: new Map(),
  };
  for (const [name, command] of Object.entries(spec.commands || {})) {
    normalized.commands.set(name, normalizeSpec({ ...command, name }, normalized));
  }
  return normalized;
}

function collectShorts(options) {
  const shorts = new Map();
  for (const option of options.values()) {
    if (!option.short) continue;
    if (option.short.length !== 1) throw new TypeError(`Short name "${option.short}" must be one letter`);
    if (shorts.has(option.short)) throw new TypeError(`Short name "${option.short}" is used twice`);
    shorts.set(option.short, option);
  }
  return shorts;
}

function checkPositionals(positionals) {
  let optional = false;
  positionals.forEach(({ name, required, rest }, i) => {
    if (rest && i < positionals.length - 1) throw new TypeError(`"${name}" takes the rest and must come last`);
    if (required && optional) throw new TypeError(`"${name}" is required but comes after an optional one`);
    if (!required) optional = true;
  });
  return positionals;
}

module.exports = { dashed, normalizeSpec };
