import test from 'node:test';
import assert from 'node:assert/strict';
import { parseToml, TomlError } from '../src/index.js';

const failure = (text) => {
  try {
    parseToml(text);
  } catch (error) {
    assert.ok(error instanceof TomlError, String(error));
    return error;
  }
  return assert.fail('it was read');
};

test('a missing value is reported where it should be', () => {
  const error = failure('a = 1\nb = ');
  assert.deepEqual([error.line, error.column], [2, 5]);
  assert.equal(error.message, 'Expected a value at 2:5');
});

test('a key defined twice is refused', () => {
  assert.match(failure('a = 1\na = 2').message, /Key "a" is defined twice at 2:1/);
});

test('a table defined twice is refused', () => {
  assert.match(failure('[a]\n[b]\n[a]').message, /Table "a" is defined twice at 3:1/);
});

test('a table under a value is refused', () => {
  assert.match(failure('a = 1\n[a.b]').message, /"a.b" is not a table/);
});

test('bad numbers are refused', () => {
  for (const word of ['01', '1__0', '_1', '0b2', '0x', '1.', 'tru']) {
    assert.match(failure(`v = ${word}`).message, /Cannot read/);
  }
});

test('an unclosed string points at its start', () => {
  assert.equal(failure('ab = "x\n').column, 6);
});

test('rubbish after a value is refused', () => {
  assert.match(failure('a = 1 2').message, /end of the line at 1:7/);
});
