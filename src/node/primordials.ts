/**
 * Intrinsics captured while the bundle is evaluated, before any guest code. Everything the verdict rests on
 * (reports, deep equality, the port) uses these, so a guest that patches prototypes cannot steer it.
 */
import type { Guest } from './guest';

export const { apply, ownKeys, construct, deleteProperty, defineProperty: defineOwn } = Reflect;
export const {
  is,
  keys,
  getPrototypeOf,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  defineProperty,
  setPrototypeOf,
  create,
  freeze,
  isFrozen,
  preventExtensions,
  assign,
} = Object;
export const { isArray } = Array;
export const NativePromise = Promise;
export const NativeError = Error;
export const NativeMap = Map;
export const NativeSet = Set;
export const NativeProxy = Proxy;
export const captureStackTrace: ((target: object, above?: unknown) => void) | undefined = (Error as Guest)
  .captureStackTrace;

/** `uncurry(Array.prototype.push)(array, value)`; immune to later patches of call/apply/bind. */
export const uncurry =
  (method: Guest) =>
  (self: Guest, ...args: Guest[]): Guest =>
    apply(method, self, args);

export const hasOwn = uncurry(Object.prototype.hasOwnProperty) as (object: unknown, key: PropertyKey) => boolean;
export const isEnumerable = uncurry(Object.prototype.propertyIsEnumerable) as (o: unknown, key: PropertyKey) => boolean;
export const functionText = uncurry(Function.prototype.toString) as (run: unknown) => string;
export const errorText = uncurry(Error.prototype.toString) as (error: unknown) => string;
export const toTag = uncurry(Object.prototype.toString) as (value: unknown) => string;
export const resolved = uncurry(Promise.resolve);
export const then = uncurry(Promise.prototype.then);
export const regexpTest = uncurry(RegExp.prototype.test) as (r: RegExp, s: string) => boolean;
const getter = (prototype: object, key: PropertyKey) => uncurry(getOwnPropertyDescriptor(prototype, key)?.get);
export const mapSize = getter(Map.prototype, 'size');
export const setSize = getter(Set.prototype, 'size');
export const mapForEach = uncurry(Map.prototype.forEach);
export const setForEach = uncurry(Set.prototype.forEach);
export const mapHas = uncurry(Map.prototype.has);
export const mapGet = uncurry(Map.prototype.get);
export const setAdd = uncurry(Set.prototype.add);
export const setHas = uncurry(Set.prototype.has);
export const stringSlice = uncurry(String.prototype.slice) as (text: string, from: number, to?: number) => string;
export const dateValue = uncurry(Date.prototype.getTime);
export const regexpSource = getter(RegExp.prototype, 'source');
export const regexpFlags = getter(RegExp.prototype, 'flags');
export const dateNow = Date.now;
const timing = performance;
const performanceNow = uncurry(performance.now);
export const now = (): number => performanceNow(timing) as number;

const nativeSetTimeout = globalThis.setTimeout;
const nativeClearTimeout = globalThis.clearTimeout;
/** Real timers whatever the guest installs. */
export const realSetTimeout = (run: () => void, ms: number): Guest => apply(nativeSetTimeout, globalThis, [run, ms]);
export const realClearTimeout = (handle: Guest): void => apply(nativeClearTimeout, globalThis, [handle]);
export const microtask = globalThis.queueMicrotask.bind(globalThis);

const NativeChannel = MessageChannel;
const portPost = uncurry(MessagePort.prototype.postMessage);
/** What came over a port: not by the property, whose getter guest code could replace and so learn the port. */
const dataOf = getOwnPropertyDescriptor(globalThis.MessageEvent?.prototype ?? {}, 'data')?.get;
export const eventData = (event: Guest): Guest => {
  const own = getOwnPropertyDescriptor(event, 'data'); // Node's own events, and our shims
  if (own && 'value' in own) return own.value;
  try {
    return dataOf ? apply(dataOf, event, []) : event.data;
  } catch {
    return event.data; // an event of another class
  }
};

/** Posts through a port that guest code can never see as `this`. */
export const post = (port: MessagePort, message: unknown): void => portPost(port, message);

/** A function that runs `callback` in a macrotask of its own, faster than timers (no 4 ms clamp). */
export function macrotask(callback: () => void): () => void {
  const { port1, port2 } = new NativeChannel();
  port1.onmessage = callback;
  return () => portPost(port2, null);
}
