'use strict';

const t = require('tap');
const { words } = require('../src/index.js');

t.test('words split at separators', (t) => {
  t.same(words('foo bar_baz-qux.quux/corge'), ['foo', 'bar', 'baz', 'qux', 'quux', 'corge']);
  t.same(words('  --a  '), ['a']);
  t.end();
});

t.test('words split at capitals', (t) => {
  t.same(words('fooBarBaz'), ['foo', 'Bar', 'Baz']);
  t.end();
});

t.test('words keep acronyms together', (t) => {
  t.same(words('parseXMLFile'), ['parse', 'XML', 'File']);
  t.same(words('JSON'), ['JSON']);
  t.same(words('aBC'), ['a', 'BC']);
  t.end();
});

t.test('words keep digits with what is before', (t) => {
  t.same(words('utf8Text v2beta 3D'), ['utf8', 'Text', 'v2beta', '3', 'D']);
  t.end();
});

t.test('words drop apostrophes', (t) => {
  t.same(words("don't stop 'now'"), ['dont', 'stop', 'now']);
  t.end();
});

t.test('words know letters beyond ASCII', (t) => {
  t.same(words('überGroß naïve'), ['über', 'Groß', 'naïve']);
  t.end();
});

t.test('words of nothing', (t) => {
  t.same(words(''), []);
  t.same(words('!?'), []);
  t.end();
});
