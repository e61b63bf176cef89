/**
 * node:test's tree: tests, suites, hooks, subtests. Lists are walked by index and grown by assignment, results are
 * plain booleans: guest code that patches Array or Promise prototypes cannot turn a failure into a pass.
 */
import type { Guest, GuestFunction } from '../guest';
import { NativePromise, apply } from '../primordials';
import type { Status } from './host';

export interface Options {
  skip?: boolean | string;
  todo?: boolean | string;
  only?: boolean;
  timeout?: number;
  signal?: AbortSignal;
  concurrency?: number | boolean;
  plan?: number;
}

export interface Hook {
  run: GuestFunction;
  timeout: number;
}

export interface Hooks {
  before: Hook[];
  after: Hook[];
  beforeEach: Hook[];
  afterEach: Hook[];
}
export const noHooks = (): Hooks => ({ before: [], after: [], beforeEach: [], afterEach: [] });
export const append = <T>(list: T[], item: T): void => {
  list[list.length] = item;
};

let clock: { now(): number; setTimeout(run: () => void, ms: number): unknown; clearTimeout(handle: unknown): void };
export const useClock = (real: typeof clock): void => {
  clock = real;
};

/** A failure that node:test itself found. */
export class TestFailure extends Error {
  code = 'ERR_TEST_FAILURE';
  constructor(
    readonly failureType: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export class Node {
  readonly children: Node[] = [];
  readonly hooks: Hooks = noHooks();
  status: Status = 'pass';
  error: unknown;
  failed = false;
  note = '';
  ms = 0;
  started = false;
  finished = false;
  /** Errors that belong to this node but were thrown elsewhere: uncaught ones, late subtests. */
  stray: unknown[] = [];
  private ranBefore = false;
  private settle!: () => void;
  private abort: ((error: unknown) => void) | undefined;
  readonly done: Promise<void>;
  readonly controller = new AbortController();
  plan: number | undefined;
  assertions = 0;

  constructor(
    readonly kind: 'test' | 'suite' | 'root',
    readonly name: string,
    readonly parent: Node | undefined,
    readonly options: Options,
    readonly body: GuestFunction | undefined,
    readonly file: string,
  ) {
    this.plan = options.plan;
    this.done = new NativePromise<void>((resolve) => {
      this.settle = resolve;
    });
  }

  get nesting(): number {
    return this.parent && this.parent.kind !== 'root' ? this.parent.nesting + 1 : 0;
  }

  get fullName(): string {
    const above = this.parent && this.parent.kind !== 'root' ? this.parent.fullName : '';
    return above === '' ? this.name : `${above} ${this.name}`;
  }

  fail(error: unknown): void {
    if (!this.failed) this.error = error;
    this.failed = true;
  }

  /** An uncaught error while this node was running: ends its wait at once. */
  uncaught(error: unknown): void {
    append(this.stray, error);
    this.abort?.(error);
  }

  /** Runs `work` under a time limit; an uncaught error ends it too. Throws what it threw. */
  private async limited(work: () => Guest, timeout: number, what: string): Promise<void> {
    let timer: unknown;
    const interrupted = new NativePromise<never>((_, reject) => {
      this.abort = reject;
      if (timeout > 0 && timeout < Infinity) {
        timer = clock.setTimeout(() => {
          reject(new TestFailure('testTimeoutFailure', `${what} timed out after ${timeout}ms`));
        }, timeout);
      }
    });
    try {
      await race(work(), interrupted);
    } finally {
      this.abort = undefined;
      if (timer !== undefined) clock.clearTimeout(timer);
    }
  }

  private async runHooks(list: Hook[], context: Guest, what: string): Promise<void> {
    for (let i = 0; i < list.length; i++) {
      const { run, timeout } = list[i]!;
      await this.limited(() => callBody(run, context, context, 1), timeout, `the ${what} hook`);
    }
  }

  /** `before` hooks of this node, once. */
  async ensureBefore(context: Guest): Promise<void> {
    if (this.ranBefore) return;
    this.ranBefore = true;
    await this.runHooks(this.hooks.before, context, 'before');
  }

  /** All `each` hooks that apply to a child of this node: outermost first for beforeEach, innermost first for afterEach. */
  private async each(which: 'beforeEach' | 'afterEach', context: Guest, child: Node): Promise<void> {
    const chain: Node[] = [];
    for (let node: Node | undefined = this; node; node = node.parent) append(chain, node); // eslint-disable-line @typescript-eslint/no-this-alias
    for (let i = 0; i < chain.length; i++) {
      const node = which === 'beforeEach' ? chain[chain.length - 1 - i]! : chain[i]!;
      await child.runHooks(node.hooks[which], context, which);
    }
  }

  /** Runs this node to its end and leaves status, error and time on it. Never throws. */
  async run(tools: Tools): Promise<void> {
    if (this.started) return this.done;
    this.started = true;
    const begun = clock.now();
    const context = tools.context(this);
    const skip = this.options.skip;
    const wanted = tools.selected(this);
    if ((skip !== undefined && skip !== false) || !wanted) {
      this.status = 'skip';
      this.note = typeof skip === 'string' ? skip : wanted ? '' : 'test name does not match pattern';
    } else {
      const outer = tools.current;
      tools.current = this;
      try {
        if (this.parent) await this.parent.ensureBefore(tools.context(this.parent));
        if (this.kind === 'suite') await this.runSuite(tools, context);
        else await this.runTest(tools, context);
      } catch (error) {
        this.fail(error);
      }
      await this.late(tools, context);
      tools.current = outer;
      if (this.stray.length > 0) this.fail(this.stray[0]);
      if (this.failed) this.status = 'fail';
      const todo = this.options.todo;
      if (todo !== undefined && todo !== false) {
        this.status = 'todo';
        if (typeof todo === 'string') this.note = todo;
      }
    }
    this.ms = clock.now() - begun;
    this.finished = true;
    if (!this.controller.signal.aborted) this.controller.abort();
    this.settle();
  }

  private async runTest(tools: Tools, context: Guest): Promise<void> {
    const parent = this.parent!;
    const timeout = this.options.timeout ?? tools.timeout;
    let thrown: unknown;
    let bad = false;
    try {
      await parent.each('beforeEach', context, this);
      if (this.body) await this.limited(() => callBody(this.body!, context, context, 1), timeout, 'test');
      if (this.plan !== undefined && this.assertions !== this.plan)
        throw new TestFailure(
          'testCodeFailure',
          `plan expected ${this.plan} assertions but received ${this.assertions}`,
        );
    } catch (error) {
      bad = true;
      thrown = error;
    }
    // Subtests that the body did not wait for are cancelled, as in Node.
    for (let i = 0; i < this.children.length; i++) {
      const child = this.children[i]!;
      if (!child.finished) {
        child.uncaught(new TestFailure('cancelledByParent', 'test did not finish before its parent and was cancelled'));
        await child.run(tools);
        tools.finished(child);
      }
    }
    try {
      await parent.each('afterEach', context, this);
    } catch (error) {
      if (!bad) thrown = error;
      bad = true;
    }
    if (bad) throw thrown;
    this.countChildren();
  }

  private async runSuite(tools: Tools, context: Guest): Promise<void> {
    await this.registered;
    if (this.children.length > 0) {
      try {
        await this.ensureBefore(context);
      } catch (error) {
        this.fail(error);
        for (let i = 0; i < this.children.length; i++) append(this.children[i]!.stray, error);
      }
    }
    for (let i = 0; i < this.children.length; i++) {
      await this.children[i]!.run(tools);
      tools.finished(this.children[i]!);
    }
    this.countChildren();
  }

  /** A suite's body runs when it is registered; tests may be added until it settles. */
  registered: Promise<void> | undefined;

  private async late(_tools: Tools, context: Guest): Promise<void> {
    if (!this.ranBefore && this.kind === 'suite' && this.children.length === 0) return;
    try {
      await this.runHooks(this.hooks.after, context, 'after');
    } catch (error) {
      this.fail(error);
    }
  }

  countChildren(): void {
    let bad = 0;
    for (let i = 0; i < this.children.length; i++) if (this.children[i]!.status === 'fail') bad++;
    if (bad > 0) this.fail(new TestFailure('subtestsFailed', `${bad} subtest${bad === 1 ? '' : 's'} failed`));
  }

  async finishRoot(context: Guest): Promise<void> {
    try {
      await this.runHooks(this.hooks.after, context, 'after');
    } catch (error) {
      this.fail(error);
    }
  }
}

export interface Tools {
  current: Node | undefined;
  timeout: number;
  context(node: Node): Guest;
  selected(node: Node): boolean;
  finished(node: Node): void;
}

/** Waits for whichever comes first. A native promise is awaited as such, whatever its prototype was patched with. */
function race(value: Guest, interrupted: Promise<never>): Promise<unknown> {
  return new NativePromise((resolve, reject) => {
    const follow = async () => {
      try {
        resolve(await value);
      } catch (error) {
        reject(error);
      }
    };
    const cut = async () => {
      try {
        await interrupted;
      } catch (error) {
        reject(error);
      }
    };
    void follow();
    void cut();
  });
}

/** Calls a test body: with a callback when it declares one more parameter than the context. */
export function callBody(body: GuestFunction, self: Guest, context: Guest, given: number): Guest {
  if (body.length <= given) return apply(body, self, [context]);
  return new NativePromise<void>((resolve, reject) => {
    let called = 0;
    const done = (error?: unknown) => {
      if (++called > 1)
        return reject(new TestFailure('multipleCallbackInvocations', 'callback invoked multiple times'));
      if (error) reject(error);
      else resolve();
    };
    const result = apply(body, self, [context, done]);
    if (result && typeof result.then === 'function')
      reject(new TestFailure('callbackAndPromisePresent', 'passed a callback but also returned a Promise'));
  });
}
