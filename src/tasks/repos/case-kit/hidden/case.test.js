'use strict';

const t = require('tap');
const cases = require('../../src/index.js');

t.test('acronym at the end and in front', (t) => {
  t.same(cases.words('getHTTPSUrl'), ['get', 'HTTPS', 'Url']);
  t.same(cases.words('userID'), ['user', 'ID']);
  t.same(cases.words('HTMLElement'), ['HTML', 'Element']);
  t.end();
});

t.test('digits between letters', (t) => {
  t.equal(cases.snakeCase('base64Encode'), 'base64_encode');
  t.equal(cases.kebabCase('a1b2C3'), 'a1b2-c3');
  t.end();
});

t.test('single words in each case', (t) => {
  t.equal(cases.camelCase('FOO'), 'foo');
  t.equal(cases.pascalCase('foo'), 'Foo');
  t.equal(cases.constantCase('foo'), 'FOO');
  t.end();
});

t.test('empty text in each case', (t) => {
  for (const name of ['camelCase', 'pascalCase', 'snakeCase', 'titleCase', 'slug']) t.equal(cases[name](''), '', name);
  t.end();
});

t.test('a small word at either end is capital', (t) => {
  t.equal(cases.titleCase('of mice and men'), 'Of Mice and Men');
  t.equal(cases.titleCase('what are you at'), 'What Are You At');
  t.equal(cases.titleCase('  one   TWO three '), 'One TWO Three');
  t.end();
});

t.test('slug with curly quotes and plus', (t) => {
  t.equal(cases.slug('It’s C++'), 'its-c-plus-plus');
  t.equal(cases.slug('Æther œuvre'), 'aether-oeuvre');
  t.end();
});

t.test('slug of exactly the length', (t) => {
  t.equal(cases.slug('ab cd', { maxLength: 5 }), 'ab-cd');
  t.equal(cases.slug('ab cd', { maxLength: 4 }), 'ab');
  t.end();
});

t.test('unique slug with a length', (t) => {
  t.equal(cases.uniqueSlug('one two', ['one'], { maxLength: 4 }), 'one-2');
  t.end();
});

t.test('keys of lists at the top', (t) => {
  t.same(cases.convertKeys([{ a_b: [] }], cases.pascalCase), [{ AB: [] }]);
  t.equal(cases.convertKeys('x', cases.pascalCase), 'x');
  t.end();
});
