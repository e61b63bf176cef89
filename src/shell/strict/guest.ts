/**
 * What QuickJS lacks of a worker's globals, evaluated inside the engine before the exec bundle. Talks to strict/host by
 * text only: five host functions in, `__deliver` and `__fire` out. Not here: Intl, WebAssembly, streams, Blob.
 */
type Any = ReturnType<typeof JSON.parse>;

const scope: Any = globalThis;
const host: {
  send(text: string): void;
  now(): number;
  timer(id: number, ms: number): void;
  url(text: string): string;
  random(n: number): string;
} = scope.__host;
delete scope.__host;

// ---- text and bytes

class Encoder {
  encoding = 'utf-8';
  encode(text = ''): Uint8Array {
    const bytes: number[] = [];
    for (const char of String(text)) {
      let code = char.codePointAt(0)!;
      if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return Uint8Array.from(bytes);
  }
  encodeInto(text: string, into: Uint8Array) {
    const bytes = this.encode(text).subarray(0, into.length);
    into.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class Decoder {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  constructor(
    readonly encoding = 'utf-8',
    options: { fatal?: boolean; ignoreBOM?: boolean } = {},
  ) {
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }
  decode(input: Any = new Uint8Array()): string {
    const bytes = ArrayBuffer.isView(input)
      ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new Uint8Array(input);
    if (/^(?:latin1|ascii|iso-8859-1|windows-1252)$/i.test(this.encoding))
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
    if (/^utf-?16/i.test(this.encoding))
      return Array.from({ length: bytes.length >> 1 }, (_, i) =>
        String.fromCharCode(bytes[2 * i]! | (bytes[2 * i + 1]! << 8)),
      ).join('');
    const parts: string[] = [];
    for (let i = 0; i < bytes.length;) {
      const first = bytes[i]!;
      const more =
        first < 0x80
          ? 0
          : first >= 0xc2 && first < 0xe0
            ? 1
            : first >= 0xe0 && first < 0xf0
              ? 2
              : first >= 0xf0 && first < 0xf5
                ? 3
                : -1;
      let code = more < 1 ? first : first & (0x3f >> more);
      let good = more >= 0;
      let used = 1;
      for (; good && used <= more; used++) {
        const next = bytes[i + used];
        if (next === undefined || (next & 0xc0) !== 0x80) break;
        code = (code << 6) | (next & 63);
      }
      good &&=
        used === more + 1 &&
        !(more === 2 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) &&
        !(more === 3 && (code < 0x10000 || code > 0x10ffff));
      if (!good && this.fatal)
        throw Object.assign(new TypeError('The encoded data was not valid for encoding utf-8'), {
          code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
        });
      parts.push(good ? String.fromCodePoint(code) : '\ufffd');
      i += good ? used : Math.max(1, used - (more > 0 ? 0 : 0));
    }
    const text = parts.join('');
    return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function toBase64(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const [a, b, c] = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (a > 255 || b > 255 || c > 255)
      throw new scope.DOMException(
        'The string to be encoded contains characters outside of the Latin1 range.',
        'InvalidCharacterError',
      );
    out +=
      ALPHABET[a >> 2]! +
      ALPHABET[((a & 3) << 4) | (b >> 4)]! +
      (Number.isNaN(b) ? '=' : ALPHABET[((b & 15) << 2) | (c >> 6)]!) +
      (Number.isNaN(c) ? '=' : ALPHABET[c & 63]!);
  }
  return out;
}
function fromBase64(text: string): string {
  let [out, bits, held] = ['', 0, 0];
  for (const char of String(text).replace(/[\s=]/g, '')) {
    const value = ALPHABET.indexOf(char);
    if (value < 0)
      throw new scope.DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
    bits = (bits << 6) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 255);
    }
    bits &= (1 << held) - 1;
  }
  return out;
}

// ---- events, errors, aborts

class Exception extends Error {
  constructor(message = '', name = 'Error') {
    super(message);
    Object.defineProperty(this, 'name', { value: name, configurable: true });
  }
  get code() {
    return (
      ({ AbortError: 20, DataCloneError: 25, TimeoutError: 23, InvalidCharacterError: 5 } as Record<string, number>)[
        this.name
      ] ?? 0
    );
  }
}

class GuestEvent {
  defaultPrevented = false;
  target: Any = null;
  stopped = false;
  readonly cancelable: boolean;
  constructor(
    readonly type: string,
    init: Any = {},
  ) {
    this.cancelable = Boolean(init?.cancelable);
  }
  preventDefault() {
    this.defaultPrevented = true;
  }
  stopImmediatePropagation() {
    this.stopped = true;
  }
  stopPropagation() {}
  get currentTarget() {
    return this.target;
  }
}
class DetailEvent extends GuestEvent {
  readonly detail: Any;
  constructor(type: string, init: Any = {}) {
    super(type, init);
    this.detail = init.detail ?? null;
  }
}

class Target {
  #listeners = new Map<string, { run: Any; once: boolean }[]>();
  addEventListener(type: string, run: Any, options: Any = {}) {
    const list = this.#listeners.get(type) ?? [];
    if (run && !list.some((one) => one.run === run)) list.push({ run, once: Boolean(options?.once) });
    this.#listeners.set(type, list);
    options?.signal?.addEventListener('abort', () => this.removeEventListener(type, run));
  }
  removeEventListener(type: string, run: Any) {
    this.#listeners.set(
      type,
      (this.#listeners.get(type) ?? []).filter((one) => one.run !== run),
    );
  }
  dispatchEvent(event: Any) {
    event.target = this;
    for (const { run, once } of [...(this.#listeners.get(event.type) ?? [])]) {
      if (once) this.removeEventListener(event.type, run);
      if (typeof run === 'function') run.call(this, event);
      else run.handleEvent(event);
      if (event.stopped) break;
    }
    return !event.defaultPrevented;
  }
}

class Signal extends Target {
  aborted = false;
  reason: Any = undefined;
  onabort: Any = null;
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }
  static abort(reason?: Any) {
    const control = new Controller();
    control.abort(reason);
    return control.signal;
  }
  static timeout(ms: number) {
    const control = new Controller();
    scope.setTimeout(
      () => control.abort(new Exception('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    );
    return control.signal;
  }
  static any(signals: Signal[]) {
    const control = new Controller();
    for (const signal of signals) {
      if (signal.aborted) control.abort(signal.reason);
      signal.addEventListener('abort', () => control.abort(signal.reason));
    }
    return control.signal;
  }
}
class Controller {
  signal = new Signal();
  abort(reason: Any = new Exception('This operation was aborted', 'AbortError')) {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.reason = reason;
    const event = new GuestEvent('abort');
    this.signal.onabort?.(event);
    this.signal.dispatchEvent(event);
  }
}

// ---- timers and messages

const timers = new Map<number, () => void>();
let lastTimer = 0;
const worker = new Target();
const raise = (error: Any) => {
  const event: Any = new GuestEvent('error', { cancelable: true });
  event.error = error;
  event.message = String(error?.message ?? error);
  worker.dispatchEvent(event);
};
const later = (run: () => void, ms = 0) => {
  timers.set(++lastTimer, run);
  host.timer(lastTimer, Math.max(0, Number(ms) || 0));
  return lastTimer;
};
const attempt = (run: () => void) => {
  try {
    run();
  } catch (error) {
    raise(error);
  }
};

const peers = new WeakMap<Port, Port | 'host'>();
class Port extends Target {
  onmessage: Any = null;
  start() {}
  close() {
    peers.delete(this);
  }
  postMessage(message: Any) {
    const peer = peers.get(this);
    if (peer === 'host') return host.send(pack(message));
    if (!peer) return;
    const data = clone(message);
    later(() => {
      const event: Any = new GuestEvent('message');
      event.data = data;
      peer.onmessage?.(event);
      peer.dispatchEvent(event);
    });
  }
}
class Channel {
  port1 = new Port();
  port2 = new Port();
  constructor() {
    peers.set(this.port1, this.port2);
    peers.set(this.port2, this.port1);
  }
}

/** Messages cross as JSON; bytes inside as base64. */
const stringify = JSON.stringify;
const parse = JSON.parse;
const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
const pack = (value: Any): string =>
  stringify(value, (_, item: Any) => (item instanceof Uint8Array ? { $bytes: toBase64(latin1(item)) } : item));
const unpack = (text: string): Any =>
  parse(text, (_, item: Any) =>
    typeof item?.$bytes === 'string' ? Uint8Array.from(fromBase64(item.$bytes), (c) => c.charCodeAt(0)) : item,
  );

function clone(value: Any, seen = new Map<object, object>()): Any {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new Exception(`${String(value)} could not be cloned.`, 'DataCloneError');
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known) return known;
  const keep = <T extends object>(copy: T): T => (seen.set(value, copy), copy);
  if (value instanceof Date) return keep(new Date(value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const view = value as Any;
    return keep(new view.constructor(clone(view.buffer, seen), view.byteOffset, view.length ?? view.byteLength));
  }
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof Error) {
    const copy = keep(new (scope[value.name] ?? Error)(value.message));
    Object.defineProperty(copy, 'stack', { value: value.stack, configurable: true, writable: true });
    return copy;
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise)
    throw new Exception(`${String(value)} could not be cloned.`, 'DataCloneError');
  const copy: Any = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

// ---- addresses: the host's own URL does the work

class Params {
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
class Address {
  #parts: Record<string, string> = {};
  #params?: Params;
  constructor(href: Any, base?: Any) {
    this.#take({ href: String(href), ...(base === undefined ? {} : { base: String(base) }) });
  }
  #take(question: object) {
    const answer = unpack(host.url(stringify(question))) as Record<string, string> | null;
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

class Clock {
  timeOrigin = Date.now();
  now() {
    return host.now();
  }
  mark() {}
  measure() {}
}
const random = (view: Any) => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  bytes.set(Uint8Array.from(fromBase64(host.random(bytes.length)), (c) => c.charCodeAt(0)));
  return view;
};

const shown: Record<string, unknown> = {
  self: scope,
  TextEncoder: Encoder,
  TextDecoder: Decoder,
  btoa: (text: Any) => toBase64(String(text)),
  atob: fromBase64,
  DOMException: Exception,
  Event: GuestEvent,
  CustomEvent: DetailEvent,
  EventTarget: Target,
  AbortSignal: Signal,
  AbortController: Controller,
  MessagePort: Port,
  MessageChannel: Channel,
  structuredClone: (value: Any) => clone(value),
  URL: Address,
  URLSearchParams: Params,
  Performance: Clock,
  performance: new Clock(),
  crypto: {
    getRandomValues: random,
    randomUUID: () => {
      const hex = Array.from(random(new Uint8Array(16)) as Uint8Array, (byte, i) =>
        (i === 6 ? (byte & 15) | 64 : i === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, '0'),
      ).join('');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  },
  queueMicrotask: (run: () => void) => void Promise.resolve().then(() => attempt(run)),
  setTimeout: later,
  setInterval: (run: () => void, ms: number) => {
    const id = later(function again() {
      timers.set(id, again);
      host.timer(id, Math.max(1, Number(ms) || 0));
      run();
    }, ms);
    return id;
  },
  clearTimeout: (id: number) => void timers.delete(id),
  clearInterval: (id: number) => void timers.delete(id),
  addEventListener: worker.addEventListener.bind(worker),
  removeEventListener: worker.removeEventListener.bind(worker),
};
for (const [name, value] of Object.entries(shown))
  Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: false });
for (const [type, name] of [
  [Encoder, 'TextEncoder'],
  [Decoder, 'TextDecoder'],
  [Exception, 'DOMException'],
  [GuestEvent, 'Event'],
  [DetailEvent, 'CustomEvent'],
  [Target, 'EventTarget'],
  [Signal, 'AbortSignal'],
  [Controller, 'AbortController'],
  [Address, 'URL'],
  [Params, 'URLSearchParams'],
  [Port, 'MessagePort'],
  [Channel, 'MessageChannel'],
] as const)
  Object.defineProperty(type, 'name', { value: name });

let given: Port | undefined;
/** One message from the shell: the request first, then what its children say. */
const deliver = (text: string) => {
  const message = unpack(text);
  if (given) return attempt(() => given?.onmessage?.({ data: message }));
  given = new Port();
  peers.set(given, 'host');
  scope.onmessage?.({ data: { ...message, port: given } });
};
const fire = (id: number) => {
  const run = timers.get(id);
  timers.delete(id);
  if (run) attempt(run);
};
// The host takes both away before guest code runs.
scope.__deliver = deliver;
scope.__fire = fire;

export {};
