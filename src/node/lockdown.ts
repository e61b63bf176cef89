/**
 * Verdict mode: the language's and the platform's built-ins, frozen before any repository code loads, so that nothing can be
 * patched for the length of one assertion and put back, no setter can be added that receives the harness's own writes, and
 * no getter can be replaced that sees the private port. Sweeping afterwards cannot promise that in one realm.
 *
 * Looked at `ses` 2.3 (`lockdown`) first. Taken: its idea of *enablements*: a frozen prototype property would make `obj.toString
 * = f` fail on every object below it (the override mistake), so on the prototypes that programs inherit from, data becomes
 * an accessor whose setter defines the property on the receiver. Not taken: the package itself. It is 237 KB minified beside
 * an exec bundle of 740, deletes every intrinsic that is not on its list (this engine's newer ones, which repositories use),
 * replaces Date, Math.random, Error and the locale methods or leaves them wholly open, freezes no platform object
 * (MessageEvent, EventTarget, URL …) and does not run on QuickJS. Here what the engine at hand has is walked instead.
 */
import type { Guest } from './guest';
import { STUBBED } from './stubs';
import {
  apply,
  captureStackTrace,
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  NativeSet,
  ownKeys,
  preventExtensions,
  setAdd,
  setHas,
} from './primordials';

/** Members that programs set and neither a comparison nor the harness rests on: they stay as they are. */
const OPEN: Record<string, readonly string[]> = {
  Error: ['stackTraceLimit', 'prepareStackTrace'],
  EventEmitter: ['defaultMaxListeners'],
};
/** Namespaces whose own functions are walked too. */
const NAMESPACES = new Set(['JSON', 'Math', 'Reflect', 'Intl', 'Atomics', 'WebAssembly']);
/** Prototypes that programs assign over on objects below them: every property. Of the others, only these. */
const ALL = new Set([
  'Object.prototype',
  'Array.prototype',
  'EventEmitter.prototype',
  'Map.prototype',
  'Set.prototype',
]);
const SOME: readonly PropertyKey[] = [
  'constructor',
  'toString',
  'valueOf',
  'name',
  'message',
  'bind',
  'then',
  'catch',
  'on',
];

const LAZY = new Set(
  'MessageEvent MessagePort MessageChannel Event EventTarget CustomEvent AbortController AbortSignal URL URLSearchParams'
    .concat(' TextEncoder TextDecoder DOMException Performance')
    .split(' '),
);

/** A built-in that the repository itself adds, by its name: `['Array.prototype', 'last']`. See `additions`. */
export type Addition = readonly [owner: string, name: string];

const PROTOTYPES = 'Array String Number Boolean Function Date RegExp Map Set Promise Symbol BigInt Error'.split(' ');
const ADDS = new RegExp(
  `\\b((?:${PROTOTYPES.join('|')})\\.prototype|Object|Array|String|Number|Math|Promise|JSON)` +
    `(?:\\.([A-Za-z_$][\\w$]*)\\s*=(?!=)|\\s*,\\s*(['"\`])([A-Za-z_$][\\w$]*)\\3)`,
  'g',
);
const NEVER = /^(then|catch|toJSON|constructor|__\w+__|valueOf|toString|prototype|[\w$]{1,2})$/;

/**
 * Names that a text adds to built-ins, where no library mounted for this run knows the word: nothing of the harness can be
 * steered through a name that it never reads, so these stay open and an honest polyfill works under the freeze.
 */
export function additions(texts: Iterable<string>, libraries: () => string): Addition[] {
  const found = new Map<string, Addition>();
  for (const text of texts) {
    if (!text.includes('prototype') && !/\b(Object|Array|String|Number|Math|Promise|JSON)\b/.test(text)) continue;
    for (const [, owner, assigned, , defined] of text.matchAll(ADDS)) {
      const name = assigned ?? defined!;
      if (!NEVER.test(name)) found.set(`${owner}.${name}`, [owner!, name]);
    }
  }
  if (found.size === 0) return [];
  const known = libraries();
  return [...found.values()].filter(([, name]) => !new RegExp(`\\b${name.replace(/\$/g, '\\$')}\\b`).test(known));
}

