'use strict';

const test = require('tape');
const { bump, diff } = require('../src/index.js');

test('bump raises one part and clears the rest', (t) => {
  t.equal(bump('1.2.3', 'major'), '2.0.0');
  t.equal(bump('1.2.3', 'minor'), '1.3.0');
  t.equal(bump('1.2.3', 'patch'), '1.2.4');
  t.end();
});

test('bump releases a tagged version', (t) => {
  t.equal(bump('2.0.0-rc.1', 'major'), '2.0.0');
  t.equal(bump('1.3.0-rc.1', 'minor'), '1.3.0');
  t.equal(bump('1.2.4-rc.1', 'patch'), '1.2.4');
  t.equal(bump('1.2.4-rc.1', 'minor'), '1.3.0');
  t.end();
});

test('bump makes and raises tags', (t) => {
  t.equal(bump('1.2.3', 'pre', 'beta'), '1.2.4-beta.0');
  t.equal(bump('1.2.4-beta.0', 'pre', 'beta'), '1.2.4-beta.1');
  t.equal(bump('1.2.4-beta', 'pre', 'beta'), '1.2.4-beta.0');
  t.equal(bump('1.2.4-beta.4', 'pre', 'rc'), '1.2.4-rc.0');
  t.end();
});

test('bump refuses unknown kinds', (t) => {
  t.throws(() => bump('1.0.0', 'huge'), /Unknown kind "huge"/);
  t.end();
});

test('diff names the largest part', (t) => {
  t.equal(diff('1.0.0', '2.1.0'), 'major');
  t.equal(diff('1.0.5', '1.1.0'), 'minor');
  t.equal(diff('1.1.0', '1.1.1'), 'patch');
  t.equal(diff('1.1.0-a', '1.1.0'), 'pre');
  t.equal(diff('1.1.0', '1.1.0+b'), null);
  t.end();
});
