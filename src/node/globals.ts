/**
 * What guest code may see on the global object: Node 20's globals, ours where the platform's would act differently,
 * and nothing else of the worker (postMessage, importScripts, fetch, storage … are gone: a second layer behind the frame).
 */
import { Buffer } from './builtins/buffer';
import { proxies } from './builtins/types';
import { active } from './active';
import type { Guest } from './guest';
import type { Instance } from './instance';

declare const require: (path: string) => Guest;

const kept = new Set(
  `URL URLSearchParams DOMException AbortController AbortSignal Event EventTarget TextEncoder TextDecoder TransformStream
  TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter ReadableStream
  ReadableStreamDefaultReader ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableByteStreamController
  ReadableStreamDefaultController ByteLengthQueuingStrategy CountQueuingStrategy TextEncoderStream TextDecoderStream
  CompressionStream DecompressionStream queueMicrotask structuredClone atob btoa MessageChannel MessagePort MessageEvent Blob File
  Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList
  PerformanceResourceTiming performance FormData Headers Request Response crypto Crypto CryptoKey SubtleCrypto CustomEvent
  Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError
  EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array
  Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array Float16Array
  DataView Map BigInt Set WeakMap WeakSet WeakRef Iterator Proxy Reflect FinalizationRegistry SharedArrayBuffer decodeURI
  decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN WebAssembly DisposableStack
  AsyncDisposableStack SuppressedError`.split(/\s+/),
);

/** Every name that guest code finds as built in. */
export const globalNames = (): string[] => [
  ...new Set([...kept, 'Buffer', 'process', 'console', 'global', 'fetch', ...TIMERS]),
];
const TIMERS = ['clearImmediate', 'setImmediate', 'clearInterval', 'clearTimeout', 'setInterval', 'setTimeout'];

/** Where Node's own undici leaves its way to the network for any copy of it to find, as soon as one of its classes is read. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');

/** A class that Node loads when it is first read, then without that way; loading them all ahead would cost each worker 40 ms. */
function withoutNetwork(name: string): void {
  const lazy = Object.getOwnPropertyDescriptor(globalThis, name);
  if (!lazy?.get || !lazy.configurable) return;
  const put = (value: Guest) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(globalThis, name, {
    get() {
      const own = (globalThis as Guest)[DISPATCHER]; // a copy of undici that the repository brings
      const value = lazy.get!.call(globalThis);
      if (DISPATCHER in globalThis) (globalThis as Guest)[DISPATCHER] = own;
      put(value);
      return value;
    },
    set: put,
    configurable: true,
    enumerable: false,
  });
}

/** Called once per worker, before any guest code. */
export function hidePlatform(): void {
  for (let object: Guest = globalThis; object && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
    for (const name of Object.getOwnPropertyNames(object)) {
      if (kept.has(name) || (object !== globalThis && name === 'constructor')) continue;
      if (object === EventTarget.prototype) {
        Object.defineProperty(globalThis, name, {
          value: undefined,
          writable: true,
          configurable: true,
          enumerable: false,
        });
        continue;
      }
      try {
        if (!delete object[name]) shadow(name);
      } catch {
        shadow(name);
      }
    }
  }
  for (const name of ['FormData', 'Headers', 'Request', 'Response', 'MessageEvent']) withoutNetwork(name);
  const NativeProxy = Proxy;
  const native: Guest = (target: Guest, handler: Guest) => {
    const proxy = new NativeProxy(target, handler);
    proxies.set(proxy, { target, handler });
    return proxy;
  };
  const Recorded: Guest = function Proxy(target: Guest, handler: Guest) {
    if (!new.target) throw new TypeError("Constructor Proxy requires 'new'");
    return native(target, handler);
  };
  Reflect.deleteProperty(Recorded, 'prototype');
  Object.defineProperty(Recorded, 'length', { value: 2 });
  Recorded.revocable = (target: Guest, handler: Guest) => {
    const pair = NativeProxy.revocable(target, handler);
    proxies.set(pair.proxy, { target, handler });
    return pair;
  };
  Object.defineProperty(globalThis, 'Proxy', {
    value: Recorded,
    writable: true,
    configurable: true,
    enumerable: false,
  });
}

function shadow(name: string): void {
  try {
    Object.defineProperty(globalThis, name, {
      value: undefined,
      writable: true,
      configurable: true,
      enumerable: false,
    });
  } catch {
    // Not configurable: the frame's policy is the boundary, this is only the second layer.
  }
}

/** Loads http only when the guest fetches. */
const lazyFetch = (instance: Instance): Guest => {
  let run: Guest;
  return async function fetch(input: Guest, init?: Guest) {
    run ??= require('./builtins/http/fetch').createFetch(instance);
    return run(input, init);
  };
};

/** Puts this process's globals in place; returns the function that puts the former ones back. */
export function installGlobals(instance: Instance): () => void {
  const timers = instance.builtin('timers');
  const hidden: Record<string, Guest> = { Buffer, process: instance.builtin('process'), console: instance.console };
  const shown: Record<string, Guest> = { global: globalThis };
  for (const name of TIMERS) shown[name] = timers[name];
  for (const name of ['queueMicrotask', 'structuredClone', 'atob', 'btoa', 'performance'])
    shown[name] = (globalThis as Guest)[name];
  shown.fetch = lazyFetch(instance);
  shown.crypto = (globalThis as Guest).crypto;
  const { realm } = active;
  if (realm?.closed) {
    const back: [string, PropertyDescriptor | undefined][] = [];
    for (const set of [hidden, shown])
      for (const name of Object.keys(set)) back.push([name, realm.put(name, set[name])]);
    return () => {
      for (const [name, cell] of back) realm.back(name, cell);
    };
  }
  const before: [string, PropertyDescriptor | undefined][] = [];
  for (const [set, enumerable] of [
    [hidden, false],
    [shown, true],
  ] as const)
    for (const name of Object.keys(set)) {
      before.push([name, Object.getOwnPropertyDescriptor(globalThis, name)]);
      // Deleted first: the order of the names is Node's.
      delete (globalThis as Guest)[name];
      Object.defineProperty(globalThis, name, { value: set[name], writable: true, configurable: true, enumerable });
    }
  return () => {
    for (const [name, descriptor] of before)
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete (globalThis as Guest)[name];
  };
}
