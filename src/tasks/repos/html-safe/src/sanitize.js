import { escapeHtml } from './entities.js';
import { tokenize } from './tokenize.js';

export const VOID = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
const DROPPED = new Set(['script', 'style', 'title', 'textarea', 'iframe']);
const BREAKS = new Set(['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const URLS = new Set(['href', 'src']);

const DEFAULTS = {
  tags: ['a', 'b', 'blockquote', 'br', 'code', 'em', 'hr', 'i', 'img', 'li', 'ol', 'p', 'pre', 'strong', 'ul'],
  attributes: { a: ['href', 'title'], img: ['src', 'alt'] },
  schemes: ['http', 'https', 'mailto'],
};

export function stripTags(html) {
  let out = '';
  let hidden = 0;
  for (const token of tokenize(html)) {
    if (token.type === 'text' && hidden === 0) out += token.text;
    if (token.type === 'open' && DROPPED.has(token.name)) hidden += 1;
    if (token.type === 'close' && DROPPED.has(token.name)) hidden = Math.max(0, hidden - 1);
    const breaks = token.type === 'close' || token.name === 'br';
    if (breaks && BREAKS.has(token.name) && !out.endsWith('\n')) out += '\n';
  }
  return out.trim();
}

/** Keeps allowed tags and attributes, drops the rest and closes what was left open. */
export function sanitize(html, options = {}) {
  const { tags, attributes, schemes } = { ...DEFAULTS, ...options };
  const allowed = new Set(tags);
  const open = [];
  let out = '';
  let hidden = 0;
  for (const token of tokenize(html)) {
    if (token.type === 'text') {
      if (hidden === 0) out += escapeHtml(token.text);
    } else if (token.type === 'open') {
      if (DROPPED.has(token.name)) hidden += 1;
      if (hidden > 0 || !allowed.has(token.name)) continue;
      out += `<${token.name}${keep(token, attributes[token.name] ?? [], schemes)}>`;
      if (!VOID.has(token.name)) open.push(token.name);
    } else if (token.type === 'close') {
      if (DROPPED.has(token.name)) hidden = Math.max(0, hidden - 1);
      else if (hidden === 0) out += closeUpTo(open, token.name);
    }
  }
  return out + closeAll(open);
}

function keep({ attributes }, names, schemes) {
  let out = '';
  for (const name of names) {
    const value = attributes[name];
    if (value === undefined) continue;
    if (URLS.has(name) && !isSafeUrl(String(value), schemes)) continue;
    out += value === true ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`;
  }
  return out;
}

export function isSafeUrl(url, schemes = DEFAULTS.schemes) {
  const clean = url.replace(/[\u0000-\u0020]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(clean);
  return scheme === null || schemes.includes(scheme[1].toLowerCase());
}

function closeUpTo(open, name) {
  const index = open.lastIndexOf(name);
  return index === -1 ? '' : closeAll(open, index);
}

function closeAll(open, from = 0) {
  let out = '';
  while (open.length > from) out += `</${open.pop()}>`;
  return out;
}
