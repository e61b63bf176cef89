'use strict';

const t = require('tap');
const cases = require('../src/index.js');

t.test('each case joins in its own way', (t) => {
  const text = 'XML http_request2 fooBar';
  t.equal(cases.camelCase(text), 'xmlHttpRequest2FooBar');
  t.equal(cases.pascalCase(text), 'XmlHttpRequest2FooBar');
  t.equal(cases.snakeCase(text), 'xml_http_request2_foo_bar');
  t.equal(cases.kebabCase(text), 'xml-http-request2-foo-bar');
  t.equal(cases.dotCase(text), 'xml.http.request2.foo.bar');
  t.equal(cases.constantCase(text), 'XML_HTTP_REQUEST2_FOO_BAR');
  t.equal(cases.sentenceCase(text), 'Xml http request2 foo bar');
  t.end();
});

t.test('capitalize lowers the rest', (t) => {
  t.equal(cases.capitalize('hELLO'), 'Hello');
  t.equal(cases.capitalize(''), '');
  t.end();
});

t.test('title case keeps small words small', (t) => {
  t.equal(cases.titleCase('the lord of the rings'), 'The Lord of the Rings');
  t.equal(cases.titleCase('what is it for'), 'What Is It For');
  t.end();
});

t.test('title case starts again after a colon', (t) => {
  t.equal(cases.titleCase('dune: the beginning'), 'Dune: The Beginning');
  t.end();
});

t.test('title case keeps acronyms and hyphens', (t) => {
  t.equal(cases.titleCase('NASA and well-known A paths'), 'NASA and Well-Known a Paths');
  t.end();
});

t.test('cases are detected', (t) => {
  const found = ['abc', 'a_b1', 'A_B', 'a-b', 'aB', 'AbC', 'ABC', 'a b', 'a__b'].map(cases.detectCase);
  t.same(found, ['flat', 'snake', 'constant', 'kebab', 'camel', 'pascal', 'constant', null, null]);
  t.end();
});
