'use strict';

const { expect } = require('chai');
const { parse, render } = require('../src/index.js');

describe('blocks', () => {
  it('joins the lines of a paragraph', () => {
    expect(render('one\n  two\n\nthree')).to.equal('<p>one\ntwo</p>\n<p>three</p>');
  });

  it('renders six levels of headings', () => {
    expect(render('# A\n###### F ##', { headingIds: false })).to.equal('<h1>A</h1>\n<h6>F</h6>');
  });

  it('needs a space after the hash', () => {
    expect(render('#no')).to.equal('<p>#no</p>');
  });

  it('keeps code fences as they are', () => {
    expect(render('```js\na < b\n\n# x\n```\nend')).to.equal(
      '<pre><code class="language-js">a &lt; b\n\n# x</code></pre>\n<p>end</p>',
    );
  });

  it('closes a fence at the end of the text', () => {
    expect(parse('~~~\nx')).to.deep.equal([{ type: 'code', language: '', text: 'x' }]);
  });

  it('renders rules', () => {
    expect(render('---\n\n* * *\n___')).to.equal('<hr>\n<hr>\n<hr>');
  });

  it('renders quotes with blocks inside', () => {
    expect(render('> # T\n> text\n>> deep', { headingIds: false })).to.equal(
      '<blockquote>\n<h1>T</h1>\n<p>text</p>\n<blockquote>\n<p>deep</p>\n</blockquote>\n</blockquote>',
    );
  });

  it('renders lists of both kinds', () => {
    expect(render('- a\n- b\n1. c')).to.equal('<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>');
  });

  it('starts an ordered list elsewhere', () => {
    expect(render('3) x\n4) y')).to.equal('<ol start="3">\n<li>x</li>\n<li>y</li>\n</ol>');
  });

  it('nests lists by indentation', () => {
    expect(render('- a\n  - b\n  - c\n- d')).to.equal(
      '<ul>\n<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul></li>\n<li>d</li>\n</ul>',
    );
  });

  it('renders task items', () => {
    expect(render('- [ ] open\n- [x] done')).to.equal(
      '<ul>\n<li><input type="checkbox" disabled> open</li>\n<li><input type="checkbox" disabled checked> done</li>\n</ul>',
    );
  });

  it('ends a paragraph where another block starts', () => {
    expect(render('text\n> quote')).to.equal('<p>text</p>\n<blockquote>\n<p>quote</p>\n</blockquote>');
  });
});
