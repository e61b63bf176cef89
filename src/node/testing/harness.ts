/**
 * Runs node:test trees. Whether a test passed is decided by captured promise reactions and kept in records that guest
 * code never sees, so patched prototypes cannot turn a failure into a pass.
 */
import type { Guest, GuestFunction } from '../guest';
import type { Instance } from '../instance';
import { apply, NativePromise, now, then } from '../primordials';
import type { FromWorker } from '../protocol';
import { ExitSignal } from '../builtins/process';
import { inspect } from '../builtins/inspect';
import { types } from '../builtins/types';
import { runBody } from './body';
import { createContext } from './context';
import {
  count,
  fullName,
  isBad,
  newNode,
  noCounts,
  type TestCounts,
  type HookName,
  type TestOptions,
  type TestNode,
} from './node';
import type { Reporter } from './reporters';
import { resultOf, testFailure } from './result';

const { isPromise } = types;

export interface HarnessOptions {
  namePatterns: RegExp[];
  skipPatterns: RegExp[];
  only: boolean;
  reporter: Reporter;
  file: string;
  send(message: FromWorker): void;
}

export class Harness {
  readonly root: TestNode;
  /** Where `test()` called now belongs. */
  current: TestNode;
  readonly running: TestNode[] = [];
  private queue: Promise<void> = NativePromise.resolve();
  private readonly began = now();
  private ended = false;
  stray = false;

  constructor(
    readonly instance: Instance,
    readonly options: HarnessOptions,
  ) {
    this.root = newNode('root', '', null, {}, () => {});
    this.root.started = true;
    this.current = this.root;
    instance.onUncaught((error, kind) => {
      if (error instanceof ExitSignal) return;
      const node = this.running[this.running.length - 1];
      if (node?.interrupt) return node.interrupt(error, kind);
      this.stray = true;
      this.fail(this.root, error, kind);
      instance.write(2, `${inspect(error)}\n`);
      instance.builtin('process').exitCode = 1;
    });
  }

  /** Registers a test or suite below the current one; resolves when it is done, or at once below a suite. */
  add(
    kind: 'test' | 'suite',
    name: string,
    options: TestOptions,
    run: GuestFunction,
    parent = this.current,
  ): Promise<void> {
    const node = newNode(kind, name, parent, options, run);
    if (parent.kind === 'test' && parent.finished) {
      node.finished = true;
      this.fail(
        node,
        testFailure('test could not be started because its parent finished', 'parentAlreadyFinished'),
        'parentAlreadyFinished',
      );
      return NativePromise.resolve();
    }
    if (kind === 'test' && this.filteredOut(node)) return NativePromise.resolve();
    parent.children[parent.children.length] = node;
    parent.counted += parent.kind === 'test' ? 1 : 0;
    if (kind === 'suite') this.collect(node);
    if (parent.kind === 'suite') return NativePromise.resolve(); // as Node: `describe('a', () => it('b', …))` waits for nothing
    const waited = new NativePromise<void>((resolve) => {
      node.done[node.done.length] = resolve;
    });
    if (parent.kind === 'root') this.queue = this.chain(this.queue, () => this.execute(node));
    else if (parent.kind === 'test') {
      const limit = concurrency(parent.options);
      if (limit > 1) void this.execute(node);
      else parent.beforeRun = this.chain(parent.beforeRun ?? NativePromise.resolve(), () => this.execute(node));
    }
    return waited;
  }

  private chain(first: Promise<void>, next: () => Promise<void>): Promise<void> {
    return then(first, next, next);
  }

  addHook(name: HookName, run: GuestFunction, options: TestOptions = {}, node = this.current): void {
    const list = node.hooks[name];
    list[list.length] = { run, timeout: options.timeout };
  }

