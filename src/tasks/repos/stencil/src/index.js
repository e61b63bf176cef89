import { filters as builtIn } from './filters.js';
import { parse } from './parse.js';
import { renderNodes } from './render.js';
import { TemplateError } from './split.js';

export { TemplateError };

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text) => text.replace(/[&<>"']/g, (ch) => ENTITIES[ch]);

export class Stencil {
  #parsed = new Map();

  constructor({ filters = {}, partials = {}, escape = true } = {}) {
    this.filters = { ...builtIn, ...filters };
    this.partials = partials;
    this.escape = escape === true ? escapeHtml : escape || ((text) => text);
  }

  compile(template) {
    const nodes = parse(template);
    const env = {
      depth: 0,
      escape: this.escape,
      filter: (name) => this.#filter(name),
      partial: (name) => this.#partial(name),
    };
    return (data = {}) => renderNodes(nodes, Object.assign(Object.create(null), data), env);
  }

  render(template, data) {
    return this.compile(template)(data);
  }

  #filter(name) {
    if (!Object.hasOwn(this.filters, name)) throw new TemplateError(`Unknown filter "${name}"`);
    return this.filters[name];
  }

  #partial(name) {
    if (!Object.hasOwn(this.partials, name)) return null;
    if (!this.#parsed.has(name)) this.#parsed.set(name, parse(this.partials[name]));
    return this.#parsed.get(name);
  }
}

export function render(template, data) {
  return new Stencil().render(template, data);
}
