/**
 * Verdict mode: the functions of an installed package, which tests and the code under test share. One instance must serve both
 * (a component library's state is one), so it is not doubled; but once the package has loaded, none of its functions can be
 * replaced: what a test compares or builds with is the package's own. State that is no function stays as it is.
 */
import type { Guest } from './guest';
import { enable } from './lockdown';
import {
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isArray,
  NativeSet,
  ownKeys,
  setAdd,
  setHas,
} from './primordials';

/** Exports, what they hold and what that holds. */
const DEPTH = 3;
const MOST = 20_000;

const ObjectPrototype = Object.prototype;
const FunctionPrototype = Function.prototype as unknown;
const isPlain = (value: Guest): boolean => {
  const prototype = getPrototypeOf(value);
  return prototype === ObjectPrototype || prototype === null;
};

/** `seen`: of all packages so far, so that none is walked twice. */
export function lock(exports: Guest, seen: Set<object>, depth = DEPTH): void {
  if (depth === 0 || exports === null || seen.size > MOST) return;
  if ((typeof exports !== 'object' && typeof exports !== 'function') || isArray(exports) || setHas(seen, exports))
    return;
  if (typeof exports === 'object' && depth < DEPTH && !isPlain(exports)) return;
  setAdd(seen, exports);
  const keys = ownKeys(exports);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const own = getOwnPropertyDescriptor(exports, key);
    if (!own || !('value' in own)) continue;
    const { value } = own as { value: Guest };
    if (key === 'prototype' && typeof exports === 'function') members(value, seen);
    else if (key !== 'constructor') {
      if (typeof value === 'function' && own.writable && own.configurable) enable(exports, key, own);
      lock(value, seen, depth - 1);
    }
  }
  pin(exports, seen);
}

/** What an object of a class, or a class, has from those above it: it is its own now, so that nobody puts another before it. */
function pin(exports: Guest, seen: Set<object>): void {
  const taken = new NativeSet<PropertyKey>();
  for (
    let up = getPrototypeOf(exports);
    up && up !== ObjectPrototype && up !== FunctionPrototype;
    up = getPrototypeOf(up)
  ) {
    const keys = ownKeys(up);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value: unknown = getOwnPropertyDescriptor(up, key)?.value;
      if (key === 'constructor' || typeof value !== 'function' || hasOwn(exports, key) || setHas(taken, key)) continue;
      setAdd(taken, key);
      try {
        defineProperty(exports, key, { value, writable: false, enumerable: false, configurable: false });
      } catch {
        return; // nothing can be put there anyway
      }
    }
    members(up, seen);
  }
}

/** The methods of a class. */
function members(prototype: Guest, seen: Set<object>): void {
  if (typeof prototype !== 'object' || prototype === null || setHas(seen, prototype)) return;
  setAdd(seen, prototype);
  const keys = ownKeys(prototype);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const own = getOwnPropertyDescriptor(prototype, key);
    if (key !== 'constructor' && typeof own?.value === 'function' && own.writable && own.configurable)
      enable(prototype, key, own);
  }
}

/** A namespace of a module: as in the language, nobody else's to define. */
export function lockNamespace(namespace: Guest, seen: Set<object>): void {
  const keys = ownKeys(namespace);
  for (let i = 0; i < keys.length; i++) {
    let value: Guest;
    try {
      value = namespace[keys[i]!];
    } catch {
      continue; // not there yet
    }
    lock(value, seen);
    const own = getOwnPropertyDescriptor(namespace, keys[i]!)!;
    if (own.configurable)
      defineProperty(namespace, keys[i]!, { configurable: false, ...('value' in own ? { writable: false } : {}) });
  }
  freeze(namespace);
}

export const newSeen = (): Set<object> => new NativeSet<object>();