const at = (path: string): Guest => {
  let value: Guest = globalThis;
  const parts = path.split('.');
  for (let i = 0; i < parts.length; i++) value = value?.[parts[i]!];
  return value;
};

/**
 * Freezes the built-ins below these names of the global object; `more` are objects of ours that tests and harness share,
 * `stubbed` members that the tests themselves replace (src/node/stubs).
 */
export function lockdown(
  names: readonly string[],
  open: readonly Addition[],
  more: Record<string, object>,
  stubbed: Record<string, readonly string[]>,
): void {
  const spared = new NativeSet<string>();
  for (let i = 0; i < open.length; i++) {
    const [owner, name] = open[i]!;
    const object = at(owner);
    // Only what is not there yet.
    if (object === undefined || name in object) continue;
    defineProperty(object, name, { value: undefined, writable: true, configurable: true, enumerable: false });
    setAdd(spared, `${owner}.${name}`);
  }
  const seen = new NativeSet<object>();
  const queue: [string, Guest][] = [];
  let n = 0;
  const add = (name: string, value: Guest) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || value === globalThis) return;
    if (setHas(seen, value)) return;
    setAdd(seen, value);
    queue[n++] = [name, value];
  };
  // Prototypes by their well-known names first: what is left open is left open by name.
  const scope = globalThis as Guest;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    // Getters load what they stand for (Node's fetch is slow to load): only those whose objects carry messages are read.
    const own = getOwnPropertyDescriptor(scope, name);
    const value = own?.get && !LAZY.has(name) ? undefined : scope[name];
    if (typeof value === 'function') {
      add(name, value);
      if (typeof value.prototype === 'object') add(`${name}.prototype`, value.prototype);
      else if (name === 'Function') add('Function.prototype', value.prototype);
    } else if (NAMESPACES.has(name)) add(name, value);
  }
  for (const name of Object.keys(more)) add(name, more[name]);
  hidden(add);
  for (let i = 0; i < n; i++) {
    const [name, object] = queue[i]!;
    const isNamespace = NAMESPACES.has(name);
    const keys = ownKeys(object);
    for (let k = 0; k < keys.length; k++) {
      const key = keys[k]!;
      const descriptor = getOwnPropertyDescriptor(object, key)!;
      const inner = `${name}.${String(key)}`;
      if (typeof descriptor.value === 'function') add(inner, descriptor.value);
      else if (isNamespace || key === 'prototype') add(inner, descriptor.value);
      if (descriptor.get) add(inner, descriptor.get);
      if (descriptor.set) add(inner, descriptor.set);
    }
    add(`${name}.__proto__`, getPrototypeOf(object));
  }
  const keep: Record<string, readonly string[]> = { ...OPEN };
  for (const name of ownKeys(stubbed) as string[]) keep[name] = [...(keep[name] ?? []), ...stubbed[name]!];
  for (let i = 0; i < n; i++) close(queue[i]![0], queue[i]![1], spared, keep);
  for (const name of ['performance', 'crypto']) if (!stubbed[name]) pin(scope[name], STUBBED[name]!);
}

/** Members of one object of the platform, wherever they came from: nobody puts others before them. */
function pin(object: Guest, keys: readonly string[]): void {
  if (!object) return;
  for (let i = 0; i < keys.length; i++) {
    const value: unknown = object[keys[i]!];
    if (value !== undefined && getOwnPropertyDescriptor(object, keys[i]!)?.configurable !== false)
      defineProperty(object, keys[i]!, { value, writable: false, enumerable: false, configurable: false });
  }
}

