/**
 * Verdict mode. The code under test is not trusted; the test files are. A result could be steered through the
 * assertion modules, the language's builtins that assertion libraries use, or the libraries themselves, so:
 * - assert, node:test and util's comparisons are frozen before guest code runs (node:test decides on captured intrinsics);
 * - after the run, builtins are compared with a snapshot. Only replaced or removed members count: polyfills that add are
 *   harmless. Math.random, Date, console, timers and Error's stack hooks are left out, because honest tests stub them,
 *   sometimes without restoring, and no comparison rests on them;
 * - every known assertion library the run loaded gets calls that MUST throw (the canary).
 * Reports leave by a port that only closures hold.
 */
import type { Guest } from './guest';
import type { Instance } from './instance';
import { changed, intrinsics, save } from './intrinsics';
import { freeze } from './primordials';

/** Each must throw. Run with what the library's main module exports. */
const canaries: Record<string, (lib: Guest) => void> = {
  assert: (assert) => assert.strictEqual(1, 2),
  chai: (chai) => chai.expect(1).to.equal(2),
  expect: (expect) => (expect.expect ?? expect)(1).toBe(2),
  'uvu/assert': (assert) => assert.is(1, 2),
  should: (should) => should(1).equal(2),
  'expect.js': (expect) => expect(1).to.be(2),
};

export class Verdict {
  private readonly before = save(intrinsics());
  private instance: Instance | undefined;

  protect(instance: Instance): void {
    this.instance = instance;
    for (const name of ['assert', 'test', 'util']) {
      const module = instance.builtin(name);
      if (name === 'util') {
        freeze(module.types);
        continue;
      }
      freeze(module);
      for (const key of Object.keys(module)) if (typeof module[key] === 'function') freeze(module[key]);
    }
    freeze(instance.builtin('assert').AssertionError.prototype);
  }

  /** What was tampered with; empty = intact. */
  check(): string[] {
    const out = changed(this.before, (name, key) =>
      (name === 'Math' && key === 'random') || name.startsWith('Date') ||
      (name.startsWith('Error') && (key === 'stackTraceLimit' || key === 'prepareStackTrace' || key === 'captureStackTrace')) || (name === 'Proxy'));
    const { instance } = this;
    if (!instance) return out;
    for (const name in canaries) {
      const lib = name === 'assert' ? instance.builtin('assert') : instance.loader.loaded(name);
      if (lib === undefined) continue;
      let threw = false;
      try {
        canaries[name]!(lib);
      } catch {
        threw = true;
      }
      if (!threw) out[out.length] = `${name}: an assertion that must fail did not`;
    }
    return out;
  }
}
