/** Node's loose and strict deep equality, on captured intrinsics only: verdicts rest on it. */
import type { Guest } from '../guest';
import {
  apply,
  dateValue,
  getOwnPropertySymbols,
  getPrototypeOf,
  hasOwn,
  is,
  isArray,
  isEnumerable,
  keys,
  mapForEach,
  mapGet,
  mapHas,
  mapSize,
  NativeError,
  NativeMap,
  regexpFlags,
  regexpSource,
  setForEach,
  setHas,
  setSize,
  toTag,
} from '../primordials';
import { types } from './types';

type Mode = 'loose' | 'strict';
type Memo = Map<unknown, unknown>;
const memoGet = (memo: Memo, key: unknown): unknown => mapGet(memo, key);
const memoSet = NativeMap.prototype.set;
const memoDelete = NativeMap.prototype.delete;
const { types: T } = { types };
const boxed = {
  valueOf: {
    Number: Number.prototype.valueOf,
    String: String.prototype.valueOf,
    Boolean: Boolean.prototype.valueOf,
    BigInt: BigInt.prototype.valueOf,
    Symbol: Symbol.prototype.valueOf,
  },
};
const {
  isDate,
  isRegExp,
  isMap,
  isSet,
  isNativeError,
  isAnyArrayBuffer,
  isArrayBufferView,
  isBoxedPrimitive,
  isNumberObject,
  isStringObject,
  isBooleanObject,
  isBigIntObject,
  isFloat32Array,
  isFloat64Array,
} = T;

export const isDeepEqual = (a: unknown, b: unknown): boolean => equal(a, b, 'loose', new NativeMap());
export const isDeepStrictEqual = (a: unknown, b: unknown): boolean => equal(a, b, 'strict', new NativeMap());

function unbox(value: Guest): unknown {
  const { Number: n, String: s, Boolean: b, BigInt: i, Symbol: y } = boxed.valueOf;
  return apply(
    isNumberObject(value) ? n : isStringObject(value) ? s : isBooleanObject(value) ? b : isBigIntObject(value) ? i : y,
    value,
    [],
  );
}

function equal(a: Guest, b: Guest, mode: Mode, memo: Memo): boolean {
  if (a === b) return a !== 0 || mode === 'loose' || is(a, b);
  if (mode === 'strict') {
    if (typeof a !== 'object') return typeof a === 'number' && a !== a && b !== b && typeof b === 'number';
    if (typeof b !== 'object' || a === null || b === null) return false;
    if (getPrototypeOf(a) !== getPrototypeOf(b)) return false;
  } else {
    if (a === null || typeof a !== 'object')
      return (b === null || typeof b !== 'object') && (a == b || (a !== a && b !== b));
    if (b === null || typeof b !== 'object') return false;
  }
  if (toTag(a) !== toTag(b)) return false;
  if (isArray(a)) {
    if (!isArray(b) || a.length !== b.length) return false;
    const left = ownKeys(a, mode, true);
    const right = ownKeys(b, mode, true);
    if (left.length !== right.length) return false;
    return withMemo(a, b, memo, () => sameKeys(a, b, left, mode, memo) && sameItems(a, b, mode, memo));
  }
  if (isDate(a)) {
    if (!isDate(b)) return false;
    const x = dateValue(a);
    const y = dateValue(b);
    if (x !== y && !(x !== x && y !== y)) return false;
  } else if (isRegExp(a)) {
    if (
      !isRegExp(b) ||
      regexpSource(a) !== regexpSource(b) ||
      regexpFlags(a) !== regexpFlags(b) ||
      a.lastIndex !== b.lastIndex
    )
      return false;
  } else if (isNativeError(a) || a instanceof NativeError) {
    if (!(isNativeError(b) || b instanceof NativeError)) return false;
    if (a.message !== b.message || a.name !== b.name) return false;
    if (hasOwn(a, 'cause') !== hasOwn(b, 'cause') || (hasOwn(a, 'cause') && !equal(a.cause, b.cause, mode, memo)))
      return false;
    if (hasOwn(a, 'errors') && !equal(a.errors, b.errors, mode, memo)) return false;
  } else if (isArrayBufferView(a)) {
    if (!isArrayBufferView(b)) return false;
    if (!sameBytes(a, b, mode === 'loose' && (isFloat32Array(a) || isFloat64Array(a)))) return false;
    const left = ownKeys(a, mode, true);
    return (
      left.length === ownKeys(b, mode, true).length && withMemo(a, b, memo, () => sameKeys(a, b, left, mode, memo))
    );
  } else if (isSet(a)) {
    if (!isSet(b) || setSize(a) !== setSize(b)) return false;
    return withMemo(a, b, memo, () => sameSets(a, b, mode, memo) && sameOwn(a, b, mode, memo));
  } else if (isMap(a)) {
    if (!isMap(b) || mapSize(a) !== mapSize(b)) return false;
    return withMemo(a, b, memo, () => sameMaps(a, b, mode, memo) && sameOwn(a, b, mode, memo));
  } else if (isAnyArrayBuffer(a)) {
    if (!isAnyArrayBuffer(b) || !sameBytes(new Uint8Array(a), new Uint8Array(b), false)) return false;
  } else if (isBoxedPrimitive(a)) {
    if (!isBoxedPrimitive(b) || !is(unbox(a), unbox(b))) return false;
  } else if (
    isArray(b) ||
    isArrayBufferView(b) ||
    isSet(b) ||
    isMap(b) ||
    isDate(b) ||
    isRegExp(b) ||
    isAnyArrayBuffer(b) ||
    isBoxedPrimitive(b) ||
    isNativeError(b) ||
    b instanceof NativeError
  )
    return false;
  return withMemo(a, b, memo, () => sameOwn(a, b, mode, memo));
}

