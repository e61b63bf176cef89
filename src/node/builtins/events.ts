/** events: EventEmitter (function-style, so that `EventEmitter.call(this)` works), once, on, captureRejections. */
import type { Guest, GuestFunction } from '../guest';
import { apply, microtask } from '../primordials';
import { inspect } from './inspect';
import { wrongType } from './invalid';

const kCapture = Symbol.for('nodejs.kCapture');
const rejection = Symbol.for('nodejs.rejection');
const errorMonitor = Symbol('events.errorMonitor');

function checkListener(listener: unknown): asserts listener is GuestFunction {
  if (typeof listener !== 'function') throw wrongType('listener', 'of type function', listener);
}

export const EventEmitter: Guest = function EventEmitter(this: Guest, options?: Guest) {
  EventEmitter.init.call(this, options);
};
const proto: Guest = EventEmitter.prototype;
proto._events = undefined;
proto._eventsCount = 0;
proto._maxListeners = undefined;
EventEmitter.defaultMaxListeners = 10;
EventEmitter.captureRejections = false;
EventEmitter.captureRejectionSymbol = rejection;
EventEmitter.errorMonitor = errorMonitor;
EventEmitter.usingDomains = false;
EventEmitter.init = function init(this: Guest, options?: Guest) {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
  if (options?.captureRejections || EventEmitter.captureRejections)
    Object.defineProperty(this, kCapture, { value: true, writable: true, configurable: true });
};

const methods: Record<string, GuestFunction> = {
  setMaxListeners(n: number) {
    if (typeof n !== 'number' || n < 0 || Number.isNaN(n))
      throw Object.assign(
        new RangeError(`The value of "n" is out of range. It must be a non-negative number. Received ${inspect(n)}`),
        { code: 'ERR_OUT_OF_RANGE' },
      );
    this._maxListeners = n;
    return this;
  },
  getMaxListeners() {
    return this._maxListeners ?? EventEmitter.defaultMaxListeners;
  },
  emit(type: PropertyKey, ...args: Guest[]) {
    const events = this._events;
    if (type === 'error') {
      if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
      if (events?.error === undefined) {
        const [error] = args;
        if (error instanceof Error) throw error;
        throw Object.assign(
          new Error(`Unhandled error. (${typeof error === 'string' ? `'${error}'` : inspect(error)})`),
          { code: 'ERR_UNHANDLED_ERROR', context: error },
        );
      }
    }
    const handler = events?.[type];
    if (handler === undefined) return false;
    const run = (listener: GuestFunction) => {
      const result = apply(listener, this, args);
      if (this[kCapture] && typeof result?.then === 'function')
        result.then(undefined, (error: unknown) =>
          microtask(() =>
            typeof this[rejection] === 'function' ? this[rejection](error, type, ...args) : this.emit('error', error),
          ),
        );
    };
    if (typeof handler === 'function') run(handler);
    else for (const listener of [...handler]) run(listener);
    return true;
  },
  addListener(type: PropertyKey, listener: unknown) {
    return add(this, type, listener, false);
  },
  prependListener(type: PropertyKey, listener: unknown) {
    return add(this, type, listener, true);
  },
  once(type: PropertyKey, listener: unknown) {
    checkListener(listener);
    this.on(type, onceWrap(this, type, listener));
    return this;
  },
  prependOnceListener(type: PropertyKey, listener: unknown) {
    checkListener(listener);
    this.prependListener(type, onceWrap(this, type, listener));
    return this;
  },
  removeListener(type: PropertyKey, listener: unknown) {
    checkListener(listener);
    const list = this._events?.[type];
    if (list === undefined) return this;
    if (list === listener || list.listener === listener) {
      drop(this, type);
      if (this._events.removeListener) this.emit('removeListener', type, list.listener ?? listener);
    } else if (typeof list !== 'function') {
      let at = list.length - 1;
      while (at >= 0 && list[at] !== listener && list[at].listener !== listener) at--;
      if (at < 0) return this;
      const left = list.filter((_: unknown, i: number) => i !== at);
      this._events[type] = left.length === 1 ? left[0] : left;
      if (this._events.removeListener !== undefined) this.emit('removeListener', type, listener);
    }
    return this;
  },
  removeAllListeners(type?: PropertyKey) {
    const events = this._events;
    if (events === undefined) return this;
    if (events.removeListener === undefined) {
      if (type === undefined) {
        this._events = Object.create(null);
        this._eventsCount = 0;
      } else if (events[type] !== undefined) drop(this, type);
      return this;
    }
    if (type === undefined) {
      for (const key of Reflect.ownKeys(events)) if (key !== 'removeListener') this.removeAllListeners(key);
      this.removeAllListeners('removeListener');
      this._events = Object.create(null);
      this._eventsCount = 0;
      return this;
    }
    const list = events[type];
    if (typeof list === 'function') this.removeListener(type, list);
    else if (list !== undefined) for (let i = list.length - 1; i >= 0; i--) this.removeListener(type, list[i]);
    return this;
  },
  listeners(type: PropertyKey) {
    return rawListeners(this, type).map((one: Guest) => one.listener ?? one);
  },
  rawListeners(type: PropertyKey) {
    return rawListeners(this, type);
  },
  listenerCount(type: PropertyKey, listener?: unknown) {
    const all = rawListeners(this, type);
    return listener ? all.filter((one: Guest) => one === listener || one.listener === listener).length : all.length;
  },
  eventNames() {
    return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : [];
  },
};
for (const name in methods) Object.defineProperty(methods[name], 'name', { value: name });
Object.assign(proto, methods);
proto.on = proto.addListener;
proto.off = proto.removeListener;

