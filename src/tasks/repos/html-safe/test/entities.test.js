import test from 'node:test';
import assert from 'node:assert/strict';
import { escapeHtml, parseAttributes, unescapeHtml } from '../src/index.js';

test('escapes the five characters', () => {
  assert.equal(escapeHtml(`<a href="x" id='y'>&`), '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  assert.equal(escapeHtml(12), '12');
});

test('decodes named and numbered entities', () => {
  assert.equal(unescapeHtml('&lt;&amp;&gt; &copy; &#65;&#x42;&#x1F600;'), '<&> © AB\u{1f600}');
});

test('leaves unknown entities alone', () => {
  assert.equal(unescapeHtml('&foo; &amp &toString; a&b;'), '&foo; &amp &toString; a&b;');
});

test('replaces impossible code points', () => {
  assert.equal(unescapeHtml('&#0;&#xD800;&#x110000;'), '\ufffd\ufffd\ufffd');
});

test('decodes only once', () => {
  assert.equal(unescapeHtml('&amp;lt;'), '&lt;');
});

test('reads attributes of all kinds', () => {
  assert.deepEqual(parseAttributes(` a="1" b='2 "x"' C=3 d e = "&lt;" /`), { a: '1', b: '2 "x"', c: '3', d: true, e: '<' });
});

test('keeps the first of two equal attributes', () => {
  assert.deepEqual(parseAttributes('a=1 A=2'), { a: '1' });
});

test('reads an unclosed value to the end', () => {
  assert.deepEqual(parseAttributes('a="1 b=2'), { a: '1 b=2' });
  assert.deepEqual(parseAttributes(''), {});
});