function close(
  name: string,
  object: Guest,
  spared: Set<string>,
  open: Readonly<Record<string, readonly string[] | undefined>>,
): void {
  const keep = open[name];
  // What inherits from them (a fake Date) may have its own.
  const steady = STUBBED[name] ?? [];
  for (let i = 0; i < steady.length; i++) {
    const own = getOwnPropertyDescriptor(object, steady[i]!);
    if (own?.configurable && own.writable && !keep?.includes(steady[i]!)) enable(object, steady[i]!, own);
  }
  if (typeof object === 'function' && !keep && name !== 'Function.prototype') return void freeze(object);
  // QuickJS has none, and libraries set it around an error of theirs.
  if (name === 'Error' && !hasOwn(object, 'stackTraceLimit'))
    defineProperty(object, 'stackTraceLimit', { value: 10, writable: true, configurable: true, enumerable: false });
  const isPrototype = typeof object === 'object' || name === 'Function.prototype';
  const keys = ownKeys(object);
  let partly = false;
  for (let k = 0; k < keys.length; k++) {
    const key = keys[k]!;
    if ((keep && typeof key === 'string' && keep.includes(key)) || setHas(spared, `${name}.${String(key)}`)) {
      partly = true;
      continue;
    }
    const descriptor = getOwnPropertyDescriptor(object, key)!;
    if (!descriptor.configurable) {
      if (descriptor.writable) defineProperty(object, key, { writable: false });
      continue;
    }
    if (isPrototype && 'value' in descriptor && descriptor.writable && isOverridden(name, key))
      enable(object, key, descriptor);
    else if ('value' in descriptor) defineProperty(object, key, { writable: false, configurable: false });
    else defineProperty(object, key, { configurable: false });
  }
  try {
    if (partly) preventExtensions(object);
    else freeze(object);
  } catch {
    // Exotic platform objects that cannot be frozen hold no state of ours.
  }
}

/** Symbols stay data: the engine's fast paths for iteration and promises look at them. */
const isOverridden = (name: string, key: PropertyKey): boolean =>
  typeof key === 'string' && (ALL.has(name) || SOME.includes(key));

/** Data that may be assigned over on objects that inherit it, and nowhere else. */
export function enable(object: Guest, key: PropertyKey, { value, enumerable }: PropertyDescriptor): void {
  const get = () => value as unknown;
  // As ses has it: libraries that look for intrinsics (get-intrinsic) then take the value for data.
  defineProperty(get, 'originalValue', { value });
  defineProperty(object, key, {
    get,
    set(this: Guest, next: Guest) {
      if (this === object || this === undefined || this === null)
        throw readOnly(`Cannot assign to read only property '${String(key)}' of object`);
      if (hasOwn(this, key)) this[key] = next;
      else defineProperty(this, key, { value: next, writable: true, enumerable: true, configurable: true });
    },
    enumerable: enumerable!,
    configurable: false,
  });
}
const NativeTypeError = TypeError;
function readOnly(message: string): Error {
  const error = new NativeTypeError(message);
  if (captureStackTrace) apply(captureStackTrace, Error, [error, readOnly]);
  return error;
}

/** What no name of the global object leads to. */
function hidden(add: (name: string, value: Guest) => void): void {
  const proto = getPrototypeOf;
  add('%GeneratorFunction%', proto(function* () {})!.constructor);
  add('%AsyncFunction%', proto(async () => {})!.constructor);
  add('%AsyncGeneratorFunction%', proto(async function* () {})!.constructor);
  add('%GeneratorPrototype%', proto(proto((function* () {})())!));
  add('%AsyncGeneratorPrototype%', proto(proto((async function* () {})())!));
  for (const [name, iterator] of Object.entries({
    Array: [][Symbol.iterator](),
    Map: new Map()[Symbol.iterator](),
    Set: new Set()[Symbol.iterator](),
    String: ''[Symbol.iterator](),
    RegExpString: ''.matchAll(/x/g),
    URLSearchParams: typeof URLSearchParams === 'function' ? new URLSearchParams().entries?.() : undefined,
  }))
    if (iterator) add(`%${name}IteratorPrototype%`, proto(iterator));
  const helpers = (globalThis as Guest).Iterator?.from;
  if (helpers) {
    add('%WrapForValidIteratorPrototype%', proto(helpers({ next() {} })));
    add('%IteratorHelperPrototype%', proto(([][Symbol.iterator]() as Guest).map?.((x: unknown) => x) ?? {}));
  }
}
