/**
 * The guest's event loop: its own timer queue over one native timer, immediates, nextTick, and the count of what
 * keeps the process alive. Native timers clamp to 4 ms and cannot be counted, so guests never touch them.
 */
import type { GuestFunction } from './guest';
import { Immediate, Timeout } from './handles';
import { apply, macrotask, now, realClearTimeout, realSetTimeout } from './primordials';

export interface LoopHooks {
  /** An exception that left a callback of the guest. */
  uncaught(error: unknown): void;
  /** Nothing left to do. Called once per time the loop runs dry. */
  idle(): void;
}

export class Loop {
  private timers: Timeout[] = [];
  private byId = new Map<number, Timeout>();
  private immediates: Immediate[] = [];
  private ticks: { run: GuestFunction; args: unknown[] }[] = [];
  private ops = 0;
  private native: unknown;
  private nativeDue = Infinity;
  private stopped = false;
  private checking = false;
  private draining = false;
  private readonly wakeImmediates: () => void;
  private readonly wakeCheck: () => void;
  private readonly wakeTicks: () => void;
  /** Inside a callback after which ticks are drained anyway. */
  private inTask = false;
  private quiet = 0;

  constructor(private readonly hooks: LoopHooks) {
    this.wakeImmediates = macrotask(() => {
      if (!this.overdue(this.wakeImmediates)) this.runImmediates();
    });
    this.wakeCheck = macrotask(() => this.settle());
    this.wakeTicks = macrotask(() => {
      this.drainTicks();
      this.check();
    });
  }

  stop(): void {
    this.stopped = true;
    this.timers = [];
    this.immediates = [];
    this.ticks = [];
    realClearTimeout(this.native);
  }