  /** Runs the suite's function now, so that its tests are known. */
  private collect(node: TestNode): void {
    if (node.options.skip) return;
    const before = this.current;
    this.current = node;
    try {
      const result = apply(node.run, {}, [createContext(this, node)]);
      if (isPromise(result)) {
        const held = this.instance.loop.hold();
        const settled = new NativePromise<void>((resolve) =>
          then(result, resolve, (error: Guest) => {
            this.fail(node, error, 'testCodeFailure');
            resolve();
          }),
        );
        node.beforeRun = this.chain(settled, async () => held());
      }
    } catch (error) {
      if (error instanceof ExitSignal) throw error;
      this.fail(node, error, 'testCodeFailure');
    } finally {
      this.current = before;
    }
  }

  private filteredOut(node: TestNode): boolean {
    const { namePatterns, skipPatterns, only } = this.options;
    const names = [fullName(node)];
    let isOnly = false;
    for (let at: TestNode | null = node; at && at.kind !== 'root'; at = at.parent) {
      names[names.length] = at.name;
      isOnly ||= !!at.options.only;
      if (at.parent?.kind === 'test') return false;
    }
    if (only && !isOnly && node.parent?.kind !== 'test') return true;
    const matches = (pattern: RegExp) => names.some((name) => pattern.test(name));
    return (
      (namePatterns.length > 0 && !namePatterns.some(matches)) ||
      skipPatterns.some((pattern) => pattern.test(names[0]!))
    );
  }

  private fail(node: TestNode, error: Guest, type: string): void {
    if (node.failure) return;
    node.failure = { error, type };
    node.status = type === 'cancelledByParent' || type === 'testAborted' ? 'cancelled' : 'fail';
  }

  async execute(node: TestNode): Promise<void> {
    if (node.finished || node.started) return;
    node.started = true;
    const began = now();
    const { skip } = node.options;
    if (skip) {
      node.status = 'skip';
      node.reason = typeof skip === 'string' ? skip : undefined;
    } else if (node.kind === 'suite') await this.runSuite(node);
    else await this.runTest(node);
    const { todo } = node.options;
    if (todo && !skip && node.status !== 'skip') {
      node.status = 'todo';
      node.reason = typeof todo === 'string' ? todo : undefined;
    }
    node.ms = now() - began;
    this.finish(node);
  }

  private finish(node: TestNode): void {
    if (node.finished) return;
    node.finished = true;
    for (let i = 0; i < node.children.length; i++)
      this.cancel(node.children[i]!, 'test did not finish before its parent and was cancelled');
    if (!node.failure && node.status !== 'skip') {
      let bad = 0;
      for (let i = 0; i < node.children.length; i++) if (isBad(node.children[i]!)) bad++;
      if (bad > 0)
        this.fail(node, testFailure(`${bad} subtest${bad > 1 ? 's' : ''} failed`, 'subtestsFailed'), 'subtestsFailed');
      if (bad > 0 && node.options.todo) node.status = 'todo';
    }
    this.report(node);
    if (node.parent?.kind === 'root') {
      this.instance.options.verdict?.sweep();
      this.options.reporter.top(node);
    }
    for (let i = 0; i < node.done.length; i++) node.done[i]!();
  }

  private cancel(node: TestNode, why: string): void {
    if (node.finished) return;
    node.abort.abort();
    this.fail(node, testFailure(why, 'cancelledByParent'), 'cancelledByParent');
    node.started = true;
    node.interrupt?.(node.failure!.error, 'cancelledByParent');
    for (let i = 0; i < node.children.length; i++) this.cancel(node.children[i]!, why);
    this.finish(node);
  }

  private async runSuite(node: TestNode): Promise<void> {
    if (node.beforeRun) await node.beforeRun;
    await this.ensureBefore(node.parent!, node);
    if (!node.failure && node.children.length > 0) await this.runHooks(node, node.hooks.before, node);
    if (!node.failure) {
      const limit = concurrency(node.options);
      let next = 0;
      const worker = async () => {
        while (next < node.children.length) await this.execute(node.children[next++]!);
      };
      if (limit === 1) await worker();
      else {
        const workers: Promise<void>[] = [];
        for (let i = 0; i < Math.min(limit, node.children.length); i++) workers[i] = worker();
        for (let i = 0; i < workers.length; i++) await workers[i];
      }
    }
    await this.runHooks(node, node.hooks.after, node);
  }

