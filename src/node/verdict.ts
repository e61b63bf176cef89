/**
 * Verdict mode. The code under test is not trusted; the test files are. A result could be steered through the
 * assertion modules, the language's builtins that assertion libraries use, or the libraries themselves, so:
 * - assert, node:test and util's comparisons are frozen before guest code runs (node:test decides on captured intrinsics);
 * - when a file has loaded, after each test and at the end, builtins are compared with a snapshot and put back. Only replaced or removed members count: polyfills that add are
 *   harmless. Math.random, Date, console, timers and Error's stack hooks are left out, because honest tests stub them,
 *   sometimes without restoring, and no comparison rests on them;
 * - the same watch holds the test libraries' exports and prototypes, events and the globals that an adapter names;
 * - every known assertion library the run loaded gets calls that MUST throw (the canary).
 * Reports leave by a port that only closures hold.
 */
import type { Guest } from './guest';
import type { Instance } from './instance';
import { changed, intrinsics, restore, save, type Saved } from './intrinsics';
import { freeze, NativeSet, setAdd, setHas } from './primordials';

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
  private readonly said = new NativeSet<string>();
  private watched: Saved[] = [];

  constructor(private readonly tell: (what: string) => void) {}

  /** Before any guest code of this process. */
  protect(instance: Instance): void {
    for (const name of ['assert', 'test']) {
      const module = instance.builtin(name);
      for (const key of Object.keys(module)) if (typeof module[key] === 'function') freeze(module[key]);
      freeze(module);
    }
    freeze(instance.builtin('assert').AssertionError.prototype);
    freeze(instance.builtin('util').types);
    this.watch('events.prototype', instance.builtin('events').prototype);
    instance.loader.hooks.libraryLoaded = (path, exports) => this.watchLibrary(path, exports);
  }

  /**
   * Tells what was tampered with so far and puts it back, so that the harness itself goes on unharmed. Run when a file
   * has loaded, after each of its tests and at the end.
   */
  sweep(): void {
    const found = changed(this.before, tolerated);
    for (let i = 0; i < found.length; i++) this.say(found[i]!);
    if (found.length > 0) restore(this.before);
    const steered = changed(this.watched, () => false);
    for (let i = 0; i < steered.length; i++) this.say(steered[i]!);
    if (steered.length > 0) restore(this.watched);
  }

  /** From now on the object's members (or these of them) may not be replaced; a second call by one name takes over. */
  watch(name: string, object: object, keys?: PropertyKey[]): void {
    const rest: Saved[] = [];
    for (let i = 0; i < this.watched.length; i++)
      if (this.watched[i]!.name !== name) rest[rest.length] = this.watched[i]!;
    rest[rest.length] = save([[name, object]], keys)[0]!;
    this.watched = rest;
  }

  /** A package below /usr/lib has loaded: what it exports, and the prototypes of the classes among that. */
  watchLibrary(path: string, exports: Guest): void {
    const name = /^\/usr\/lib\/node_modules\/(.+?)(\/index)?\.js$/.exec(path)?.[1];
    if (
      name === undefined ||
      UNWATCHED.test(name) ||
      exports === null ||
      (typeof exports !== 'object' && typeof exports !== 'function')
    )
      return;
    this.watch(name, exports);
    if (exports.prototype) this.watch(`${name}.prototype`, exports.prototype);
    for (const key of Object.keys(exports)) {
      const value = Object.getOwnPropertyDescriptor(exports, key)?.value;
      if (typeof value === 'function' && value.prototype) this.watch(`${name}.${key}.prototype`, value.prototype);
    }
  }

  /** The canary: every known assertion library that this process loaded must still fail a failing assertion. */
  probe(instance: Instance): void {
    this.sweep();
    for (const name in canaries) {
      const lib = name === 'assert' ? instance.builtin('assert') : instance.loader.loaded(name);
      if (lib === undefined) continue;
      let threw = false;
      try {
        canaries[name]!(lib);
      } catch {
        threw = true;
      }
      if (!threw) this.say(`${name}: an assertion that must fail did not`);
    }
  }

  private say(what: string): void {
    if (setHas(this.said, what)) return;
    setAdd(this.said, what);
    this.tell(what);
  }
}

/** Test doubles and plain functions change themselves and no verdict rests on them; tap's adapter watches its own. */
const UNWATCHED =
  /^(tap$|sinon|@sinonjs|jest-mock|decache|is-buffer|parse-ms|decode-uri-component|filter-obj|split-on-first)/;

/** What honest tests stub and no comparison rests on. */
const tolerated = (name: string, key: PropertyKey): boolean =>
  (name === 'Math' && key === 'random') ||
  name === 'Proxy' ||
  name === 'Date' ||
  name === 'Date.prototype' ||
  (name === 'Error' && (key === 'stackTraceLimit' || key === 'prepareStackTrace' || key === 'captureStackTrace'));
