import test from 'node:test';
import assert from 'node:assert/strict';
import { h, html, isSafeUrl, raw, sanitize, stripTags } from '../src/index.js';

test('stripTags keeps text and breaks', () => {
  assert.equal(stripTags('<p>a <b>c</b></p><p>d<br>e &amp; f</p>'), 'a c\nd\ne & f');
});

test('stripTags hides scripts and styles', () => {
  assert.equal(stripTags('a<style>b{}</style><script>c</script>d'), 'ad');
});

test('sanitize keeps what is allowed', () => {
  assert.equal(sanitize('<p onclick="x">hi <em>you</em><br></p>'), '<p>hi <em>you</em><br></p>');
});

test('sanitize drops scripts with their text and other tags without', () => {
  assert.equal(sanitize('a<script>1</script><div>b</div>'), 'ab');
});

test('sanitize checks addresses', () => {
  assert.equal(sanitize('<a href="/x" id="y">1</a><a href=" java\nscript:x">2</a>'), '<a href="/x">1</a><a>2</a>');
});

test('sanitize escapes again', () => {
  assert.equal(sanitize('&lt;b&gt; <a title="&quot;">x</a>'), '&lt;b&gt; <a title="&quot;">x</a>');
});

test('sanitize closes what is open and ignores stray ends', () => {
  assert.equal(sanitize('<ul><li>a<li>b</ul></p>c<b>d'), '<ul><li>a<li>b</li></li></ul>c<b>d</b>');
});

test('sanitize takes other rules', () => {
  const options = { tags: ['span', 'a'], attributes: { span: ['class', 'hidden'], a: ['href'] }, schemes: ['ftp'] };
  assert.equal(sanitize('<span class=x hidden><a href="http://y">z</a></span>', options), '<span class="x" hidden><a>z</a></span>');
});

test('safe addresses', () => {
  const found = ['https://x', '/x', 'x:y', 'HTTP://x', 'data:x', '#a', '\u0001javascript:x'].map((url) => isSafeUrl(url));
  assert.deepEqual(found, [true, true, false, true, false, true, false]);
});

test('h builds elements', () => {
  assert.equal(String(h('a', { href: '/x?a&b', hidden: true, id: null }, 'A & B')), '<a href="/x?a&amp;b" hidden>A &amp; B</a>');
  assert.equal(String(h('ul', null, [1, 2].map((n) => h('li', {}, n)))), '<ul><li>1</li><li>2</li></ul>');
});

test('h joins classes and skips empty children', () => {
  assert.equal(String(h('p', { class: ['a', false, 'b'] }, null, false, 0, raw('<i>'))), '<p class="a b">0<i></p>');
});

test('h refuses bad names and full void tags', () => {
  assert.throws(() => h('a b'), /"a b" is no tag name/);
  assert.throws(() => h('a', { 'x y': 1 }), /"x y" is no attribute name/);
  assert.throws(() => h('br', {}, 'x'), /<br> cannot hold anything/);
});

test('the template tag escapes values', () => {
  assert.equal(String(html`<p>${'<b>'}${raw('<i>')}${[1, '&']}</p>`), '<p>&lt;b&gt;<i>1&amp;</p>');
});