  /** File-level `before` hooks run before the first test. */
  private async ensureBefore(parent: TestNode, node: TestNode): Promise<void> {
    if (parent.kind !== 'root' || parent.hooks.before.length === 0) return;
    const hooks = parent.hooks.before.splice(0);
    await this.runHooks(node, hooks, parent);
  }

  private async runTest(node: TestNode): Promise<void> {
    await this.ensureBefore(node.parent!, node);
    const chain: TestNode[] = [];
    for (let at = node.parent; at; at = at.parent) chain[chain.length] = at;
    const before = this.current;
    const position = this.running.length;
    this.running[position] = node;
    try {
      for (let i = chain.length - 1; i >= 0 && !node.failure; i--)
        await this.runHooks(node, chain[i]!.hooks.beforeEach, chain[i]!);
      if (!node.failure) {
        const context = createContext(this, node);
        this.current = node;
        await this.body(node, node.run, context, node.options.timeout);
        this.current = before;
        if (!node.failure && node.plan !== undefined && node.plan !== node.counted)
          this.fail(
            node,
            testFailure(`plan expected ${node.plan} assertions but received ${node.counted}`, 'testCodeFailure'),
            'testCodeFailure',
          );
      }
      await this.runHooks(node, node.hooks.after, node);
      for (let i = 0; i < chain.length; i++) await this.runHooks(node, chain[i]!.hooks.afterEach, chain[i]!);
    } finally {
      this.current = before;
      const at = this.running.lastIndexOf(node);
      if (at >= 0) this.running.splice(at, 1);
      restoreMocks(node);
      node.abort.abort();
    }
  }

  private async runHooks(node: TestNode, hooks: TestNode['hooks']['before'], owner: TestNode): Promise<void> {
    for (let i = 0; i < hooks.length; i++) {
      const context = createContext(this, owner.kind === 'root' ? node : owner === node ? owner : node);
      await this.body(node, hooks[i]!.run, context, hooks[i]!.timeout, 'hookFailed');
    }
  }

  /** Runs one guest function to its end and records its failure; never throws. */
  private body(
    node: TestNode,
    run: GuestFunction,
    context: Guest,
    timeout: number | undefined,
    type = 'testCodeFailure',
  ): Promise<void> {
    return runBody(this.instance.loop, node, run, context, timeout, type, (failed) =>
      this.fail(node, failed.error, failed.type),
    );
  }

  private report(node: TestNode): void {
    if (node.kind === 'root' || (node.kind === 'suite' && (node.children.length > 0 || !isBad(node)))) return;
    this.options.send({ type: 'test', test: resultOf(node, this.options.file) });
  }

  /** Called when the loop is dry: whatever still waits will wait for ever. */
  async end(): Promise<TestCounts> {
    if (!this.ended) {
      this.ended = true;
      for (let i = 0; i < this.root.children.length; i++)
        this.cancel(
          this.root.children[i]!,
          'Promise resolution is still pending but the event loop has already resolved',
        );
      await this.runHooks(this.root, this.root.hooks.after, this.root);
      this.root.ms = now() - this.began;
    }
    return count(this.root, noCounts());
  }

  get unfinished(): boolean {
    return this.root.children.some((node) => !node.finished);
  }
}

const concurrency = ({ concurrency }: TestOptions): number =>
  concurrency === true ? 8 : typeof concurrency === 'number' && concurrency > 1 ? concurrency : 1;

const restores = new WeakMap<TestNode, () => void>();
export const onRestore = (node: TestNode, run: () => void): void => void restores.set(node, run);
const restoreMocks = (node: TestNode) => restores.get(node)?.();