const rawListeners = (emitter: Guest, type: PropertyKey): Guest[] => {
  const list = emitter._events?.[type];
  return list === undefined ? [] : typeof list === 'function' ? [list] : [...list];
};

function drop(emitter: Guest, type: PropertyKey): void {
  if (--emitter._eventsCount === 0) emitter._events = Object.create(null);
  else delete emitter._events[type];
}

function add(emitter: Guest, type: PropertyKey, listener: unknown, first: boolean): Guest {
  checkListener(listener);
  if (emitter._events === undefined) {
    emitter._events = Object.create(null);
    emitter._eventsCount = 0;
  } else if (emitter._events.newListener !== undefined)
    emitter.emit('newListener', type, (listener as Guest).listener ?? listener);
  const existing = emitter._events[type];
  if (existing === undefined) {
    emitter._events[type] = listener;
    emitter._eventsCount++;
    return emitter;
  }
  const list = typeof existing === 'function' ? [existing] : existing;
  emitter._events[type] = first ? [listener, ...list] : [...list, listener];
  const max = emitter.getMaxListeners();
  const grown = emitter._events[type];
  if (max > 0 && grown.length > max && !existing.warned) {
    grown.warned = true;
    const warning = Object.assign(
      new Error(
        `Possible EventEmitter memory leak detected. ${grown.length} ${String(type)} listeners added to ${inspect(emitter, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`,
      ),
      { name: 'MaxListenersExceededWarning', emitter, type, count: grown.length },
    );
    (globalThis as Guest).process?.emitWarning?.(warning);
  } else if (existing.warned) grown.warned = true;
  return emitter;
}

function onceWrap(target: Guest, type: PropertyKey, listener: GuestFunction): Guest {
  let fired = false;
  const wrapper: Guest = function (...args: Guest[]) {
    if (fired) return undefined;
    fired = true;
    target.removeListener(type, wrapper);
    return apply(listener, target, args);
  };
  wrapper.listener = listener;
  return wrapper;
}

const abortError = (signal: AbortSignal) =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  });