  /** Something outside (a child process, a native promise) keeps the process alive until the returned call. */
  hold(): () => void {
    this.ops++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.ops--;
      this.check();
    };
  }

  nextTick(run: GuestFunction, args: unknown[]): void {
    this.ticks.push({ run, args });
    // From a promise's job: as in Node, when no such job is left.
    if (this.ticks.length === 1 && !this.draining && !this.inTask) this.wakeTicks();
  }

  /** Ticks that promise jobs left come before the next timer or immediate, and the jobs they start too. */
  private overdue(again: () => void): boolean {
    if (this.ticks.length === 0 || this.draining) return false;
    this.drainTicks();
    this.check();
    again();
    return true;
  }

  drainTicks(): void {
    if (this.draining) return;
    this.draining = true;
    for (let i = 0; i < this.ticks.length && !this.stopped; i++) {
      const { run, args } = this.ticks[i]!;
      this.call(run, undefined, args);
    }
    this.ticks = [];
    this.draining = false;
  }

  setTimeout(run: GuestFunction, delay: unknown, args: unknown[], repeat = false): Timeout {
    let ms = Number(delay);
    if (!(ms >= 1 && ms <= 2_147_483_647)) ms = 1;
    const timer = new Timeout(this, run, args, Math.trunc(ms), repeat);
    this.arm(timer);
    return timer;
  }

  arm(timer: Timeout): void {
    const at = this.timers.indexOf(timer);
    if (at >= 0) this.timers.splice(at, 1);
    timer.active = true;
    timer.due = now() + timer.delay;
    let i = this.timers.length;
    while (i > 0 && this.timers[i - 1]!.due > timer.due) i--;
    this.timers.splice(i, 0, timer);
    this.byId.set(timer.id, timer);
    this.schedule();
  }

  /** Accepts a Timeout, its number, or the number as a string, as Node does; anything else is ignored. */
  cancel(handle: unknown): void {
    const timer = handle instanceof Timeout ? handle : this.byId.get(Number(handle));
    if (!timer) return;
    timer.active = false;
    this.byId.delete(timer.id);
    const at = this.timers.indexOf(timer);
    if (at >= 0) this.timers.splice(at, 1);
    this.check();
  }

  setImmediate(run: GuestFunction, args: unknown[]): Immediate {
    const immediate = new Immediate(this, run, args);
    this.immediates.push(immediate);
    if (this.immediates.length === 1) this.wakeImmediates();
    return immediate;
  }

  cancelImmediate(handle: unknown): void {
    if (!(handle instanceof Immediate)) return;
    handle.active = false;
    const at = this.immediates.indexOf(handle);
    if (at >= 0) this.immediates.splice(at, 1);
    this.check();
  }

  get alive(): boolean {
    return (
      this.ops > 0 ||
      this.ticks.length > 0 ||
      this.timers.some((timer) => timer.refed) ||
      this.immediates.some((immediate) => immediate.refed)
    );
  }

  /** Looks whether the process may end, a few macrotasks later so that native promises can still add work. */
  check(): void {
    this.quiet = 0;
    if (this.checking || this.stopped) return;
    this.checking = true;
    this.wakeCheck();
  }

  /** Runs a guest callback as one macrotask: uncaught errors go to the hook, ticks follow. */
  call(run: GuestFunction, self: unknown, args: unknown[]): void {
    if (this.stopped) return;
    try {
      apply(run, self, args);
    } catch (error) {
      this.hooks.uncaught(error);
    }
  }

  /** Called before each macrotask of the guest. */
  onTask: (() => void) | undefined;

  task(run: GuestFunction, self: unknown, args: unknown[]): void {
    this.onTask?.();
    const outer = this.inTask;
    this.inTask = true;
    try {
      this.call(run, self, args);
    } finally {
      this.inTask = outer;
    }
    this.drainTicks();
    this.check();
  }

  /** Runs timers and immediates in place until none is left; for synchronous child processes. */
  runSync(until: () => boolean): void {
    while (!until() && !this.stopped) {
      this.drainTicks();
      if (this.immediates.length > 0) this.runImmediates();
      else if (this.timers.some((timer) => timer.refed)) {
        const due = this.timers[0]!.due;
        while (now() < due);
        this.runTimers();
      } else return;
    }
  }

  private settle(): void {
    this.checking = false;
    if (this.stopped) return;
    if (this.ticks.length > 0) {
      this.drainTicks();
      return this.check();
    }
    if (this.alive) return;
    if (++this.quiet < 3) {
      this.checking = true;
      this.wakeCheck();
      return;
    }
    this.quiet = 0;
    this.hooks.idle();
  }

  private schedule(): void {
    const first = this.timers[0];
    if (!first || this.stopped) return;
    if (first.due >= this.nativeDue) return;
    realClearTimeout(this.native);
    this.nativeDue = first.due;
    this.native = realSetTimeout(
      () => {
        this.nativeDue = Infinity;
        if (!this.overdue(() => this.continueTimers())) this.runTimers();
      },
      Math.max(0, Math.ceil(first.due - now())),
    );
  }

  private runTimers(): void {
    const limit = now();
    while (this.timers.length > 0 && !this.stopped) {
      const timer = this.timers[0]!;
      if (timer.due > limit) break;
      this.timers.shift();
      if (timer.repeat) this.arm(timer);
      else {
        timer.active = false;
        this.byId.delete(timer.id);
      }
      this.task(timer.run, timer, timer.args);
      // Promise jobs of this callback must run before the next timer: hand the rest to the next macrotask.
      if (this.timers[0] && this.timers[0].due <= limit) {
        this.continueTimers();
        return;
      }
    }
    this.schedule();
  }

  private resume?: () => void;
  private continueTimers(): void {
    this.nativeDue = -Infinity;
    this.resume ??= macrotask(() => {
      this.nativeDue = Infinity;
      if (!this.overdue(() => this.continueTimers())) this.runTimers();
    });
    this.resume();
  }

  private runImmediates(): void {
    const batch = this.immediates;
    if (this.stopped || batch.length === 0) return;
    const immediate = batch.shift()!;
    immediate.active = false;
    this.task(immediate.run, immediate, immediate.args);
    if (this.immediates.length > 0) this.wakeImmediates();
  }
}
