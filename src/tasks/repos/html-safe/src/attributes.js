import { unescapeHtml } from './entities.js';

const isSpace = (ch) => ch === ' ' || ch === '\n' || ch === '\t' || ch === '\r' || ch === '\f';

/** Reads what stands between a tag's name and its end. The first of two equal names wins. */
export function parseAttributes(source) {
  const attributes = {};
  let at = 0;

  const skip = () => {
    while (at < source.length && (isSpace(source[at]) || source[at] === '/')) at++;
  };

  for (skip(); at < source.length; skip()) {
    const start = at;
    while (at < source.length && !isSpace(source[at]) && source[at] !== '/' && (source[at] !== '=' || at === start)) at++;
    const name = source.slice(start, at).toLowerCase();
    const { value, next } = readValue(source, at);
    at = next;
    if (!Object.hasOwn(attributes, name)) {
      Object.defineProperty(attributes, name, { value, writable: true, enumerable: true, configurable: true });
    }
  }
  return attributes;
}

function readValue(source, from) {
  let at = from;
  while (at < source.length && isSpace(source[at])) at++;
  if (source[at] !== '=') return { value: true, next: from };
  at++;
  while (at < source.length && isSpace(source[at])) at++;
  const quote = source[at];
  if (quote === '"' || quote === "'") {
    const end = source.indexOf(quote, at + 1);
    const stop = end === -1 ? source.length : end;
    return { value: unescapeHtml(source.slice(at + 1, stop)), next: stop + 1 };
  }
  const start = at;
  while (at < source.length && !isSpace(source[at])) at++;
  return { value: unescapeHtml(source.slice(start, at)), next: at };
}
