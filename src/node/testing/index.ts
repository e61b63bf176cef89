/**
 * node:test for one test file (or script): `module` is what guests import; the runtime calls `finish` when the file is
 * evaluated and the guest has nothing left to do, and `uncaught` for errors nobody caught.
 */
import type { Guest, GuestFunction } from '../guest';
import type { Finished, TestHost } from './host';
import { MockTracker } from './mock';
import { reporterFor, type Counts, type Reporter } from './reporters';
import { append, Node, TestFailure, useClock, type Hooks, type Options, type Tools } from './tree';

export type { TestHost } from './host';

export interface Testing {
  module: Guest;
  /** Something was registered. */
  readonly used: boolean;
  /** Settles what is left; resolves with the number of failures. Prints the summary when `summary` is true. */
  finish(summary: boolean): Promise<number>;
  /** True when a running test took the error. */
  uncaught(error: unknown): boolean;
  readonly counts: Counts;
}

export const noCounts = (): Counts => ({ tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 });

/** `reporter` and `counts` are shared by the files of one `node --test`. */
export function createTesting(
  host: TestHost,
  globals: Guest,
  shared?: { reporter: Reporter; counts: Counts },
): Testing {
  useClock(host);
  const reporter = shared?.reporter ?? reporterFor(host.options.reporter, host);
  const counts = shared?.counts ?? noCounts();
  const began = host.now();
  const root = new Node('root', '<root>', undefined, {}, undefined, host.file);
  const mock = new MockTracker(globals);
  const opened = new Set<Node>();
  const contexts = new Map<Node, Guest>();
  let running: Promise<void> | undefined;
  let release: (() => void) | undefined;

  const open = (node: Node): void => {
    if (node.kind === 'root' || opened.has(node)) return;
    if (node.parent) open(node.parent);
    opened.add(node);
    reporter.opened(node.name, node.nesting);
  };

  const told = new Set<Node>();
  const tools: Tools = {
    current: undefined,
    timeout: host.options.timeout,
    context: (node) => {
      if (!contexts.has(node)) contexts.set(node, node.kind === 'test' ? testContext(node) : suiteContext(node));
      return contexts.get(node);
    },
    selected: (node) => {
      const { namePatterns, only } = host.options;
      if (node.kind === 'suite') return node.children.length === 0 || anySelected(node);
      if (namePatterns.length > 0 && !matches(node)) return false;
      return !(only || onlyWithin(node.parent)) || inOnly(node);
    },
    finished: (node) => {
      if (told.has(node)) return;
      told.add(node);
      if (node.parent) open(node.parent);
      const group = node.children.length > 0;
      const finished: Finished = {
        name: node.name,
        kind: node.kind === 'suite' ? 'suite' : 'test',
        nesting: node.nesting,
        status: node.status,
        ms: node.ms,
        error: node.error,
        note: node.note,
        group,
      };
      reporter.finished(finished);
      count(node);
      if (
        node.kind === 'test' ||
        (node.status === 'fail' && !group) ||
        (node.status === 'fail' && node.children.every((child) => child.status !== 'fail'))
      ) {
        host.report({
          name: node.fullName,
          file: node.file,
          status: node.status,
          ms: node.ms,
          ...(node.status === 'fail' ? { error: describe(node.error) } : {}),
        });
      }
    },
  };

  const matches = (node: Node): boolean =>
    host.options.namePatterns.some((pattern) => pattern.test(node.fullName) || pattern.test(node.name)) ||
    (!!node.parent && node.parent.kind !== 'root' && matches(node.parent));
  const anySelected = (node: Node): boolean => node.children.some((child) => tools.selected(child));
  const onlyWithin = (node: Node | undefined): boolean =>
    !!node &&
    node.kind === 'suite' &&
    (node.children.some((child) => child.options.only || (child.kind === 'suite' && onlyBelow(child))) ||
      onlyWithin(node.parent));
  const onlyBelow = (node: Node): boolean => node.children.some((child) => child.options.only || onlyBelow(child));
  const inOnly = (node: Node | undefined): boolean =>
    !!node && node.kind !== 'root' && (node.options.only === true || inOnly(node.parent));

  function count(node: Node): void {
    if (node.kind === 'suite') {
      counts.suites++;
      return;
    }
    counts.tests++;
    const error = node.error as { failureType?: string } | undefined;
    if (node.status === 'skip') counts.skipped++;
    else if (node.status === 'todo') counts.todo++;
    else if (node.status === 'pass') counts.pass++;
    else if (error?.failureType === 'cancelledByParent') counts.cancelled++;
    else counts.fail++;
  }

  function describe(error: unknown): { message: string; stack?: string; expected?: string; actual?: string } {
    const e = error as { message?: unknown; stack?: unknown; expected?: unknown; actual?: unknown } | undefined;
    const thrown = e !== null && typeof e === 'object';
    const message = thrown && typeof e.message === 'string' ? e.message : host.inspect(error);
    const values =
      thrown && ('expected' in e || 'actual' in e)
        ? { expected: host.inspect(e.expected), actual: host.inspect(e.actual) }
        : {};
    return { message, ...(thrown && typeof e.stack === 'string' ? { stack: e.stack } : {}), ...values };
  }

  /** Root tests run one after the other, in the order they were registered, from the first on. */
  const pump = (): void => {
    if (running) return;
    release = host.hold();
    running = (async () => {
      await undefined;
      for (let i = 0; i < root.children.length; i++) {
        await root.children[i]!.run(tools);
        tools.finished(root.children[i]!);
      }
      running = undefined;
      release?.();
      release = undefined;
    })();
  };

  function register(kind: 'test' | 'suite', args: Guest[], preset: Options, parent: Node): Node {
    const [name, options, body] = readArguments(args);
    const node = new Node(
      kind,
      name || body?.name || '<anonymous>',
      parent,
      { ...options, ...preset },
      body,
      host.file,
    );
    append(parent.children, node);
    if (kind === 'suite' && body && !node.options.skip) node.registered = registerSuite(node, body);
    if (parent === root) pump();
    return node;
  }

  async function registerSuite(node: Node, body: GuestFunction): Promise<void> {
    const outer = building;
    building = node;
    try {
      const result = body.call(suiteContext(node), suiteContext(node));
      building = outer;
      await result;
    } catch (error) {
      node.fail(error);
    } finally {
      building = outer;
    }
  }

  /** The suite whose body is being evaluated. */
  let building: Node | undefined;
  const here = (): Node => building ?? (tools.current?.kind === 'suite' ? tools.current : root);

  function define(kind: 'test' | 'suite'): Guest {
    const make =
      (preset: Options) =>
      (...args: Guest[]) => {
        const node = register(kind, args, preset, here());
        return node.parent === root ? node.done : undefined;
      };
    return Object.assign(make({}), {
      skip: make({ skip: true }),
      todo: make({ todo: true }),
      only: make({ only: true }),
    });
  }

  const addHook =
    (which: keyof Hooks, at?: Node) =>
    (run: GuestFunction, options: Options = {}): void =>
      append((at ?? here()).hooks[which], { run, timeout: options.timeout ?? Infinity });

  const suiteContext = (node: Node): Guest => ({
    name: node.name,
    fullName: node.fullName,
    signal: node.controller.signal,
    filePath: node.file,
  });

  function testContext(node: Node): Guest {
    let own: MockTracker | undefined;
    const planned = (assert: Guest) =>
      Object.fromEntries(
        Object.keys(assert)
          .filter((key) => typeof assert[key] === 'function' && key !== 'AssertionError')
          .map((key) => [key, (...args: Guest[]) => (node.assertions++, assert[key](...args))]),
      );
    const subtest =
      (kind: 'test' | 'suite', preset: Options) =>
      async (...args: Guest[]) => {
        if (node.finished)
          throw new TestFailure('parentAlreadyFinished', 'test could not be started because its parent finished');
        if (node.plan !== undefined) node.assertions++;
        const child = register(kind, args, preset, node);
        await child.run(tools);
        tools.finished(child);
      };
    const context: Guest = {
      name: node.name,
      fullName: node.fullName,
      filePath: node.file,
      signal: node.controller.signal,
      get passed() {
        return !node.failed;
      },
      get error() {
        return node.error;
      },
      get mock() {
        if (!own) {
          own = new MockTracker(globals);
          append(node.hooks.after, { run: () => own!.reset(), timeout: Infinity });
        }
        return own;
      },
      assert: planned(host.assert),
      diagnostic: (message: string) => host.write(1, `${'  '.repeat(node.nesting + 1)}ℹ ${message}\n`),
      skip: (message?: string) => {
        node.options.skip = message ?? true;
        node.note = message ?? '';
        node.status = 'skip';
      },
      todo: (message?: string) => {
        node.options.todo = message ?? true;
      },
      plan: (n: number) => {
        node.plan = n;
      },
      runOnly: () => {},
      before: addHook('before', node),
      after: addHook('after', node),
      beforeEach: addHook('beforeEach', node),
      afterEach: addHook('afterEach', node),
      waitFor: async (condition: () => Guest, { interval = 50, timeout = 1000 } = {}) => {
        const end = host.now() + timeout;
        for (;;) {
          try {
            return await condition();
          } catch (error) {
            if (host.now() > end) throw Object.assign(new Error('waitFor() timed out'), { cause: error });
            await new Promise<void>((resolve) => host.setTimeout(resolve, interval));
          }
        }
      },
    };
    context.test = Object.assign(subtest('test', {}), {
      skip: subtest('test', { skip: true }),
      todo: subtest('test', { todo: true }),
      only: subtest('test', { only: true }),
    });
    return context;
  }
  const test = define('test');
  const suite = define('suite');
  const module: Guest = Object.assign(test, {
    test,
    it: test,
    describe: suite,
    suite,
    before: addHook('before'),
    after: addHook('after'),
    beforeEach: addHook('beforeEach'),
    afterEach: addHook('afterEach'),
    mock,
    default: test,
    run: () => {
      throw Object.assign(new Error('run() of node:test is not available in this sandbox; use node --test'), {
        code: 'ERR_FEATURE_UNAVAILABLE',
      });
    },
  });

  return {
    module,
    counts,
    get used() {
      return root.children.length > 0;
    },
    uncaught(error) {
      const node = tools.current;
      if (!node || node.finished) return false;
      node.uncaught(error);
      return true;
    },
    async finish(summary) {
      // Whoever is still waiting will wait for ever: nothing is left that could wake it.
      for (let i = 0; i < root.children.length; i++) cancelPending(root.children[i]!);
      while (running) await running;
      if (root.children.length > 0) {
        await root.finishRoot({});
        if (root.failed) {
          counts.fail++;
          host.report({ name: 'after', file: host.file, status: 'fail', ms: 0, error: describe(root.error) });
        }
      }
      mock.reset();
      if (summary) reporter.end(counts, host.now() - began);
      return counts.fail + counts.cancelled;
    },
  };
}

function cancelPending(node: Node): void {
  if (node.finished || !node.started) return;
  for (let i = 0; i < node.children.length; i++) cancelPending(node.children[i]!);
  node.uncaught(
    new TestFailure('cancelledByParent', 'Promise resolution is still pending but the event loop has already resolved'),
  );
}

function readArguments(args: Guest[]): [name: string, options: Options, body: GuestFunction | undefined] {
  let [name, options, body] = args;
  if (typeof name === 'function') [name, options, body] = ['', {}, name];
  else if (name !== null && typeof name === 'object') [name, options, body] = ['', name, options];
  else if (typeof options === 'function') [options, body] = [{}, options];
  return [name === undefined ? '' : String(name), options ?? {}, body];
}
