import { escapeHtml } from './entities.js';
import { VOID } from './sanitize.js';

class Raw {
  constructor(html) {
    this.html = html;
  }

  toString() {
    return this.html;
  }
}

export const raw = (html) => new Raw(html);

function show(value) {
  if (value === null || value === undefined || value === false || value === true) return '';
  if (Array.isArray(value)) return value.map(show).join('');
  return value instanceof Raw ? value.html : escapeHtml(value);
}

export function h(tag, attributes, ...children) {
  if (!/^[a-z][a-z0-9-]*$/.test(tag)) throw new TypeError(`"${tag}" is no tag name`);
  const start = `<${tag}${Object.entries(attributes ?? {}).map(attribute).join('')}>`;
  if (VOID.has(tag)) {
    if (children.length > 0) throw new TypeError(`<${tag}> cannot hold anything`);
    return raw(start);
  }
  return raw(`${start}${show(children)}</${tag}>`);
}

function attribute([name, value]) {
  if (/[\s"'<>/=]/.test(name) || name === '') throw new TypeError(`"${name}" is no attribute name`);
  if (value === false || value === null || value === undefined) return '';
  if (value === true) return ` ${name}`;
  const text = name === 'class' && Array.isArray(value) ? value.filter(Boolean).join(' ') : value;
  return ` ${name}="${escapeHtml(text)}"`;
}

export function html(strings, ...values) {
  return raw(strings.reduce((out, string, i) => out + show(values[i - 1]) + string));
}
