import test from 'node:test';
import assert from 'node:assert/strict';
import { baseOf, expandBraces, matches, select } from '../../src/index.js';

test('two double stars in one pattern', () => {
  assert.equal(matches('a/**/b/**/c', 'a/b/c'), true);
  assert.equal(matches('a/**/b/**/c', 'a/x/b/y/z/c'), true);
  assert.equal(matches('a/**/b/**/c', 'a/x/c'), false);
});

test('a double star glued to text is a star', () => {
  assert.equal(matches('a**b', 'axxb'), true);
  assert.equal(matches('a**b', 'a/b'), false);
});

test('a star matches nothing too', () => {
  assert.equal(matches('a*', 'a'), true);
  assert.equal(matches('*a*', 'a'), true);
  assert.equal(matches('a*', 'b'), false);
});

test('escapes within a set', () => {
  assert.equal(matches('[\\]]', ']'), true);
  assert.equal(matches('[a\\-c]', '-'), true);
  assert.equal(matches('[a\\-c]', 'b'), false);
});

test('a caret negates like an exclamation mark', () => {
  assert.equal(matches('[^0-9]', 'a'), true);
  assert.equal(matches('[^0-9]', '5'), false);
});

test('a set does not match a leading dot', () => {
  assert.equal(matches('[.a]b', '.b'), false);
  assert.equal(matches('[.a]b', '.b', { dot: true }), true);
});

test('braces across folders', () => {
  assert.equal(matches('{src,test/unit}/**/*.{js,mjs}', 'test/unit/a/b.mjs'), true);
  assert.equal(matches('{src,test/unit}/**/*.{js,mjs}', 'test/a.js'), false);
});

test('three levels of braces', () => {
  assert.deepEqual(expandBraces('{a,{b,{c,d}e}}'), ['a', 'b', 'ce', 'de']);
});

test('a comma can be escaped in braces', () => {
  assert.deepEqual(expandBraces('{a\\,b,c}'), ['a\\,b', 'c']);
});

test('select passes its options on', () => {
  assert.deepEqual(select(['*'], ['.a', 'b'], { dot: true }), ['.a', 'b']);
});

test('baseOf of nested absolute patterns', () => {
  assert.equal(baseOf('/usr/lib/[a-c]/x'), '/usr/lib');
  assert.equal(baseOf('file'), '.');
});
