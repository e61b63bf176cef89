/**
 * What QuickJS lacks of a worker's globals, evaluated inside the engine before the exec bundle. Talks to strict/host by
 * text only: five host functions in, `__deliver` and `__fire` out. Not here: Intl, WebAssembly, streams, Blob.
 */
import { host, scope, type Any } from './bridge';
import { clone } from './clone';
import { Controller, DetailEvent, Exception, GuestEvent, Signal, Target } from './events';
import { Decoder, Encoder, fromBase64, toBase64 } from './text';
import { Address, Params } from './url';

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
