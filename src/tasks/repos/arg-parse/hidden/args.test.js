'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { createParser, splitCommandLine } = require('../../src/index.js');

describe('arg-parse, more', () => {
  const parser = createParser({
    name: 'tool',
    options: {
      dryRun: { type: 'boolean', short: 'n', default: true },
      size: { type: 'number', choices: [1, 2] },
      tag: { type: 'list', default: ['x'] },
      noColor: { type: 'boolean' },
    },
    positionals: [{ name: 'files', rest: true, required: true }],
  });

  it('turns a default off', () => {
    assert.equal(parser.parse(['--no-dry-run', 'f']).options.dryRun, false);
    assert.equal(parser.parse(['f']).options.dryRun, true);
  });

  it('prefers an option whose name begins with no', () => {
    assert.equal(parser.parse(['--no-color', 'f']).options.noColor, true);
  });

  it('checks choices of numbers', () => {
    assert.equal(parser.parse(['--size=2', 'f']).options.size, 2);
    assert.throws(() => parser.parse(['--size=3', 'f']), { code: 'choice' });
  });

  it('replaces the default of a list', () => {
    assert.deepEqual(parser.parse(['f', '--tag', 'a']).options.tag, ['a']);
    assert.deepEqual(parser.parse(['f']).options.tag, ['x']);
  });

  it('requires at least one of the rest', () => {
    assert.throws(() => parser.parse(['-n']), { code: 'missing', message: '<files> is required' });
    assert.deepEqual(parser.parse(['-', 'b']).args.files, ['-', 'b']);
  });

  it('a command word after an argument is an argument', () => {
    const mixed = createParser({ name: 'm', positionals: [{ name: 'a' }, { name: 'b' }], commands: { run: {} } });
    assert.deepEqual(mixed.parse(['x', 'run']), { command: null, options: {}, args: { a: 'x', b: 'run' } });
  });

  it('suggests the closest of several', () => {
    assert.throws(() => parser.parse(['--dryrun']), /did you mean --dry-run\?/);
    assert.throws(() => parser.parse(['--siz', '1']), /did you mean --size\?/);
  });

  it('shows optional and repeated arguments in usage', () => {
    assert.match(parser.help(), /^Usage: tool \[options\] <files\.\.\.>\n/);
    assert.match(createParser({ name: 'y', positionals: [{ name: 'a' }] }).help(), /^Usage: y \[a\]$/);
  });

  it('shows defaults', () => {
    assert.match(parser.help(), / {2}-n, --dry-run {8}\(default true\)/);
  });

  it('keeps a backslash at the end of a line', () => {
    assert.deepEqual(splitCommandLine('a\\'), ['a\\']);
    assert.deepEqual(splitCommandLine(''), []);
  });
});
