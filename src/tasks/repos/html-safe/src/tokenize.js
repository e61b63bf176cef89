import { parseAttributes } from './attributes.js';
import { unescapeHtml } from './entities.js';

const RAW_TEXT = new Set(['script', 'style', 'textarea', 'title']);

/** Yields tokens; what looks like no tag is text. */
export function* tokenize(html) {
  let at = 0;
  let text = '';

  function* flush() {
    if (text !== '') yield { type: 'text', text: unescapeHtml(text) };
    text = '';
  }

  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    text += html.slice(at, open);
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      const stop = end === -1 ? html.length : end;
      yield* flush();
      yield { type: 'comment', text: html.slice(open + 4, stop) };
      at = stop + 3;
      continue;
    }
    const tag = readTag(html, open);
    if (!tag) {
      text += '<';
      at = open + 1;
      continue;
    }
    yield* flush();
    yield tag.token;
    at = tag.next;
    if (tag.token.type === 'open' && RAW_TEXT.has(tag.token.name)) {
      const end = findClose(html, at, tag.token.name);
      if (end > at) yield { type: 'text', text: html.slice(at, end), raw: true };
      at = end;
    }
  }
  text += html.slice(at);
  yield* flush();
}

function readTag(html, open) {
  const match = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(html.slice(open, open + 80));
  if (!match) return null;
  const start = open + match[0].length;
  const end = tagEnd(html, start);
  if (end === -1) return null;
  const name = match[2].toLowerCase();
  if (match[1] === '/') return { token: { type: 'close', name }, next: end + 1 };
  const source = html.slice(start, end);
  return { token: { type: 'open', name, attributes: parseAttributes(source), selfClosing: source.endsWith('/') }, next: end + 1 };
}

/** The > that is not inside quotes. */
function tagEnd(html, start) {
  let quote = '';
  for (let at = start; at < html.length; at++) {
    const ch = html[at];
    if (quote !== '') {
      if (ch === quote) quote = '';
    } else if ((ch === '"' || ch === "'") && /=\s*$/.test(html.slice(start, at))) {
      quote = ch;
    } else if (ch === '>') {
      return at;
    }
  }
  return -1;
}

function findClose(html, from, name) {
  const at = html.toLowerCase().indexOf(`</${name}`, from);
  return at === -1 ? html.length : at;
}
