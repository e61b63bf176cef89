'use strict';

const { expect } = require('chai');
const { parse, render, toc } = require('../../src/index.js');

describe('mark-lite, more', () => {
  it('handles windows line ends and tabs', () => {
    expect(render('- a\r\n\t- b')).to.equal('<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>');
  });

  it('needs a fence as long as the opening one', () => {
    expect(parse('````\n```\n````').map(({ text }) => text)).to.deep.equal(['```']);
  });

  it('tells a rule from a list', () => {
    expect(parse('- - -\n- -').map(({ type }) => type)).to.deep.equal(['rule', 'list']);
  });

  it('ends a list at a blank line', () => {
    expect(parse('- a\n\n- b').length).to.equal(2);
  });

  it('keeps a paragraph inside an item', () => {
    expect(render('1. a\n   more')).to.equal('<ol>\n<li>a\n<p>more</p></li>\n</ol>');
  });

  it('renders strong around underscores', () => {
    expect(render('__a_b__ x_')).to.equal('<p><strong>a_b</strong> x_</p>');
  });

  it('renders a data image as harmless', () => {
    expect(render('![x](data:text/html,1 "t")')).to.equal('<p><img src="#" alt="x" title="t"></p>');
  });

  it('numbers repeated ids up', () => {
    expect(toc('# a\n# a\n# a').map(({ id }) => id)).to.deep.equal(['a', 'a-1', 'a-2']);
  });

  it('shares ids with headings in quotes', () => {
    expect(render('# a\n> # a')).to.equal('<h1 id="a">a</h1>\n<blockquote>\n<h1 id="a-1">a</h1>\n</blockquote>');
  });

  it('keeps brackets that are no link', () => {
    expect(render('[a] (b) ![c')).to.equal('<p>[a] (b) ![c</p>');
  });
});
