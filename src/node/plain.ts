/**
 * Verdict mode: is a value that an assertion is about to look at what it says it is? Libraries ask values through their own
 * methods (`received.indexOf(x)`, `received.size`, `error.message.includes(text)`), so a list, set, map or date that brings its
 * own answers would pass whatever is expected of it. Packs call this where they take a value in (scripts/packlist.mjs).
 */
import type { Guest } from './guest';
import {
  apply,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  NativePromise,
  then,
  toTag,
  uncurry,
} from './primordials';

type Methods = readonly (readonly [key: PropertyKey, own: Guest])[];

const methods = (prototype: Guest, keys: readonly PropertyKey[]): Methods =>
  keys.map((key) => {
    const found = getOwnPropertyDescriptor(prototype, key)!;
    return [key, found.get ?? found.value] as const;
  });

const KINDS: Record<string, { methods: Methods; brand: (value: Guest) => unknown }> = {
  Array: {
    methods: methods(Array.prototype, [
      ...['includes', 'indexOf', 'some', 'every', 'find', 'findIndex', 'filter', 'map', 'slice', 'forEach'],
      Symbol.iterator,
    ]),
    brand: (value) => isArray(value) || fail(),
  },
  Set: {
    methods: methods(Set.prototype, ['size', 'has', 'forEach', 'keys', 'values', 'entries', Symbol.iterator]),
    brand: uncurry(getOwnPropertyDescriptor(Set.prototype, 'size')!.get),
  },
  Map: {
    methods: methods(Map.prototype, ['size', 'has', 'get', 'forEach', 'keys', 'values', 'entries', Symbol.iterator]),
    brand: uncurry(getOwnPropertyDescriptor(Map.prototype, 'size')!.get),
  },
  Date: {
    methods: methods(Date.prototype, ['getTime', 'valueOf', 'toISOString', Symbol.toPrimitive]),
    brand: uncurry(Date.prototype.getTime),
  },
  String: {
    methods: methods(String.prototype, [
      ...['includes', 'indexOf', 'match', 'search', 'startsWith', 'endsWith', 'toString', 'valueOf'],
    ]),
    brand: uncurry(String.prototype.valueOf),
  },
};
const NativeTypeError = TypeError;
const fail = (): never => {
  throw new NativeTypeError();
};

/** Marks the refusal, so that a repository whose own values are such is judged without the freeze; see tasks/grade. */
const ANSWERS = 'answers for itself';

/** What stands under a key, wherever on the chain: a getter itself, or the value. */
function found(value: Guest, key: PropertyKey): Guest {
  for (let at = value; at !== null; at = getPrototypeOf(at)) {
    const own = getOwnPropertyDescriptor(at, key);
    if (own) return own.get ?? own.value;
  }
  return undefined;
}

function refuse(kind: string, key: PropertyKey): never {
  throw new NativeTypeError(
    `A value of the code under test ${ANSWERS}: it passes for a ${kind}, but its ${String(key)} is not a ${kind}'s own.`,
  );
}

/** Returns the value. @throws where it passes for one of the language's own and answers by methods of its own */
export function plain<T>(value: T): T {
  if (value === null || typeof value !== 'object') return value;
  const tag = isArray(value) ? 'Array' : toTag(value).slice(8, -1);
  const kind = KINDS[tag];
  if (kind) {
    try {
      kind.brand(value);
    } catch {
      refuse(tag, 'inside');
    }
    for (let i = 0; i < kind.methods.length; i++) {
      const [key, own] = kind.methods[i]!;
      const now = found(value, key);
      if (now !== own && now?.originalValue !== own) refuse(tag, key);
    }
  } else if (tag === 'Error') words(value);
  return value;
}

/** Something thrown: libraries look for words in its message. */
export function words<T>(thrown: T): T {
  if (thrown === null || typeof thrown !== 'object') return thrown;
  const message = apply(read, undefined, [thrown]) as unknown;
  if (message !== null && (typeof message === 'object' || typeof message === 'function')) refuse('text', 'message');
  return thrown;
}
const read = (thrown: Guest): unknown => thrown.message;

/** What a promise, or what has a `then`, settles with: where its own `then` (or species) hands nothing over, that is never. */
export function promised(value: Guest): Guest {
  if (value === null || typeof value !== 'object') return value;
  return new NativePromise((resolve, reject) => {
    try {
      then(value, resolve, reject);
    } catch {
      // none of the language's own
      value.then(resolve, reject);
    }
  });
}
