/**
 * Verdict mode: what the code under test may not learn of the tests that call it. While code of the repository that is no
 * test is on the stack, stack traces show no frame of a test file or of a test library; call sites hand out no functions
 * and no `this` (of tests and harness); and a test's function has no text. So code cannot act differently because a test
 * calls it, and cannot read the expected value from where it stands.
 */
import type { Guest } from './guest';
import {
  apply,
  captureStackTrace,
  defineProperty,
  errorText,
  functionText,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
  NativeError,
} from './primordials';

export interface HiddenTests {
  /** A file of the tests (absolute path). */
  isTest(path: string): boolean;
  /** Any file of the repository. */
  isOwn(path: string): boolean;
  /** Texts of the tests as compiled. */
  texts(): Iterable<string>;
  /** Do the tests prepare stack traces themselves? */
  isStaged(): boolean;
}

const NATIVE = (name: string): string => `function ${name}() { [native code] }`;
const ASSERTS =
  /\b(assert\w*|expect|should|equals?|deepEqual|same|throws|rejects|matchs?|is|ok|not|truthy|true|false)\b\s*[.(]|\bt\s*\.|=>/;

/** Function.prototype.toString without the bodies of tests. Call before the built-ins are frozen. */
export function hideText(secret: HiddenTests): void {
  const ours = new WeakMap<object, string>();
  const { toString } = {
    toString(this: Guest) {
      const known = typeof this === 'function' ? ours.get(this) : undefined;
      if (known !== undefined) return known;
      const text = functionText(this);
      if (text.length < 24 || !ASSERTS.test(text)) return text;
      for (const one of secret.texts()) {
        if (!one.includes(text)) continue;
        // The head stays: fixtures are injected by parameter names.
        const body = /^[^{]*?(=>|\{)/.exec(text)?.[0] ?? '';
        return body.endsWith('=>') ? `${body} { [code of a test] }` : `${body} [code of a test] }`;
      }
      return text;
    },
  };
  ours.set(toString, NATIVE('toString'));
  defineProperty(Function.prototype, 'toString', { value: toString, writable: true, configurable: true });
}

/** What a regular expression met last, as the engine remembers it for everybody: not where that is the text of a test. */
const MET = ['input', '$_', 'lastMatch', '$&', 'lastParen', '$+', 'leftContext', '$`', 'rightContext', "$'"];

/** Call before the built-ins are frozen. */
export function hideMatches(secret: HiddenTests): void {
  const input = getOwnPropertyDescriptor(RegExp, 'input')?.get;
  if (!input) return;
  const ours = (): boolean => {
    const met = apply(input, RegExp, []) as string;
    if (met.length < 24) return false;
    for (const one of secret.texts()) if (one.includes(met) || met.includes(one)) return true;
    return false;
  };
  for (const key of [...MET, ...Array.from({ length: 9 }, (_, i) => `$${i + 1}`)]) {
    const own = getOwnPropertyDescriptor(RegExp, key);
    if (own?.get && own.configurable)
      defineProperty(RegExp, key, {
        ...own,
        get(this: Guest) {
          return ours() ? '' : (apply(own.get!, RegExp, []) as string);
        },
      });
  }
}

type Site = Guest;
const scriptOf = (site: Site): string => {
  const name = site.getScriptNameOrSourceURL?.() ?? site.getFileName();
  return typeof name === 'string' ? name.replace(/^file:\/\//, '') : '';
};

/** A call site that tells where, and hands out nothing. */
function facadeOf(site: Site): Guest {
  const facade: Guest = {};
  const plain = getPrototypeOf(site) === Object.prototype;
  for (const name of getOwnPropertyNames(plain ? site : getPrototypeOf(site)!)) {
    if (name === 'constructor') continue;
    const method = site[name];
    if (typeof method !== 'function') continue;
    facade[name] =
      name === 'getFunction' || name === 'getThis'
        ? () => undefined
        : name === 'getTypeName'
          ? () => String(apply(method, site, []) ?? '') || null
          : () => apply(method, site, []) as unknown;
  }
  return facade;
}

/** V8 only: it asks Error.prepareStackTrace for every stack. Other engines' stacks name no files. */
export function hideFrames(secret: HiddenTests, named: (sites: Site[]) => Site[]): void {
  if (!captureStackTrace) return;
  let user: Guest;
  const prepare = (error: Guest, sites: Site[]): Guest => {
    let hidden = false;
    let theirs = secret.isStaged();
    for (let i = 0; i < sites.length && !hidden; i++) {
      const script = scriptOf(sites[i]);
      hidden = secret.isOwn(script) && !secret.isTest(script);
      theirs ||= hidden || /\/node_modules\//.test(script.replace(/^\/usr\/lib\/node_modules\//, ''));
    }
    const shown: Site[] = [];
    for (let i = 0; i < sites.length; i++) {
      const script = scriptOf(sites[i]);
      if (hidden && (secret.isTest(script) || script.startsWith('/usr/lib/'))) continue;
      shown[shown.length] = sites[i];
    }
    // What tests and their libraries throw says what they expect: only an error that came by other code is that code's to see.
    if (theirs && typeof user === 'function') {
      const sites = named(shown);
      const facades: Guest[] = [];
      for (let i = 0; i < sites.length; i++) facades[i] = facadeOf(sites[i]);
      return apply(user, NativeError, [error, facades]);
    }
    let text: string;
    try {
      text = errorText(error);
    } catch {
      text = '<error>';
    }
    for (let i = 0; i < shown.length; i++) text += `\n    at ${shown[i]}`;
    return text;
  };
  defineProperty(NativeError, 'prepareStackTrace', {
    // The engine reads it: ours always stands there. What is assigned is asked by ours.
    get: () => prepare,
    set: (next) => {
      user = next === prepare ? undefined : next;
    },
    enumerable: false,
    configurable: false,
  });
}
