'use strict';

const { describe, it } = require('node:test');
const assert = require('node:assert/strict');
const { ArgError, createParser } = require('../src/index.js');

const parser = createParser({
  name: 'serve',
  options: {
    port: { type: 'number', short: 'p', default: 8080 },
    verbose: { type: 'boolean', short: 'v' },
    debug: { type: 'count', short: 'd' },
    header: { type: 'list', short: 'H' },
    outDir: { short: 'o' },
    mode: { choices: ['dev', 'prod'] },
  },
  positionals: [{ name: 'folder' }, { name: 'more', rest: true }],
});
const options = (...argv) => parser.parse(argv).options;
const fails = (code, message, ...argv) =>
  assert.throws(() => parser.parse(argv), (error) => {
    assert.ok(error instanceof ArgError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });

describe('options', () => {
  it('have defaults', () => {
    assert.deepEqual(parser.parse([]), {
      command: null,
      options: { port: 8080, verbose: false, debug: 0, header: [] },
      args: { more: [] },
    });
  });

  it('take values after a space or an equals sign', () => {
    assert.equal(options('--port', '80').port, 80);
    assert.equal(options('--port=81').port, 81);
    assert.equal(options('--out-dir=a=b').outDir, 'a=b');
    assert.equal(options('--out-dir=').outDir, '');
  });

  it('have short names that can be joined', () => {
    assert.deepEqual(options('-vp', '80', '-ddd'), { port: 80, verbose: true, debug: 3, header: [] });
    assert.equal(options('-p80').port, 80);
    assert.equal(options('-p=80').port, 80);
  });

  it('may be negated', () => {
    assert.equal(options('-v', '--no-verbose').verbose, false);
    fails('unknown', /--no-port/, '--no-port');
  });

  it('collect lists in order', () => {
    assert.deepEqual(options('-H', 'a', '--header=b', '-Hc').header, ['a', 'b', 'c']);
  });

  it('accept negative numbers and a dash as values', () => {
    assert.equal(options('--port', '-5').port, -5);
    assert.equal(options('-o', '-').outDir, '-');
  });

  it('check numbers and choices', () => {
    fails('number', /--port needs a number, not "x"/, '--port', 'x');
    fails('number', /needs a number/, '--port=');
    fails('choice', /--mode must be one of dev, prod, not "test"/, '--mode', 'test');
  });

  it('need their values', () => {
    fails('value', /--out-dir needs a value/, '--out-dir');
    fails('value', /--port needs a value/, '-p', '-v');
    fails('value', /--verbose takes no value/, '--verbose=1');
  });

  it('bring a suggestion when their name is unknown', () => {
    fails('unknown', /^Unknown option --pot, did you mean --port\?$/, '--pot', '1');
    fails('unknown', /^Unknown option --xyz$/, '--xyz');
    fails('unknown', /^Unknown option -x$/, '-vx');
  });
});

describe('positionals', () => {
  it('are bound in order', () => {
    assert.deepEqual(parser.parse(['a', '-v', 'b', '-5']).args, { folder: 'a', more: ['b', '-5'] });
  });

  it('come after two dashes whatever they look like', () => {
    assert.deepEqual(parser.parse(['--', '-v', '--', 'x']).args, { folder: '-v', more: ['--', 'x'] });
  });

  it('may be required or too many', () => {
    const strict = createParser({ name: 'cp', positionals: [{ name: 'from', required: true }, { name: 'to' }] });
    assert.throws(() => strict.parse([]), { code: 'missing', message: '<from> is required' });
    assert.throws(() => strict.parse(['a', 'b', 'c']), { code: 'extra', message: 'Unexpected argument "c"' });
  });
});
