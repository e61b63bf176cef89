'use strict';

const { parse } = require('./blocks');
const { slugger } = require('./escape');
const { plain } = require('./inline');
const { renderBlocks } = require('./render');

function render(text, options) {
  return renderBlocks(parse(text), options);
}

function toc(text, maxLevel = 6) {
  const slug = slugger();
  return parse(text)
    .filter((block) => block.type === 'heading')
    .map(({ level, text: raw }) => ({ level, text: plain(raw), id: slug(plain(raw)) }))
    .filter(({ level }) => level <= maxLevel);
}

module.exports = { parse, render, toc };
