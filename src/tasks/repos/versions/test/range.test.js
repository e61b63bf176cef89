'use strict';

const test = require('tape');
const { best, satisfies } = require('../src/index.js');

function check(t, range, yes, no) {
  for (const version of yes) t.ok(satisfies(version, range), `${version} in ${range}`);
  for (const version of no) t.notOk(satisfies(version, range), `${version} not in ${range}`);
  t.end();
}

test('caret keeps the leftmost number', (t) => {
  check(t, '^1.2.3', ['1.2.3', '1.2.4', '1.9.0'], ['1.2.2', '2.0.0', '0.9.0']);
});

test('caret below one is stricter', (t) => {
  check(t, '^0.2.3', ['0.2.3', '0.2.9'], ['0.3.0', '0.2.2', '1.0.0']);
});

test('caret below 0.1 allows one version', (t) => {
  check(t, '^0.0.3', ['0.0.3'], ['0.0.4', '0.0.2', '0.1.0']);
});

test('caret with open parts', (t) => {
  check(t, '^0.0', ['0.0.0', '0.0.9'], ['0.1.0']);
});

test('tilde allows patches', (t) => {
  check(t, '~1.2.3', ['1.2.3', '1.2.9'], ['1.3.0', '1.2.2']);
});

test('tilde with one number allows minors', (t) => {
  check(t, '~1', ['1.0.0', '1.9.9'], ['2.0.0', '0.9.0']);
});

test('x ranges', (t) => {
  check(t, '1.2.x', ['1.2.0', '1.2.7'], ['1.3.0', '1.1.9']);
});

test('a star takes every plain version', (t) => {
  check(t, '*', ['0.0.0', '99.0.0'], ['1.0.0-beta']);
});

test('comparators can be combined', (t) => {
  check(t, '>=1.2.0 <2', ['1.2.0', '1.99.0'], ['1.1.9', '2.0.0']);
});

test('greater than an open version skips it', (t) => {
  check(t, '>1.2', ['1.3.0', '2.0.0'], ['1.2.0', '1.2.9']);
});

test('at most an open version includes it', (t) => {
  check(t, '<= 1.2', ['1.2.9', '0.1.0'], ['1.3.0']);
});

test('hyphens include both ends', (t) => {
  check(t, '1.2.0 - 2.3', ['1.2.0', '2.3.9'], ['1.1.9', '2.4.0']);
});

test('alternatives', (t) => {
  check(t, '1.0.0 || >=3', ['1.0.0', '3.0.0', '4.1.0'], ['1.0.1', '2.0.0']);
});

test('tags need a tag of the same version', (t) => {
  check(t, '^1.2.3-beta.2', ['1.2.3-beta.2', '1.2.3-rc', '1.2.3', '1.4.0'], ['1.2.3-beta.1', '1.2.4-beta.5']);
});

test('best picks the highest match', (t) => {
  t.equal(best(['1.0.0', '1.10.0', '1.9.1', '2.0.0'], '1.x'), '1.10.0');
  t.equal(best(['1.0.0'], '^2'), null);
  t.end();
});

test('bad ranges throw', (t) => {
  t.throws(() => satisfies('1.0.0', 'latest'), /Invalid range "latest"/);
  t.end();
});
