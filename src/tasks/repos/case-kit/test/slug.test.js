'use strict';

const t = require('tap');
const { camelCase, convertKeys, slug, snakeCase, uniqueSlug } = require('../src/index.js');

t.test('slugs are plain ASCII', (t) => {
  t.equal(slug('Crème brûlée & Co.'), 'creme-brulee-and-co');
  t.equal(slug('Straße 50% @ Łódź'), 'strasse-50-percent-at-lodz');
  t.equal(slug('日本 x'), 'x');
  t.end();
});

t.test('slugs take another separator', (t) => {
  t.equal(slug('Hello World', { separator: '_' }), 'hello_world');
  t.end();
});

t.test('slugs are cut at words', (t) => {
  t.equal(slug('one two three', { maxLength: 7 }), 'one-two');
  t.equal(slug('one two three', { maxLength: 6 }), 'one');
  t.equal(slug('abcdefgh', { maxLength: 3 }), 'abc');
  t.end();
});

t.test('unique slugs count up from two', (t) => {
  t.equal(uniqueSlug('A', []), 'a');
  t.equal(uniqueSlug('A', ['a']), 'a-2');
  t.equal(uniqueSlug('A', ['a', 'a-2', 'a-4']), 'a-3');
  t.equal(uniqueSlug('??', []), 'untitled');
  t.end();
});

t.test('keys are converted deeply', (t) => {
  const value = { first_name: 'a', sub_list: [{ x_y: 1 }, 2, null], when_at: new Date(0) };
  t.same(convertKeys(value, camelCase), { firstName: 'a', subList: [{ xY: 1 }, 2, null], whenAt: new Date(0) });
  t.end();
});

t.test('keys can be converted at the top only', (t) => {
  t.same(convertKeys({ aB: { cD: 1 } }, snakeCase, { deep: false }), { a_b: { cD: 1 } });
  t.end();
});

t.test('excluded keys stay with all below', (t) => {
  t.same(convertKeys({ aB: { cD: 1 }, eF: { gH: 2 } }, snakeCase, { exclude: ['aB'] }), { aB: { cD: 1 }, e_f: { g_h: 2 } });
  t.end();
});

t.test('keys that collide are an error', (t) => {
  t.throws(() => convertKeys({ aB: 1, a_b: 2 }, camelCase), { message: 'Two keys become "aB"' });
  t.end();
});
