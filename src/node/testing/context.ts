/** The `t` of a test and the context of a suite. */
import type { Guest, GuestFunction } from '../guest';
import { apply } from '../primordials';
import { AssertionError } from '../builtins/assert';
import { argumentsOf } from './api';
import { onRestore, type Harness } from './harness';
import { MockTracker } from './mock';
import { type HookName, type TestNode } from './node';

const mocks = new WeakMap<TestNode, MockTracker>();

export function createContext(harness: Harness, node: TestNode): Guest {
  const context: Guest = {
    get name() {
      return node.name;
    },
    get fullName() {
      const names = [node.name];
      for (let at = node.parent; at && at.kind !== 'root'; at = at.parent) names.unshift(at.name);
      return names.join(' > ');
    },
    get filePath() {
      return harness.instance.builtin('process').argv[1];
    },
    get signal() {
      return node.abort.signal;
    },
  };
  if (node.kind === 'suite') return context;
  for (const name of ['before', 'after', 'beforeEach', 'afterEach'] as HookName[])
    context[name] = (run: GuestFunction, options?: Guest) => harness.addHook(name, run, options, node);
  Object.assign(context, {
    test: (...args: Guest[]) => {
      const { name, options, run } = argumentsOf(args);
      return harness.add('test', name, options, run, node);
    },
    skip(reason?: string) {
      node.options = { ...node.options, skip: false };
      node.status = 'skip';
      node.reason = reason;
    },
    todo(reason?: string) {
      node.options = { ...node.options, todo: reason ?? true };
    },
    diagnostic: (text: Guest) => void (node.diagnostics[node.diagnostics.length] = String(text)),
    plan(n: number) {
      node.plan = n;
    },
    runOnly() {},
    waitFor: async (condition: GuestFunction, { interval = 50, timeout = 1000 }: Guest = {}) => {
      const { setTimeout } = harness.instance.builtin('timers').promises;
      const until = performance.now() + timeout;
      for (;;) {
        try {
          return await condition();
        } catch (error) {
          if (performance.now() > until) throw Object.assign(new Error('waitFor() timed out'), { cause: error });
          await setTimeout(interval);
        }
      }
    },
  });
  let assert: Guest;
  Object.defineProperties(context, {
    mock: {
      get() {
        let mock = mocks.get(node);
        if (!mock) {
          mock = new MockTracker(harness.instance);
          mocks.set(node, mock);
          onRestore(node, () => mock!.restoreAll());
        }
        return mock;
      },
      enumerable: true,
    },
    assert: {
      get() {
        if (assert) return assert;
        assert = {};
        const real = harness.instance.builtin('assert');
        for (const name of Object.keys(real)) {
          if (
            typeof real[name] !== 'function' ||
            name === 'AssertionError' ||
            name === 'CallTracker' ||
            name === 'strict'
          )
            continue;
          assert[name] = (...args: Guest[]) => {
            node.counted++;
            return apply(real[name], real, args);
          };
        }
        assert.snapshot = () => {
          throw new AssertionError({ message: 't.assert.snapshot is not available in this sandbox' });
        };
        return assert;
      },
      enumerable: true,
    },
  });
  return context;
}
