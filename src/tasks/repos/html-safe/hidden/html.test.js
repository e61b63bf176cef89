import test from 'node:test';
import assert from 'node:assert/strict';
import { escapeHtml, h, html, parseAttributes, sanitize, stripTags, tokenize, unescapeHtml } from '../../src/index.js';

test('escaping and unescaping agree', () => {
  const text = `"<x> & 'y'" &amp;`;
  assert.equal(unescapeHtml(escapeHtml(text)), text);
});

test('numbered entities at the borders', () => {
  assert.equal(unescapeHtml('&#x10FFFF;&#xE000;&#xDFFF;'), '\u{10ffff}\ue000\ufffd');
});

test('attributes may be split over lines', () => {
  assert.deepEqual(parseAttributes('\n\ta\n=\n1\n\tb'), { a: '1', b: true });
});

test('an equals sign may start a name', () => {
  assert.deepEqual(parseAttributes('=a=1'), { '=a': '1' });
});

test('an unquoted value keeps quotes and slashes', () => {
  assert.deepEqual(parseAttributes('href=/a/b"c d'), { href: '/a/b"c', d: true });
});

test('a quote outside a value does not hide the end', () => {
  const [tag, text] = [...tokenize(`<a b' >x`)];
  assert.deepEqual(tag.attributes, { "b'": true });
  assert.equal(text.text, 'x');
});

test('an empty script yields no text', () => {
  assert.deepEqual([...tokenize('<script></script>')].map(({ type }) => type), ['open', 'close']);
});

test('an unclosed script hides the rest', () => {
  assert.equal(sanitize('a<script>b<p>c'), 'a');
  assert.equal(stripTags('a<script>b<p>c'), 'a');
});

test('nested forbidden frames stay hidden', () => {
  assert.equal(sanitize('<iframe><iframe>x</iframe>y</iframe>z'), 'z');
});

test('closing an outer tag closes the inner ones', () => {
  assert.equal(sanitize('<b><i>x</b>y</i>'), '<b><i>x</i></b>y');
});

test('stripTags does not double breaks', () => {
  assert.equal(stripTags('<div><p>a</p></div><h1>b</h1>c'), 'a\nb\nc');
});

test('elements nest in templates', () => {
  assert.equal(String(html`${h('img', { alt: '"' })}${null}!`), '<img alt="&quot;">!');
});
