'use strict';

const { expect } = require('chai');
const { render, toc } = require('../src/index.js');

describe('toc', () => {
  it('lists headings with unique ids', () => {
    expect(toc('# Über `x`!\n## A & B\n# A & B')).to.deep.equal([
      { level: 1, text: 'Über x!', id: 'über-x' },
      { level: 2, text: 'A & B', id: 'a-b' },
      { level: 1, text: 'A & B', id: 'a-b-1' },
    ]);
  });

  it('stops at a level', () => {
    expect(toc('# A\n### B\n## C', 2).map(({ text }) => text)).to.deep.equal(['A', 'C']);
  });

  it('agrees with the rendered ids', () => {
    expect(render('# Hi *there*\n# ??')).to.equal('<h1 id="hi-there">Hi <em>there</em></h1>\n<h1 id="section">??</h1>');
  });
});
