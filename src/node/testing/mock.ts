/** node:test's mock: functions, methods, getters, setters, and timers (setTimeout, setInterval, setImmediate, Date). */
import type { Guest, GuestFunction } from '../guest';
import { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } from '../primordials';

interface Call {
  arguments: unknown[];
  error: unknown;
  result: unknown;
  stack: Error;
  target: unknown;
  this: unknown;
}

class MockFunctionContext {
  calls: Call[] = [];
  private once = new Map<number, GuestFunction>();
  constructor(
    private implementation: GuestFunction,
    private readonly original: GuestFunction,
    readonly undo: () => void,
    private readonly times: number,
  ) {}
  callCount(): number {
    return this.calls.length;
  }
  mockImplementation(implementation: GuestFunction): void {
    this.implementation = implementation;
  }
  mockImplementationOnce(implementation: GuestFunction, onCall?: number): void {
    this.once.set(onCall ?? this.calls.length, implementation);
  }
  resetCalls(): void {
    this.calls = [];
  }
  restore(): void {
    this.undo();
    this.implementation = this.original;
  }
  next(): GuestFunction {
    const at = this.calls.length;
    const once = this.once.get(at);
    if (once) {
      this.once.delete(at);
      return once;
    }
    return at >= this.times ? this.original : this.implementation;
  }
}

const noop: GuestFunction = function () {};

function wrap(original: GuestFunction, implementation: GuestFunction, undo: () => void, times: number): Guest {
  const context = new MockFunctionContext(implementation, original, undo, times);
  const record = (call: Omit<Call, 'stack'>) => context.calls.push({ ...call, stack: new Error() });
  return new Proxy(original, {
    get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
    apply: (_, self, args) => {
      const run = context.next();
      try {
        const result = apply(run, self, args);
        record({ arguments: args, error: undefined, result, target: undefined, this: self });
        return result;
      } catch (error) {
        record({ arguments: args, error, result: undefined, target: undefined, this: self });
        throw error;
      }
    },
    construct: (target, args, newTarget) => {
      const run = context.next();
      const result = construct(run, args, newTarget === target ? run : newTarget);
      record({ arguments: args, error: undefined, result, target, this: result });
      return result;
    },
  });
}

function descriptorOf(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = object; at; at = getPrototypeOf(at)) {
    const found = getOwnPropertyDescriptor(at, key);
    if (found) return found;
  }
  return undefined;
}

const isOptions = (value: unknown): value is Guest => typeof value === 'object' && value !== null;

export class MockTracker {
  private restores: { context: MockFunctionContext }[] = [];
  readonly timers: MockTimers;
  constructor(globals: Guest) {
    this.timers = new MockTimers(globals);
  }

  fn(original?: Guest, implementation?: Guest, options?: Guest): Guest {
    if (isOptions(original)) [options, original, implementation] = [original, undefined, undefined];
    else if (isOptions(implementation)) [options, implementation] = [implementation, undefined];
    const base: GuestFunction = original ?? function () {};
    const mocked = wrap(base, implementation ?? base, noop as () => void, options?.times ?? Infinity);
    this.restores.push({ context: mocked.mock });
    return mocked;
  }

  method(object: Guest, name: PropertyKey, implementation?: Guest, options?: Guest): Guest {
    if (isOptions(implementation)) [options, implementation] = [implementation, undefined];
    const { getter = false, setter = false, times = Infinity } = options ?? {};
    const descriptor = descriptorOf(object, name);
    const original = getter ? descriptor?.get : setter ? descriptor?.set : descriptor?.value;
    if (typeof original !== 'function') {
      const error: Guest = new TypeError(`The argument 'methodName' must be a method. Received ${String(original)}`);
      error.code = 'ERR_INVALID_ARG_VALUE';
      throw error;
    }
    const own = getOwnPropertyDescriptor(object, name);
    const undo = () => {
      if (own) defineProperty(object, name, own);
      else delete object[name];
    };
    const mocked = wrap(original, implementation ?? original, undo, times);
    const replaced = getter
      ? { configurable: true, enumerable: descriptor!.enumerable ?? true, get: mocked, set: descriptor!.set }
      : setter
        ? { configurable: true, enumerable: descriptor!.enumerable ?? true, get: descriptor!.get, set: mocked }
        : { configurable: true, enumerable: descriptor!.enumerable ?? true, writable: true, value: mocked };
    defineProperty(object, name, replaced as PropertyDescriptor);
    this.restores.push({ context: mocked.mock });
    return mocked;
  }

