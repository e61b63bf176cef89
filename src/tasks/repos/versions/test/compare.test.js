'use strict';

const test = require('tape');
const { compare, eq, format, gt, lt, parse, rsort, sort, valid } = require('../src/index.js');

test('parse takes a version apart', (t) => {
  t.deepEqual({ ...parse('v1.20.3-beta.2+exp') }, { major: 1, minor: 20, patch: 3, pre: ['beta', 2], build: 'exp' });
  t.end();
});

test('parse refuses rubbish', (t) => {
  for (const text of ['', '1', '1.2', '1.2.x', '1.2.3.4', '1.2.3-']) {
    t.throws(() => parse(text), /Invalid version/, text);
  }
  t.throws(() => parse('1.2.3-a..b'), /Empty part/);
  t.end();
});

test('valid and format tidy up', (t) => {
  t.equal(valid(' v1.2.3 '), '1.2.3');
  t.equal(valid('nope'), null);
  t.equal(format('=1.2.3-rc.1+5'), '1.2.3-rc.1');
  t.end();
});

test('compare minds every number', (t) => {
  t.equal(compare('1.2.3', '1.2.3'), 0);
  t.equal(compare('1.2.10', '1.2.9'), 1);
  t.equal(compare('1.2.3', '1.3.0'), -1);
  t.equal(compare('2.0.0', '1.9.9'), 1);
  t.end();
});

test('a tag comes before its version', (t) => {
  t.equal(compare('1.0.0-rc.1', '1.0.0'), -1);
  t.equal(compare('1.0.0', '1.0.0-rc.1'), 1);
  t.end();
});

test('tags are compared part by part', (t) => {
  const ordered = ['1.0.0-1', '1.0.0-2', '1.0.0-10', '1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-alpha.beta', '1.0.0-beta', '1.0.0'];
  t.deepEqual(sort([...ordered].reverse()), ordered);
  t.end();
});

test('build data is ignored', (t) => {
  t.ok(eq('1.0.0+a', '1.0.0+b'));
  t.end();
});

test('gt and lt exclude equal versions', (t) => {
  t.deepEqual([gt('1.0.1', '1.0.0'), gt('1.0.0', '1.0.0')], [true, false]);
  t.deepEqual([lt('1.0.0', '1.0.1'), lt('1.0.0', '1.0.0')], [true, false]);
  t.end();
});

test('sorting leaves the list alone', (t) => {
  const list = ['2.0.0', '1.0.0', '10.0.0'];
  t.deepEqual(rsort(list), ['10.0.0', '2.0.0', '1.0.0']);
  t.deepEqual(list, ['2.0.0', '1.0.0', '10.0.0']);
  t.end();
});
