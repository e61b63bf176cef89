/**
 * Verdict mode: who sees which globals. The real global object is what the code under test has: the built-ins' names on it
 * cannot be rebound, and no test function is on it. Test files and the test libraries see another view: names of theirs
 * (`it`, `expect`, a library's own state) live in a map behind it, and rebinding Date, timers or fetch there is what fake
 * timers and stubs do, for everybody to see.
 */
import type { Guest } from './guest';
import {
  apply,
  defineOwn,
  defineProperty,
  deleteProperty,
  freeze,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  NativeMap,
  NativeProxy,
  NativeSet,
  ownKeys,
} from './primordials';

/** Names that tests put on their global object for themselves, not for the code under test. */
const TEST_NAMES = new NativeSet<PropertyKey>(
  (
    'describe context it specify before after beforeEach afterEach beforeAll afterAll xdescribe xit suite test setup teardown ' +
    'suiteSetup suiteTeardown fdescribe fit xtest expect assert should sinon spy stub mock chai jest vi vitest t tap tape mocha __should'
  ).split(' '),
);
/** Replaced by fakes and stubs in honest tests; everything else of the built-ins is fixed. */
const REBOUND = new NativeSet<string>(
  (
    'Date Intl setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask fetch console ' +
    'process Buffer performance crypto structuredClone atob btoa URL URLSearchParams Headers Request Response FormData Blob ' +
    'File AbortController AbortSignal Event EventTarget CustomEvent TextEncoder TextDecoder WebAssembly Promise'
  ).split(' '),
);

export interface Realm {
  /** The built-ins' names are fixed. */
  closed: boolean;
  /** Around a test file's code: `with (scope) { … }` gives it the names of the tests. */
  scope: object;
  /** The global object of test files. */
  tests: Guest;
  /** The global object of test libraries and of the adapters that run them. */
  libraries: Guest;
  /** Puts a process's own `process`, `console` … in place. */
  put(name: string, value: Guest): PropertyDescriptor | undefined;
  back(name: string, descriptor: PropertyDescriptor | undefined): void;
  /** What tests have put in place so far; the function puts it back. */
  keep(): () => void;
}

/** Fixes the names on the real global object (none: leaves it open). Call once, when they hold what guest code shall see. */
export function closeGlobals(names: readonly string[], processFor = (process: Guest): Guest => process): Realm {
  const real: Guest = globalThis;
  /** The current values of what may be rebound. */
  const cells = new NativeMap<PropertyKey, PropertyDescriptor>();
  /** What only tests and libraries see. */
  const own = new NativeMap<PropertyKey, Guest>();
  const fixed = new NativeSet<PropertyKey>();
  const read = (cell: PropertyDescriptor): Guest => (cell.get ? apply(cell.get, real, []) : cell.value);
  const write = (name: PropertyKey, value: Guest): void => {
    const cell = cells.get(name)!;
    if (cell.set) apply(cell.set, real, [value]);
    else cells.set(name, { ...cell, get: undefined, value });
  };

  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const now = getOwnPropertyDescriptor(real, name);
    // Node loads what stands behind a getter when it is asked, and then defines the name itself: streams, Blob, Request.
    if (!now || now.get) continue;
    if (!now.configurable) {
      if (now.writable) defineProperty(real, name, { writable: false });
      fixed.add(name);
    } else if (REBOUND.has(name)) {
      cells.set(name, { ...now });
      defineProperty(real, name, {
        get: () => read(cells.get(name)!),
        set() {
          // As an assignment to a read-only name in sloppy code: nothing happens.
        },
        enumerable: now.enumerable!,
        configurable: false,
      });
    } else {
      fixed.add(name);
      defineProperty(real, name, { writable: false, configurable: false });
    }
  }

  const view = (forTests: boolean): Guest => {
    const mine = (key: PropertyKey) => !forTests || TEST_NAMES.has(key) || own.has(key) || fixed.has(key);
    const get = (key: PropertyKey): Guest =>
      key === 'globalThis' || key === 'global'
        ? proxy
        : own.has(key)
          ? own.get(key)
          : cells.has(key)
            ? forTests && key === 'process'
              ? processFor(read(cells.get(key)!))
              : read(cells.get(key)!)
            : real[key];
    const proxy: Guest = new NativeProxy(Object.create(null) as object, {
      get: (_, key) => get(key),
      has: (_, key) => own.has(key) || key in real,
      set(_, key, value) {
        if (cells.has(key)) write(key, value);
        else if (mine(key)) own.set(key, value);
        else real[key] = value;
        return true;
      },
      deleteProperty(target, key) {
        if (hasOwn(target, key)) return false;
        if (own.has(key)) return own.delete(key);
        if (cells.has(key)) write(key, undefined);
        else if (!fixed.has(key)) return deleteProperty(real, key);
        return true;
      },
      defineProperty(target, key, descriptor) {
        // A proxy may call a property fixed only where its target has it, too.
        if (descriptor.configurable === false && !defineOwn(target, key, descriptor)) return false;
        if (cells.has(key)) cells.set(key, { configurable: true, enumerable: true, ...descriptor });
        else if (mine(key)) own.set(key, descriptor.get ? apply(descriptor.get, real, []) : descriptor.value);
        else return defineOwn(real, key, descriptor);
        return true;
      },
      ownKeys: () => [...new NativeSet([...ownKeys(real), ...own.keys()])] as (string | symbol)[],
      getOwnPropertyDescriptor(target, key) {
        if (hasOwn(target, key)) return getOwnPropertyDescriptor(target, key);
        if (own.has(key)) return { value: own.get(key), writable: true, enumerable: true, configurable: true };
        const cell = cells.get(key);
        const found = cell ?? getOwnPropertyDescriptor(real, key);
        if (!found) return undefined;
        return found.get || found.set
          ? { get: found.get, set: found.set, enumerable: found.enumerable!, configurable: true }
          : { value: get(key), writable: true, enumerable: found.enumerable ?? true, configurable: true };
      },
      getPrototypeOf: () => getPrototypeOf(real),
      preventExtensions: () => false,
    });
    return proxy;
  };
  const tests = view(true);
  const libraries = view(false);
  const isSelf = (key: PropertyKey) => key === 'globalThis' || key === 'global';
  const scope = new NativeProxy(Object.create(null) as object, {
    has: (_, key) => typeof key === 'string' && (isSelf(key) || own.has(key) || (key === 'process' && cells.has(key))),
    get: (_, key) =>
      key === Symbol.unscopables ? undefined : isSelf(key) ? tests : own.has(key) ? own.get(key) : tests[key],
    set(_, key, value) {
      if (key === 'process' && !own.has(key)) tests[key] = value;
      else if (!isSelf(key)) own.set(key, value);
      return true;
    },
    defineProperty: () => false,
    deleteProperty: () => false,
  });

  return freeze({
    closed: names.length > 0,
    scope,
    tests,
    libraries,
    put(name: string, value: Guest) {
      const before = cells.get(name);
      if (before) cells.set(name, { value, writable: true, enumerable: before.enumerable!, configurable: true });
      else if (!hasOwn(real, name) && !fixed.has(name)) real[name] = value;
      return before;
    },
    back(name: string, descriptor: PropertyDescriptor | undefined) {
      if (descriptor) cells.set(name, descriptor);
    },
    keep() {
      const [values, names] = [[...cells], [...own]];
      return () => {
        for (const [name, cell] of values) cells.set(name, cell);
        own.clear();
        for (const [name, value] of names) own.set(name, value);
      };
    },
  });
}