  getter(object: Guest, name: PropertyKey, implementation?: Guest, options?: Guest): Guest {
    if (isOptions(implementation)) [options, implementation] = [implementation, undefined];
    return this.method(object, name, implementation, { ...options, getter: true });
  }

  setter(object: Guest, name: PropertyKey, implementation?: Guest, options?: Guest): Guest {
    if (isOptions(implementation)) [options, implementation] = [implementation, undefined];
    return this.method(object, name, implementation, { ...options, setter: true });
  }

  restoreAll(): void {
    for (const { context } of this.restores) context.restore();
  }

  reset(): void {
    this.restoreAll();
    this.restores = [];
    this.timers.reset();
  }
}

interface FakeTimer {
  id: number;
  due: number;
  every: number | undefined;
  run: GuestFunction;
  args: unknown[];
}

/** Fake clocks: nothing runs until `tick`. */
export class MockTimers {
  private queue: FakeTimer[] = [];
  private saved: Record<string, Guest> | undefined;
  private time = 0;
  private ids = 1;
  constructor(private readonly globals: Guest) {}

  enable(options: Guest = {}): void {
    if (this.saved) throw Object.assign(new Error('MockTimers is already enabled!'), { code: 'ERR_INVALID_STATE' });
    const { apis = ['setInterval', 'setTimeout', 'setImmediate', 'Date'], now = 0 } = Array.isArray(options)
      ? { apis: options }
      : options;
    this.time = typeof now === 'object' ? now.getTime() : now;
    this.saved = {};
    const add =
      (every: boolean) =>
      (run: GuestFunction, ms = 0, ...args: unknown[]) =>
        this.add(run, Number(ms) || 0, every, args);
    const clear = (handle: Guest) => {
      this.queue = this.queue.filter((timer) => timer.id !== Number(handle?.id ?? handle));
    };
    const fakes: Record<string, Record<string, Guest>> = {
      setTimeout: { setTimeout: add(false), clearTimeout: clear },
      setInterval: { setInterval: add(true), clearInterval: clear },
      setImmediate: {
        setImmediate: (run: GuestFunction, ...args: unknown[]) => this.add(run, 0, false, args),
        clearImmediate: clear,
      },
      Date: { Date: this.fakeDate(this.globals.Date) },
    };
    for (const api of apis as string[]) {
      if (!fakes[api])
        throw Object.assign(
          new TypeError(`The argument 'options.apis' must be one of the supported timers. Received ${api}`),
          { code: 'ERR_INVALID_ARG_VALUE' },
        );
      for (const [name, fake] of Object.entries(fakes[api])) {
        this.saved[name] ??= this.globals[name];
        this.globals[name] = fake;
      }
    }
  }

  private add(run: GuestFunction, ms: number, every: boolean, args: unknown[]): Guest {
    const timer = {
      id: this.ids++,
      due: this.time + Math.max(ms, every ? 1 : 0),
      every: every ? Math.max(1, ms) : undefined,
      run,
      args,
    };
    this.queue.push(timer);
    return { id: timer.id, ref: () => {}, unref: () => {}, hasRef: () => true, [Symbol.toPrimitive]: () => timer.id };
  }

  private fakeDate(Real: Guest): Guest {
    const read = () => this.time;
    const Fake: Guest = function (this: unknown, ...args: unknown[]) {
      if (!new.target) return new Real(read()).toString();
      return args.length === 0 ? construct(Real, [read()], new.target) : construct(Real, args, new.target);
    };
    Fake.prototype = Real.prototype;
    return Object.assign(Fake, { now: read, parse: Real.parse, UTC: Real.UTC });
  }

  tick(ms = 1): void {
    const until = this.time + ms;
    for (;;) {
      const next = this.queue.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due || a.id - b.id)[0];
      if (!next) break;
      this.time = next.due;
      if (next.every === undefined) this.queue = this.queue.filter((timer) => timer !== next);
      else next.due += next.every;
      apply(next.run, undefined, next.args);
    }
    this.time = until;
  }

  runAll(): void {
    const last = this.queue.reduce((max, timer) => Math.max(max, timer.due), this.time);
    this.tick(last - this.time);
  }

  setTime(ms: number): void {
    this.tick(Math.max(0, ms - this.time));
    this.time = ms;
  }

  reset(): void {
    if (this.saved) for (const [name, value] of Object.entries(this.saved)) this.globals[name] = value;
    this.saved = undefined;
    this.queue = [];
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')](): void {
    this.reset();
  }
}
