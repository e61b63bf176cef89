'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { createParser, splitCommandLine } = require('../src/index.js');

const git = createParser({
  name: 'git',
  about: 'A tool',
  options: { quiet: { type: 'boolean', short: 'q', help: 'say less' } },
  commands: {
    commit: {
      about: 'Record changes',
      options: { message: { short: 'm', required: true, help: 'what changed', value: 'text' } },
    },
    remote: { about: 'Remotes', commands: { add: { positionals: [{ name: 'url', required: true, help: 'where it is' }] } } },
  },
});

describe('commands', () => {
  it('have their own options and those above', () => {
    assert.deepEqual(git.parse(['commit', '-qm', 'x']), { command: 'commit', options: { message: 'x', quiet: true }, args: {} });
  });

  it('nest', () => {
    assert.deepEqual(git.parse(['-q', 'remote', 'add', 'u']), { command: 'remote add', options: { quiet: true }, args: { url: 'u' } });
  });

  it('require options', () => {
    assert.throws(() => git.parse(['commit']), { code: 'missing', message: '--message is required' });
  });

  it('that are unknown bring a suggestion', () => {
    assert.throws(() => git.parse(['comit']), { code: 'command', message: 'Unknown command "comit", did you mean "commit"?' });
    assert.throws(() => git.parse(['remote', 'x']), { message: 'Unknown command "x"' });
  });

  it('do not know options of others', () => {
    assert.throws(() => git.parse(['--message', 'x']), { code: 'unknown' });
  });
});

describe('help', () => {
  it('lists commands and options', () => {
    assert.equal(
      git.help(),
      ['Usage: git <command> [options]', '', 'A tool', '', 'Commands:', '  commit  Record changes', '  remote  Remotes', '', 'Options:', '  -q, --quiet  say less'].join('\n'),
    );
  });

  it('shows values and notes', () => {
    assert.equal(
      git.help('commit').split('\n').slice(-2).join('\n'),
      '  -q, --quiet           say less\n  -m, --message <text>  what changed (required)',
    );
  });

  it('describes arguments', () => {
    assert.match(git.help('remote add'), /^Usage: git remote add \[options\] <url>\n\nArguments:\n  url  where it is\n/);
    assert.throws(() => git.help('push'), /Unknown command "push"/);
  });

  it('wraps long texts', () => {
    const long = createParser({ name: 'x', options: { level: { default: 3, choices: [1, 2, 3], help: 'how much of it there is to see' } } });
    assert.equal(
      long.help('', 44),
      'Usage: x [options]\n\nOptions:\n      --level <string>  how much of it there\n                        is to see (one of 1,\n                        2, 3; default 3)',
    );
  });
});

describe('descriptions', () => {
  it('are checked', () => {
    assert.throws(() => createParser({ name: 'x', options: { a: { type: 'date' } } }), /Option "a" has the unknown type "date"/);
    assert.throws(() => createParser({ name: 'x', options: { a: { short: 'ab' } } }), /must be one letter/);
    assert.throws(() => createParser({ name: 'x', options: { a: { short: 'z' }, b: { short: 'z' } } }), /used twice/);
    assert.throws(() => createParser({ name: 'x', positionals: [{ name: 'a', rest: true }, { name: 'b' }] }), /must come last/);
    assert.throws(() => createParser({ name: 'x', positionals: [{ name: 'a' }, { name: 'b', required: true }] }), /after an optional one/);
  });
});

describe('splitCommandLine', () => {
  it('splits at white space', () => {
    assert.deepEqual(splitCommandLine('  a  b\tc\n'), ['a', 'b', 'c']);
  });

  it('honours quotes and backslashes', () => {
    assert.deepEqual(splitCommandLine(`a "b c" 'd "e' f\\ g x"y"z ""`), ['a', 'b c', 'd "e', 'f g', 'xyz', '']);
    assert.deepEqual(splitCommandLine(`"a\\"b" 'a\\b'`), ['a"b', 'a\\b']);
  });

  it('refuses an open quote', () => {
    assert.throws(() => splitCommandLine('a "b'), /Quote " is not closed/);
  });
});
