/**
 * async_hooks. AsyncLocalStorage follows timers, ticks, immediates, microtasks and `then` by wrapping their callbacks,
 * and `await` because the loader rewrites it in repositories that name AsyncLocalStorage (see context.ts).
 */
import type { Guest, GuestFunction } from '../guest';
import { asyncContext, type AsyncFrame } from '../context';
import { apply } from '../primordials';
import type { Instance } from '../instance';

const bind = <F extends GuestFunction>(run: F): F => {
  if (typeof run !== 'function') return run;
  const { frame } = asyncContext;
  return function (this: Guest, ...args: Guest[]) {
    return within(frame, () => apply(run, this, args));
  } as F;
};
function within<T>(frame: AsyncFrame, run: () => T): T {
  const before = asyncContext.frame;
  asyncContext.frame = frame;
  try {
    return run();
  } finally {
    asyncContext.frame = before;
  }
}

let patched = false;
/** Done on the first AsyncLocalStorage, so that programs without one run on untouched promises. */
function patch(instance: Instance): void {
  if (patched) return;
  patched = true;
  const native = Promise.prototype.then;
  void Object.defineProperty(Promise.prototype, 'then', {
    value: function then(this: Guest, ok: Guest, bad: Guest) {
      return apply(native, this, [bind(ok), bind(bad)]);
    },
    writable: true,
    configurable: true,
  });
  const scope = globalThis as Guest;
  const wrap = (owner: Guest, name: string) => {
    const run = owner[name];
    owner[name] = Object.assign(
      { [name]: (callback: Guest, ...rest: Guest[]) => run.call(owner, bind(callback), ...rest) }[name]!,
      Object.getOwnPropertyDescriptors(run)[Symbol.for('nodejs.util.promisify.custom') as never]
        ? { [Symbol.for('nodejs.util.promisify.custom')]: run[Symbol.for('nodejs.util.promisify.custom')] }
        : {},
    );
  };
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) wrap(scope, name);
  wrap(instance.builtin('process'), 'nextTick');
  instance.loop.onTask = asyncContext.clear;
}

export function createHooks(instance: Instance): Guest {
  class AsyncLocalStorage {
    constructor() {
      patch(instance);
    }
    run(store: Guest, run: GuestFunction, ...args: Guest[]) {
      return within(new Map(asyncContext.frame).set(this, store), () => run(...args));
    }
    exit(run: GuestFunction, ...args: Guest[]) {
      const frame = new Map(asyncContext.frame);
      frame.delete(this);
      return within(frame, () => run(...args));
    }
    getStore() {
      return asyncContext.frame.get(this);
    }
    enterWith(store: Guest) {
      asyncContext.frame = new Map(asyncContext.frame).set(this, store);
    }
    disable() {
      const frame = new Map(asyncContext.frame);
      frame.delete(this);
      asyncContext.frame = frame;
    }
    static bind = bind;
    static snapshot() {
      const { frame } = asyncContext;
      return (run: GuestFunction, ...args: Guest[]) => within(frame, () => run(...args));
    }
  }
  let ids = 1;
  class AsyncResource {
    private readonly frame = asyncContext.frame;
    private readonly id = ++ids;
    constructor(readonly type: string) {}
    runInAsyncScope(run: GuestFunction, self?: Guest, ...args: Guest[]) {
      return within(this.frame, () => apply(run, self, args));
    }
    bind(run: GuestFunction) {
      return (...args: Guest[]) => this.runInAsyncScope(run, undefined, ...args);
    }
    static bind = bind;
    emitDestroy = () => this;
    asyncId = () => this.id;
    triggerAsyncId = () => 1;
  }
  const hook = { enable: () => hook, disable: () => hook };
  return {
    AsyncLocalStorage,
    AsyncResource,
    createHook: () => hook,
    executionAsyncId: () => 1,
    triggerAsyncId: () => 0,
    executionAsyncResource: () => ({}),
    asyncWrapProviders: {},
  };
}