/** Listens on an EventEmitter or an EventTarget; returns the function that stops. */
function listen(emitter: Guest, name: PropertyKey, run: (...args: Guest[]) => void, once = false): () => void {
  if (typeof emitter.on === 'function') {
    if (once) emitter.once(name, run);
    else emitter.on(name, run);
    return () => emitter.removeListener(name, run);
  }
  if (typeof emitter.addEventListener !== 'function')
    throw Object.assign(
      new TypeError(`The "emitter" argument must be an instance of EventEmitter. Received ${inspect(emitter)}`),
      { code: 'ERR_INVALID_ARG_TYPE' },
    );
  emitter.addEventListener(name, run, { once });
  return () => emitter.removeEventListener(name, run);
}

EventEmitter.once = (emitter: Guest, name: PropertyKey, options?: Guest) =>
  new Promise((resolve, reject) => {
    const signal: AbortSignal | undefined = options?.signal;
    if (signal?.aborted) return reject(abortError(signal));
    const stops: (() => void)[] = [];
    const stop = () => stops.forEach((one) => one());
    stops.push(
      listen(
        emitter,
        name,
        (...args) => {
          stop();
          resolve(args);
        },
        true,
      ),
    );
    if (name !== 'error' && typeof emitter.once === 'function')
      stops.push(
        listen(
          emitter,
          'error',
          (error) => {
            stop();
            reject(error);
          },
          true,
        ),
      );
    if (signal)
      stops.push(
        listen(
          signal,
          'abort',
          () => {
            stop();
            reject(abortError(signal));
          },
          true,
        ),
      );
  });

EventEmitter.on = (emitter: Guest, name: PropertyKey, options?: Guest) => {
  const values: Guest[] = [];
  const waiting: { resolve: (value: Guest) => void; reject: (error: unknown) => void }[] = [];
  let error: { value: unknown } | undefined;
  let done = false;
  const stops: (() => void)[] = [];
  const finish = () => {
    done = true;
    stops.forEach((stop) => stop());
    for (const one of waiting.splice(0)) one.resolve({ value: undefined, done: true });
    return Promise.resolve({ value: undefined, done: true });
  };
  const fail = (value: unknown) => {
    const first = waiting.shift();
    if (first) first.reject(value);
    else error = { value };
    void finish();
  };
  stops.push(
    listen(emitter, name, (...args) => {
      const first = waiting.shift();
      if (first) first.resolve({ value: args, done: false });
      else values.push(args);
    }),
  );
  if (name !== 'error' && typeof emitter.on === 'function') stops.push(listen(emitter, 'error', fail));
  for (const close of options?.close ?? []) stops.push(listen(emitter, close, () => void finish()));
  const signal: AbortSignal | undefined = options?.signal;
  if (signal?.aborted) throw abortError(signal);
  if (signal) stops.push(listen(signal, 'abort', () => fail(abortError(signal))));
  return {
    next() {
      if (values.length) return Promise.resolve({ value: values.shift(), done: false });
      if (error) {
        const { value } = error;
        error = undefined;
        return Promise.reject(value);
      }
      if (done) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return: finish,
    throw(value: unknown) {
      fail(value);
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
EventEmitter.listenerCount = (emitter: Guest, type: PropertyKey) => emitter.listenerCount(type);
EventEmitter.getEventListeners = (emitter: Guest, type: PropertyKey) => emitter.listeners?.(type) ?? [];
EventEmitter.getMaxListeners = (emitter: Guest) => emitter.getMaxListeners?.() ?? EventEmitter.defaultMaxListeners;
EventEmitter.setMaxListeners = (n: number, ...targets: Guest[]) => {
  if (targets.length === 0) EventEmitter.defaultMaxListeners = n;
  for (const target of targets) target.setMaxListeners?.(n);
};
EventEmitter.addAbortListener = (signal: AbortSignal, run: () => void) => {
  if (signal.aborted) microtask(run);
  else signal.addEventListener('abort', run, { once: true });
  return { [Symbol.dispose ?? Symbol.for('Symbol.dispose')]: () => signal.removeEventListener('abort', run) };
};
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.EventEmitterAsyncResource = class EventEmitterAsyncResource extends EventEmitter {};