function withMemo(a: unknown, b: unknown, memo: Memo, run: () => boolean): boolean {
  const seen = memoGet(memo, a);
  if (seen !== undefined) return seen === b;
  apply(memoSet, memo, [a, b]);
  const result = run();
  apply(memoDelete, memo, [a]);
  return result;
}

/** Own enumerable keys (plus symbols when strict); without indexes for arrays and views. */
function ownKeys(value: Guest, mode: Mode, skipIndexes = false): PropertyKey[] {
  const out: PropertyKey[] = [];
  let n = 0;
  const names = keys(value);
  for (let i = 0; i < names.length; i++) if (!skipIndexes || !isIndex(names[i]!, value.length)) out[n++] = names[i]!;
  if (mode === 'strict') {
    const symbols = getOwnPropertySymbols(value);
    for (let i = 0; i < symbols.length; i++) if (isEnumerable(value, symbols[i]!)) out[n++] = symbols[i]!;
  }
  return out;
}

const isIndex = (key: string, length: number) => {
  const n = +key;
  return n >= 0 && n < length && n % 1 === 0 && `${n}` === key;
};

function sameOwn(a: Guest, b: Guest, mode: Mode, memo: Memo): boolean {
  const left = ownKeys(a, mode);
  return left.length === ownKeys(b, mode).length && sameKeys(a, b, left, mode, memo);
}

function sameKeys(a: Guest, b: Guest, list: PropertyKey[], mode: Mode, memo: Memo): boolean {
  for (let i = 0; i < list.length; i++) {
    const key = list[i]!;
    if (!hasOwn(b, key) || !isEnumerable(b, key)) return false;
  }
  for (let i = 0; i < list.length; i++) if (!equal(a[list[i]!], b[list[i]!], mode, memo)) return false;
  return true;
}

function sameItems(a: Guest, b: Guest, mode: Mode, memo: Memo): boolean {
  for (let i = 0; i < a.length; i++) {
    if (hasOwn(a, i)) {
      if (!hasOwn(b, i) || !equal(a[i], b[i], mode, memo)) return false;
    } else if (hasOwn(b, i)) return false;
  }
  return true;
}

function sameBytes(a: Guest, b: Guest, floats: boolean): boolean {
  if (a.byteLength !== b.byteLength) return false;
  if (floats) {
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  const x = new Uint8Array(a.buffer ?? a, a.byteOffset ?? 0, a.byteLength);
  const y = new Uint8Array(b.buffer ?? b, b.byteOffset ?? 0, b.byteLength);
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  return true;
}

function list(each: Guest, collection: Guest): { key: Guest; value: Guest }[] {
  const out: { key: Guest; value: Guest }[] = [];
  let n = 0;
  each(collection, (value: Guest, key: Guest) => {
    out[n++] = { key, value };
  });
  return out;
}

const simple = (value: unknown) => typeof value !== 'object' || value === null;

function sameSets(a: Guest, b: Guest, mode: Mode, memo: Memo): boolean {
  const left = list(setForEach, a);
  const right = list(setForEach, b);
  const used: boolean[] = [];
  for (let i = 0; i < left.length; i++) {
    const { value } = left[i]!;
    if (setHas(b, value)) continue;
    if (simple(value) && mode === 'strict') return false;
    let found = false;
    for (let j = 0; j < right.length && !found; j++) {
      const other = right[j]!.value;
      if (used[j] || setHas(a, other) || (mode === 'strict' && simple(other))) continue;
      if (equal(value, other, mode, memo)) found = used[j] = true;
    }
    if (!found) return false;
  }
  return true;
}

function sameMaps(a: Guest, b: Guest, mode: Mode, memo: Memo): boolean {
  const left = list(mapForEach, a);
  const right = list(mapForEach, b);
  const used: boolean[] = [];
  for (let i = 0; i < left.length; i++) {
    const { key, value } = left[i]!;
    if (mapHas(b, key) && equal(value, mapGet(b, key), mode, memo)) continue;
    if (simple(key) && mode === 'strict') return false;
    let found = false;
    for (let j = 0; j < right.length && !found; j++) {
      const other = right[j]!;
      if (used[j] || (mode === 'strict' && simple(other.key))) continue;
      if (equal(key, other.key, mode, memo) && equal(value, other.value, mode, memo)) found = used[j] = true;
    }
    if (!found) return false;
  }
  return true;
}
