/** util.types by brand checks that guest prototypes cannot fake. Proxies are known only when made through ours. */
import type { Guest } from '../guest';
import { apply, getOwnPropertyDescriptor, toTag } from '../primordials';
import { isNamespace } from '../loader/esm';

/** Proxies cannot be seen from outside in a browser; the runtime's Proxy constructor records them here. */
export const proxies = new WeakMap<object, { target: Guest; handler: Guest }>();

const brand =
  (method: Guest, ...args: unknown[]) =>
  (value: unknown): boolean => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
    try {
      apply(method, value, args);
      return true;
    } catch {
      return false;
    }
  };
const getter = (prototype: object, key: PropertyKey) => getOwnPropertyDescriptor(prototype, key)!.get;
const typedTag = getter(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!;
const typedName = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? apply(typedTag, value, []) : undefined;
const tagged = (tag: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && toTag(value) === `[object ${tag}]`;
const functionKind = (pattern: RegExp) => {
  const text = Function.prototype.toString;
  return (value: unknown) => typeof value === 'function' && pattern.test(apply(text, value, []));
};
const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;
const AsyncGeneratorFunction = Object.getPrototypeOf(async function* () {}).constructor;
const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor;
void functionKind;

const isNumberObject = brand(Number.prototype.valueOf);
const isStringObject = brand(String.prototype.valueOf);
const isBooleanObject = brand(Boolean.prototype.valueOf);
const isBigIntObject = brand(BigInt.prototype.valueOf);
const isSymbolObject = brand(Symbol.prototype.valueOf);
const isArrayBuffer = brand(getter(ArrayBuffer.prototype, 'byteLength'));
const isSharedArrayBuffer =
  typeof SharedArrayBuffer === 'undefined' ? () => false : brand(getter(SharedArrayBuffer.prototype, 'byteLength'));

const nativeErrors = tagged('Error');
export const types = {
  isDate: brand(Date.prototype.getTime),
  isRegExp: (value: unknown): boolean => value !== RegExp.prototype && brand(getter(RegExp.prototype, 'source'))(value),
  isMap: brand(getter(Map.prototype, 'size')),
  isSet: brand(getter(Set.prototype, 'size')),
  isWeakMap: brand(WeakMap.prototype.has, {}),
  isWeakSet: brand(WeakSet.prototype.has, {}),
  isPromise: (value: unknown): boolean =>
    typeof value === 'object' && value !== null && toTag(value) === '[object Promise]' && value instanceof Promise,
  isNativeError: (value: unknown): boolean =>
    nativeErrors(value) || (value instanceof Error && toTag(value) === '[object Error]'),
  isArrayBuffer,
  isSharedArrayBuffer,
  isAnyArrayBuffer: (value: unknown): boolean => isArrayBuffer(value) || isSharedArrayBuffer(value),
  isArrayBufferView: (value: unknown): boolean => ArrayBuffer.isView(value),
  isTypedArray: (value: unknown): boolean => typedName(value) !== undefined,
  isDataView: (value: unknown): boolean => ArrayBuffer.isView(value) && typedName(value) === undefined,
  isUint8Array: (value: unknown): boolean => typedName(value) === 'Uint8Array',
  isUint8ClampedArray: (value: unknown): boolean => typedName(value) === 'Uint8ClampedArray',
  isUint16Array: (value: unknown): boolean => typedName(value) === 'Uint16Array',
  isUint32Array: (value: unknown): boolean => typedName(value) === 'Uint32Array',
  isInt8Array: (value: unknown): boolean => typedName(value) === 'Int8Array',
  isInt16Array: (value: unknown): boolean => typedName(value) === 'Int16Array',
  isInt32Array: (value: unknown): boolean => typedName(value) === 'Int32Array',
  isFloat32Array: (value: unknown): boolean => typedName(value) === 'Float32Array',
  isFloat64Array: (value: unknown): boolean => typedName(value) === 'Float64Array',
  isBigInt64Array: (value: unknown): boolean => typedName(value) === 'BigInt64Array',
  isBigUint64Array: (value: unknown): boolean => typedName(value) === 'BigUint64Array',
  isNumberObject,
  isStringObject,
  isBooleanObject,
  isBigIntObject,
  isSymbolObject,
  isBoxedPrimitive: (value: unknown): boolean =>
    isNumberObject(value) ||
    isStringObject(value) ||
    isBooleanObject(value) ||
    isBigIntObject(value) ||
    isSymbolObject(value),
  isGeneratorFunction: (value: unknown): boolean =>
    value instanceof GeneratorFunction || value instanceof AsyncGeneratorFunction,
  isAsyncFunction: (value: unknown): boolean =>
    value instanceof AsyncFunction || value instanceof AsyncGeneratorFunction,
  isGeneratorObject: tagged('Generator'),
  isMapIterator: tagged('Map Iterator'),
  isSetIterator: tagged('Set Iterator'),
  isArgumentsObject: tagged('Arguments'),
  isModuleNamespaceObject: isNamespace,
  isProxy: (value: unknown): boolean => typeof value === 'object' && value !== null && proxies.has(value),
  isExternal: (): boolean => false,
  isKeyObject: (value: unknown): boolean => toTag(value) === '[object KeyObject]',
  isCryptoKey: (value: unknown): boolean => toTag(value) === '[object CryptoKey]',
  isEventTarget: (value: unknown): boolean => value instanceof EventTarget,
};
