import test from 'node:test';
import assert from 'node:assert/strict';
import { compile, matches } from '../src/index.js';

const table = (pattern, yes, no, options) => {
  for (const path of yes) assert.equal(matches(pattern, path, options), true, `${pattern} should match ${path}`);
  for (const path of no) assert.equal(matches(pattern, path, options), false, `${pattern} should not match ${path}`);
};

test('plain text matches itself', () => {
  table('src/a.js', ['src/a.js', './src/a.js', 'src//a.js'], ['src/b.js', 'src/a.jsx', 'a.js', 'src']);
});

test('a star stays within a folder', () => {
  table('*.js', ['a.js', 'x.y.js'], ['a/b.js', 'a.jsx', '.hidden.js']);
});

test('several stars may backtrack', () => {
  table('a*b*c', ['abc', 'aXbYbZc', 'abbcc'], ['ab', 'acb', 'xabc']);
});

test('a question mark is one character', () => {
  table('a?c', ['abc', 'axc'], ['ac', 'abbc', 'a/c']);
});

test('double stars cross folders', () => {
  table('src/**/x.js', ['src/x.js', 'src/a/x.js', 'src/a/b/x.js'], ['x.js', 'src/a/x.ts', 'lib/x.js']);
});

test('a trailing double star needs something', () => {
  table('src/**', ['src/a', 'src/a/b.js'], ['src', 'lib/src/a']);
});

test('double stars in front', () => {
  table('**/test/*.js', ['test/a.js', 'x/y/test/a.js'], ['test/x/a.js', 'a.js']);
});

test('character sets', () => {
  table('[a-c]x', ['ax', 'bx', 'cx'], ['dx', 'x', 'aax']);
  table('[!a-c]x', ['dx', '1x'], ['ax']);
  table('[]-]x', [']x', '-x'], ['ax']);
});

test('an unclosed set is plain text', () => {
  table('a[b', ['a[b'], ['ab']);
});

test('a backslash takes the magic away', () => {
  table('a\\*b', ['a*b'], ['axb']);
  table('\\{a,b\\}', ['{a,b}'], ['a', 'b']);
});

test('dot files are hidden unless asked for', () => {
  table('*', ['a'], ['.a']);
  table('**', ['a/b'], ['a/.b', '.a/b']);
  table('**/b', ['a/b'], ['.a/b', 'c/.a/b']);
  table('.*', ['.a'], ['a']);
  table('**/*', ['.a/.b', 'c'], [], { dot: true });
});

test('case can be ignored', () => {
  table('SRC/*.Js', ['src/A.JS'], ['lib/a.js'], { nocase: true });
  table('SRC', [], ['src']);
});

test('absolute paths differ from relative ones', () => {
  table('/a/*', ['/a/b'], ['a/b']);
});

test('a compiled pattern can be used again', () => {
  const test = compile('{a,b}/*');
  assert.deepEqual(['a/x', 'b/y', 'c/z'].filter(test), ['a/x', 'b/y']);
});
