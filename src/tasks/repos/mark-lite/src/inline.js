'use strict';

const { escapeHtml, safeUrl } = require('./escape');

const PUNCTUATION = '\\`*_{}[]()#+-.!~<>|';

function inline(text, options = {}) {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const hit = readSpan(text, at, options);
    if (hit) {
      out += hit.html;
      at = hit.next;
    } else {
      out += escapeHtml(text[at]);
      at += 1;
    }
  }
  return out;
}

function readSpan(text, at, options) {
  const ch = text[at];
  if (ch === '\\' && PUNCTUATION.includes(text[at + 1] || ' ')) return { html: escapeHtml(text[at + 1]), next: at + 2 };
  if (ch === '\n') return { html: '\n', next: at + 1 };
  if (ch === ' ' && text.startsWith('  \n', at)) return { html: '<br>\n', next: at + 3 };
  if (ch === '`') return readCode(text, at);
  if (ch === '!' && text[at + 1] === '[') return readImage(text, at);
  if (ch === '[') return readLink(text, at, options);
  if (ch === '*' || ch === '_') return wrapped(text, at, ch + ch, 'strong', options) || wrapped(text, at, ch, 'em', options);
  if (ch === '~') return wrapped(text, at, '~~', 'del', options);
  return null;
}

function readCode(text, at) {
  const marks = /^`+/.exec(text.slice(at))[0];
  const end = text.indexOf(marks, at + marks.length);
  if (end === -1) return { html: marks, next: at + marks.length };
  const body = text.slice(at + marks.length, end);
  return { html: `<code>${escapeHtml(body.trim())}</code>`, next: end + marks.length };
}

function wrapped(text, at, mark, tag, options) {
  if (!text.startsWith(mark, at)) return null;
  const start = at + mark.length;
  if (start >= text.length || /\s/.test(text[start])) return null;
  if (mark[0] === '_' && at > 0 && /\w/.test(text[at - 1])) return null;
  let end = text.indexOf(mark, start + 1);
  while (end !== -1 && (/\s/.test(text[end - 1]) || text[end + mark.length] === mark[0])) end = text.indexOf(mark, end + 1);
  if (end === -1) return null;
  return { html: `<${tag}>${inline(text.slice(start, end), options)}</${tag}>`, next: end + mark.length };
}

function readTarget(text, at) {
  const label = /^\[([^\]]*)\]\(([^()\s]*)(?:\s+"([^"]*)")?\)/.exec(text.slice(at));
  if (!label) return null;
  return { label: label[1], url: safeUrl(label[2]), title: label[3], length: label[0].length };
}

function titleOf({ title }) {
  return title === undefined ? '' : ` title="${escapeHtml(title)}"`;
}

function readLink(text, at, options) {
  const target = readTarget(text, at);
  if (!target) return null;
  const extra = options.linkTarget ? ` target="${options.linkTarget}"` : '';
  const html = `<a href="${escapeHtml(target.url)}"${titleOf(target)}${extra}>${inline(target.label, options)}</a>`;
  return { html, next: at + target.length };
}

function readImage(text, at) {
  const target = readTarget(text, at + 1);
  if (!target) return null;
  const html = `<img src="${escapeHtml(target.url)}" alt="${escapeHtml(target.label)}"${titleOf(target)}>`;
  return { html, next: at + 1 + target.length };
}

function plain(text) {
  return inline(text)
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

module.exports = { inline, plain };
