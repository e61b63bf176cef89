/** URL and URLSearchParams: the host's own URL does the parsing. */
import { host, type Any } from './bridge';

const { parse, stringify } = JSON;

export class Params {
  #pairs: [string, string][] = [];
  #changed: (text: string) => void = () => {};
  constructor(init: Any = '') {
    const text = (piece: string) => decodeURIComponent(piece.replaceAll('+', ' ').replace(/%(?![0-9a-f]{2})/gi, '%25'));
    if (typeof init === 'string')
      for (const part of init.replace(/^\?/, '').split('&').filter(Boolean))
        this.#pairs.push([text(part.split('=')[0]!), text(part.split('=').slice(1).join('='))]);
    else if (init?.[Symbol.iterator]) for (const [key, value] of init) this.#pairs.push([String(key), String(value)]);
    else for (const [key, value] of Object.entries(init ?? {})) this.#pairs.push([key, String(value)]);
  }
  static of(text: string, changed: (text: string) => void) {
    const params = new Params(text);
    params.#changed = changed;
    return params;
  }
  #set(pairs: [string, string][]) {
    this.#pairs = pairs;
    this.#changed(String(this));
  }
  get size() {
    return this.#pairs.length;
  }
  get(name: string) {
    return this.#pairs.find(([key]) => key === name)?.[1] ?? null;
  }
  getAll(name: string) {
    return this.#pairs.filter(([key]) => key === name).map(([, value]) => value);
  }
  has(name: string) {
    return this.#pairs.some(([key]) => key === name);
  }
  set(name: string, value: Any) {
    const at = this.#pairs.findIndex(([key]) => key === name);
    if (at < 0) return this.append(name, value);
    this.#set(
      this.#pairs
        .filter(([key], i) => key !== name || i === at)
        .map(([key, old]) => [key, key === name ? String(value) : old]),
    );
  }
  append(name: string, value: Any) {
    this.#set([...this.#pairs, [String(name), String(value)]]);
  }
  delete(name: string) {
    this.#set(this.#pairs.filter(([key]) => key !== name));
  }
  sort() {
    this.#set([...this.#pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
  forEach(run: (value: string, key: string, params: Params) => void) {
    for (const [key, value] of this.#pairs) run(value, key, this);
  }
  *entries() {
    yield* this.#pairs;
  }
  *keys() {
    for (const [key] of this.#pairs) yield key;
  }
  *values() {
    for (const [, value] of this.#pairs) yield value;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    const text = (piece: string) =>
      encodeURIComponent(piece)
        .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%20', '+');
    return this.#pairs.map(([key, value]) => `${text(key)}=${text(value)}`).join('&');
  }
}

const PARTS = [
  'href',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;
export class Address {
  #parts: Record<string, string> = {};
  #params?: Params;
  constructor(href: Any, base?: Any) {
    this.#take({ href: String(href), ...(base === undefined ? {} : { base: String(base) }) });
  }
  #take(question: object) {
    const answer = parse(host.url(stringify(question))) as Record<string, string> | null;
    if (!answer) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' });
    this.#parts = answer;
  }
  static canParse(href: Any, base?: Any) {
    try {
      return Boolean(new Address(href, base));
    } catch {
      return false;
    }
  }
  get origin() {
    return this.#parts.origin;
  }
  get searchParams() {
    return (this.#params ??= Params.of(this.#parts.search ?? '', (search) => this.part('search', search)));
  }
  part(name: string, value?: string) {
    if (value !== undefined) this.#take({ href: this.#parts.href, set: [name, String(value)] });
    return this.#parts[name];
  }
  toString() {
    return this.#parts.href;
  }
  toJSON() {
    return this.#parts.href;
  }
}
for (const name of PARTS)
  Object.defineProperty(Address.prototype, name, {
    get(this: Address) {
      return this.part(name);
    },
    set(this: Address, value: string) {
      this.part(name, value);
    },
    configurable: true,
    enumerable: true,
  });
