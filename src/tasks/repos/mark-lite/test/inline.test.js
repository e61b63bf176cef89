'use strict';

const { expect } = require('chai');
const { render } = require('../src/index.js');

const span = (text, options) => render(text, options).replace(/^<p>|<\/p>$/g, '');

describe('inline', () => {
  it('renders emphasis', () => {
    expect(span('*a* _b_ **c** __d__ ~~e~~')).to.equal('<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del>');
  });

  it('nests emphasis', () => {
    expect(span('**a *b* c**')).to.equal('<strong>a <em>b</em> c</strong>');
  });

  it('leaves lone marks and snake_case alone', () => {
    expect(span('2 * 3 * 4 and a_b_c')).to.equal('2 * 3 * 4 and a_b_c');
    expect(span('*open')).to.equal('*open');
  });

  it('renders code spans literally', () => {
    expect(span('`*a* <b>` and ``x`y``')).to.equal('<code>*a* &lt;b&gt;</code> and <code>x`y</code>');
    expect(span('a ` b')).to.equal('a ` b');
  });

  it('renders links and titles', () => {
    expect(span('[*a*](http://x.y/?a=1&b=2 "T")')).to.equal('<a href="http://x.y/?a=1&amp;b=2" title="T"><em>a</em></a>');
  });

  it('adds a link target', () => {
    expect(span('[a](/b)', { linkTarget: '_blank' })).to.equal('<a href="/b" target="_blank">a</a>');
  });

  it('renders images', () => {
    expect(span('![a "b"](c.png)')).to.equal('<img src="c.png" alt="a &quot;b&quot;">');
  });

  it('disarms unsafe links', () => {
    expect(span('[x](javascript:alert)')).to.equal('<a href="#">x</a>');
    expect(span('[x](MAILTO:a@b.c)')).to.equal('<a href="MAILTO:a@b.c">x</a>');
  });

  it('escapes html', () => {
    expect(span('<b> & "c"')).to.equal('&lt;b&gt; &amp; &quot;c&quot;');
  });

  it('honours backslashes', () => {
    expect(span('\\*a\\* \\d')).to.equal('*a* \\d');
  });

  it('breaks lines at two spaces', () => {
    expect(span('a  \nb')).to.equal('a<br>\nb');
  });
});
