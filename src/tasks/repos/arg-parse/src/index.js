'use strict';

const { ArgError } = require('./errors');
const { help } = require('./help');
const { parse } = require('./parse');
const { splitCommandLine } = require('./shell');
const { normalizeSpec } = require('./spec');

function createParser(description) {
  const spec = normalizeSpec(description);
  return {
    parse: (argv) => parse(spec, argv),
    help(command, width) {
      const target = (command || '').split(' ').filter(Boolean).reduce((node, name) => {
        if (!node.commands.has(name)) throw new ArgError('command', `Unknown command "${name}"`);
        return node.commands.get(name);
      }, spec);
      return help(target, width);
    },
  };
}

module.exports = { ArgError, createParser, splitCommandLine };
