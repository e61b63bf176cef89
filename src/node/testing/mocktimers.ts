/** mock.timers of node:test: virtual setTimeout, setInterval, setImmediate and Date. */
import { active } from '../active';
import type { Guest, GuestFunction } from '../guest';
import type { Instance } from '../instance';
import { apply } from '../primordials';

interface Timer {
  id: number;
  due: number;
  every: number | undefined;
  run: GuestFunction;
  args: unknown[];
}
const invalid = (message: string) =>
  Object.assign(new Error(`Invalid state: ${message}`), { code: 'ERR_INVALID_STATE' });

export class MockTimers {
  private queue: Timer[] = [];
  private time = 0;
  private ids = 1;
  private undo: (() => void)[] = [];
  private on = false;

  constructor(private readonly instance: Instance) {}

  enable(options: Guest = {}): void {
    if (this.on) throw invalid('MockTimers is already enabled!');
    const apis: string[] = Array.isArray(options)
      ? options
      : (options.apis ?? ['setInterval', 'setTimeout', 'setImmediate', 'Date']);
    for (const api of apis)
      if (!['setInterval', 'setTimeout', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'].includes(api))
        throw Object.assign(new TypeError(`The argument 'timers' option ${api} is not supported. Received '${api}'`), {
          code: 'ERR_INVALID_ARG_VALUE',
        });
    this.on = true;
    this.time = options.now === undefined ? 0 : Number(options.now);
    const module = this.instance.builtin('timers');
    const put = (owner: Guest, name: string, value: Guest) => {
      const before = Object.getOwnPropertyDescriptor(owner, name);
      const enumerable = before?.enumerable === true;
      Object.defineProperty(owner, name, { value, enumerable, writable: true, configurable: true });
      this.undo.push(() => (before ? Object.defineProperty(owner, name, before) : delete owner[name]));
    };
    const arm =
      (repeat: boolean) =>
      (run: GuestFunction, delay = 1, ...args: unknown[]) => {
        const timer: Timer = {
          id: this.ids++,
          due: this.time + Math.max(1, Number(delay) || 1),
          every: repeat ? Math.max(1, Number(delay) || 1) : undefined,
          run,
          args,
        };
        this.insert(timer);
        const handle: Guest = {
          id: timer.id,
          ref: () => handle,
          unref: () => handle,
          hasRef: () => true,
          refresh: () => handle,
          close: () => this.clear(handle),
          [Symbol.toPrimitive]: () => timer.id,
        };
        return handle;
      };
    const clear = (handle: Guest) => this.clear(handle);
    // In the verdict the names are put where everybody sees them.
    const scope: Guest = active.realm?.libraries ?? globalThis;
    for (const owner of [scope, module]) {
      if (apis.includes('setTimeout')) {
        put(owner, 'setTimeout', arm(false));
        put(owner, 'clearTimeout', clear);
      }
      if (apis.includes('setInterval')) {
        put(owner, 'setInterval', arm(true));
        put(owner, 'clearInterval', clear);
      }
      if (apis.includes('setImmediate')) {
        put(owner, 'setImmediate', (run: GuestFunction, ...args: unknown[]) => arm(false)(run, 0, ...args));
        put(owner, 'clearImmediate', clear);
      }
    }
    if (apis.includes('setTimeout'))
      put(
        module.promises,
        'setTimeout',
        (delay: number, value: unknown) => new Promise((resolve) => arm(false)(() => resolve(value), delay)),
      );
    if (apis.includes('Date')) {
      const Real = Date;
      // eslint-disable-next-line @typescript-eslint/no-this-alias
      const self = this;
      const Mocked: Guest = function Date(this: Guest, ...args: Guest[]): Guest {
        if (!new.target) return new Real(self.time).toString();
        return Reflect.construct(Real, args.length ? args : [self.time], new.target === Mocked ? Real : new.target);
      };
      Object.defineProperties(Mocked, { prototype: { value: Real.prototype }, length: { value: 7 } });
      Object.assign(Mocked, { now: () => this.time, parse: Real.parse, UTC: Real.UTC, isMock: true });
      put(scope, 'Date', Mocked);
    }
  }

  tick(ms = 1): void {
    if (!this.on) throw invalid('You should enable MockTimers first by calling the .enable function');
    if (ms < 0)
      throw Object.assign(new TypeError(`The argument 'time' should be a positive number. Received '${ms}'`), {
        code: 'ERR_INVALID_ARG_VALUE',
      });
    const until = this.time + ms;
    while (this.queue[0] && this.queue[0].due <= until) {
      const timer = this.queue.shift()!;
      this.time = timer.due;
      if (timer.every !== undefined) this.insert({ ...timer, due: timer.due + timer.every });
      apply(timer.run, undefined, timer.args);
    }
    this.time = until;
  }

  runAll(): void {
    if (!this.on) throw invalid('You should enable MockTimers first by calling the .enable function');
    const last = this.queue[this.queue.length - 1];
    if (last) this.tick(last.due - this.time);
  }

  setTime(ms: number): void {
    if (!this.on) throw invalid('You should enable MockTimers first by calling the .enable function');
    this.time = ms;
  }

  reset(): void {
    if (!this.on) return;
    this.on = false;
    this.queue = [];
    for (const run of this.undo.reverse()) run();
    this.undo = [];
  }
  [Symbol.dispose ?? Symbol.for('Symbol.dispose')](): void {
    this.reset();
  }

  private insert(timer: Timer): void {
    let i = this.queue.length;
    while (i > 0 && this.queue[i - 1]!.due > timer.due) i--;
    this.queue.splice(i, 0, timer);
  }
  private clear(handle: Guest): void {
    const id = typeof handle === 'object' && handle !== null ? handle.id : Number(handle);
    this.queue = this.queue.filter((timer) => timer.id !== id);
  }
}
