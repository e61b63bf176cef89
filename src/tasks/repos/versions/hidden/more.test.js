'use strict';

const test = require('tape');
const { best, bump, compare, parseRange, satisfies, sort } = require('../../src/index.js');

test('large numbers are compared as numbers', (t) => {
  t.deepEqual(sort(['10.2.0', '9.10.0', '9.9.0']), ['9.9.0', '9.10.0', '10.2.0']);
  t.end();
});

test('equal tags are equal', (t) => {
  t.equal(compare('1.0.0-a.1', '1.0.0-a.1'), 0);
  t.equal(compare('1.0.0-a.1', '1.0.0-a'), 1);
  t.end();
});

test('an empty range is everything', (t) => {
  t.ok(satisfies('4.5.6', ''));
  t.ok(satisfies('4.5.6', 'x'));
  t.notOk(satisfies('4.5.6', '>*'));
  t.end();
});

test('less than leaves tags of the limit out', (t) => {
  t.notOk(satisfies('2.0.0-rc.1', '<2.0.0'));
  t.ok(satisfies('1.9.9', '<2.0.0'));
  t.notOk(satisfies('1.2.0', '<1.2'));
  t.end();
});

test('greater than a full version', (t) => {
  t.notOk(satisfies('1.2.3', '>1.2.3'));
  t.ok(satisfies('1.2.4', '> 1.2.3'));
  t.end();
});

test('a caret with one number', (t) => {
  t.ok(satisfies('0.9.0', '^0'));
  t.notOk(satisfies('1.0.0', '^0'));
  t.ok(satisfies('3.9.9', '^3.x'));
  t.end();
});

test('a full hyphen range', (t) => {
  t.ok(satisfies('2.0.0', '1.0.0 - 2.0.0'));
  t.notOk(satisfies('2.0.1', '1.0.0 - 2.0.0'));
  t.end();
});

test('best skips tagged versions', (t) => {
  t.equal(best(['1.0.0', '1.1.0-beta.1'], '^1.0.0'), '1.0.0');
  t.equal(best(['1.0.0', '1.1.0-beta.1'], '>=1.1.0-alpha'), '1.1.0-beta.1');
  t.end();
});

test('parseRange lists its limits', (t) => {
  const [limits] = parseRange('~2.3');
  t.deepEqual(limits.map(({ operator, version }) => operator + version), ['>=2.3.0', '<2.4.0-0']);
  t.end();
});

test('bump goes past a tag that is not a release of that kind', (t) => {
  t.equal(bump('1.2.0-rc.1', 'major'), '2.0.0');
  t.equal(bump('1.0.1-rc.1', 'major'), '2.0.0');
  t.equal(bump('1.2.3', 'pre'), '1.2.4-pre.0');
  t.end();
});
