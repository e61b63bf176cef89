/** node:test's MockTracker: fn, method, getter, setter and timers (setTimeout, setInterval, setImmediate, Date). */
import type { Guest, GuestFunction } from '../guest';
import type { Instance } from '../instance';
import { apply, construct } from '../primordials';
import { MockTimers } from './mocktimers';

class MockContext {
  calls: Guest[] = [];
  private once = new Map<number, GuestFunction>();
  constructor(
    public implementation: GuestFunction,
    private readonly undo: () => void,
  ) {}
  callCount = () => this.calls.length;
  mockImplementation(run: GuestFunction) {
    this.implementation = run;
  }
  mockImplementationOnce(run: GuestFunction, at = this.calls.length) {
    this.once.set(at, run);
  }
  resetCalls() {
    this.calls = [];
  }
  restore() {
    this.undo();
  }
  next(): GuestFunction {
    const at = this.calls.length;
    const run = this.once.get(at) ?? this.implementation;
    this.once.delete(at);
    return run;
  }
}

export class MockTracker {
  private made: MockContext[] = [];
  readonly timers: MockTimers;
  constructor(instance: Instance) {
    this.timers = new MockTimers(instance);
    for (const name of ['fn', 'method', 'getter', 'setter', 'reset', 'restoreAll'] as const)
      Object.defineProperty(this, name, { value: (this as Guest)[name].bind(this), enumerable: false });
  }

  private mocked(
    original: GuestFunction,
    implementation: GuestFunction,
    undo: (context: MockContext) => void,
    times = Infinity,
  ): Guest {
    const context: MockContext = new MockContext(implementation, () => {
      context.implementation = original;
      undo(context);
    });
    this.made.push(context);
    const called = (args: unknown[], target: Guest, self: Guest, body: (call: Guest) => Guest): Guest => {
      const call: Guest = {
        arguments: args,
        error: undefined,
        result: undefined,
        stack: new Error(),
        target,
        this: self,
      };
      try {
        return body(call);
      } catch (error) {
        throw (call.error = error);
      } finally {
        context.calls.push(call);
        if (context.calls.length >= times) context.restore();
      }
    };
    const mock: Guest = new Proxy(original, {
      apply(_target, self, args) {
        const run = context.next();
        return called(args, undefined, self, (call) => (call.result = apply(run, self, args)));
      },
      construct(target, args, newTarget) {
        const run = context.next() as Guest;
        const made = newTarget === mock ? run : newTarget;
        return called(args, target, undefined, (call) => (call.this = call.result = construct(run, args, made)));
      },
      get: (target, key, receiver) => (key === 'mock' ? context : Reflect.get(target, key, receiver)),
    });
    return mock;
  }

  fn(original: Guest = function () {}, implementation: Guest = original, options: Guest = {}): Guest {
    if (original !== null && typeof original === 'object')
      [options, original, implementation] = [original, function () {}, undefined];
    else if (implementation !== null && typeof implementation === 'object')
      [options, implementation] = [implementation, original];
    return this.mocked(original, implementation ?? original, () => {}, options.times);
  }

  method(object: Guest, name: PropertyKey, implementation?: Guest, options: Guest = {}): Guest {
    if (implementation !== null && typeof implementation === 'object')
      [options, implementation] = [implementation, undefined];
    let owner = object;
    while (owner && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner);
    const descriptor = owner && Object.getOwnPropertyDescriptor(owner, name);
    const kind = options.getter ? 'get' : options.setter ? 'set' : 'value';
    const original = descriptor?.[kind as 'value'];
    if (typeof original !== 'function')
      throw Object.assign(
        new TypeError(
          `The argument 'methodName' must be a method. Received ${original === undefined ? 'undefined' : String(original)}`,
        ),
        { code: 'ERR_INVALID_ARG_VALUE' },
      );
    const own = Object.getOwnPropertyDescriptor(object, name);
    const mock = this.mocked(
      original,
      implementation ?? original,
      () => {
        if (own) Object.defineProperty(object, name, own);
        else delete object[name];
      },
      options.times,
    );
    Object.defineProperty(object, name, { ...descriptor, configurable: true, [kind]: mock });
    return mock;
  }

  getter(object: Guest, name: PropertyKey, implementation?: Guest, options: Guest = {}): Guest {
    if (implementation !== null && typeof implementation === 'object')
      [options, implementation] = [implementation, undefined];
    return this.method(object, name, implementation, { ...options, getter: true });
  }
  setter(object: Guest, name: PropertyKey, implementation?: Guest, options: Guest = {}): Guest {
    if (implementation !== null && typeof implementation === 'object')
      [options, implementation] = [implementation, undefined];
    return this.method(object, name, implementation, { ...options, setter: true });
  }
  property(object: Guest, name: PropertyKey, value: Guest): Guest {
    const own = Object.getOwnPropertyDescriptor(object, name);
    const context: Guest = {
      accesses: [],
      restore: () => (own ? Object.defineProperty(object, name, own) : delete object[name]),
    };
    this.made.push(context);
    Object.defineProperty(object, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: own?.enumerable ?? true,
    });
    return { mock: context };
  }
  reset() {
    this.restoreAll();
    this.made = [];
  }
  restoreAll() {
    for (const context of this.made) context.restore();
    this.timers.reset();
  }
}
