'use strict';

const { escapeHtml, slugger } = require('./escape');
const { inline, plain } = require('./inline');

function renderBlocks(blocks, options = {}) {
  const slug = options.slug || slugger();
  const inner = { ...options, slug };
  return blocks.map((block) => renderBlock(block, inner)).join('\n');
}

function renderBlock(block, options) {
  switch (block.type) {
    case 'heading': {
      const id = options.headingIds === false ? '' : ` id="${options.slug(plain(block.text))}"`;
      return `<h${block.level}${id}>${inline(block.text, options)}</h${block.level}>`;
    }
    case 'code': {
      const language = block.language ? ` class="language-${block.language}"` : '';
      return `<pre><code${language}>${escapeHtml(block.text)}</code></pre>`;
    }
    case 'rule':
      return '<hr>';
    case 'quote':
      return `<blockquote>\n${renderBlocks(block.children, options)}\n</blockquote>`;
    case 'list':
      return renderList(block, options);
    default:
      return `<p>${inline(block.text, options)}</p>`;
  }
}

function renderList({ ordered, start, items }, options) {
  const tag = ordered ? 'ol' : 'ul';
  const from = ordered && start !== 1 ? ` start="${start}"` : '';
  return `<${tag}${from}>\n${items.map((item) => renderItem(item, options)).join('\n')}\n</${tag}>`;
}

function renderItem({ text, checked, children }, options) {
  const box = checked === null ? '' : `<input type="checkbox" disabled${checked ? ' checked' : ''}> `;
  const nested = children.length > 0 ? `\n${renderBlocks(children, options)}` : '';
  return `<li>${box}${inline(text, options)}${nested}</li>`;
}

module.exports = { renderBlocks };
