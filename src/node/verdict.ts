/**
 * Verdict mode. The code under test is not trusted; the test files are. Before any repository code loads, what a result could
 * be steered through is put out of its reach:
 * - built-ins are frozen (lockdown), their global names fixed (realm), assert, node:test, events and streams with them;
 * - the test library and the tests' names belong to test files alone (custody), and so does what stands there (hiding, seal);
 * - the harness keeps its state in closures and private fields and reports by a port that only closures hold;
 * - every known assertion library that the run loaded gets calls that MUST throw (the canary).
 * A repository that changes built-ins itself cannot be run so. It is judged *open*: built-ins are then compared with a
 * snapshot when a file has loaded, after each test and at the end, and put back; that is weaker, and the report says so.
 */
import { active } from './active';
import { Buffer } from './builtins/buffer';
import { shown } from './callsites';
import { EventEmitter } from './builtins/events';
import type { Keeper } from './custody';
import { globalNames } from './globals';
import type { Guest } from './guest';
import type { Instance } from './instance';
import { SHOULD, shouldOf } from './loader/should';
import { lock, newSeen } from './locking';
import { changedIntrinsics, intrinsics, restore, save, type Saved } from './intrinsics';
import { additions, lockdown } from './lockdown';
import { plain, promised, words } from './plain';
import { defineProperty, freeze, NativeSet, setAdd, setHas } from './primordials';
import { closeGlobals } from './realm';

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
  private readonly before: Saved[] | undefined;
  private readonly said = new NativeSet<string>();
  private watched: Saved[] = [];

  constructor(
    private readonly tell: (what: string) => void,
    private readonly keeper: Keeper,
    /** Built-ins that may be changed, where they are not frozen. */
    private readonly open: readonly string[] | undefined,
  ) {
    this.before = open ? save(intrinsics()) : undefined;
  }

  /** Once per worker, before any guest code; the first process's globals are in place. */
  enclose(instance: Instance, libs: Record<string, string>): void {
    const { keeper } = this;
    if (this.open) {
      active.realm = keeper.realm = closeGlobals([]);
      return;
    }
    extend(instance, libs);
    keeper.learn(instance.builtin('process'));
    keeper.hide((sites) => shown(sites, (active.instance ?? instance).loader));
    const texts: string[] = [];
    instance.fs.some((path, text) => {
      if (/\.[cm]?[jt]sx?$/.test(path) && !path.startsWith('/usr/')) texts.push(text);
      return false;
    });
    const names = globalNames();
    lockdown(
      names,
      additions(texts, () => Object.values(libs).join('\n')),
      { EventEmitter, Buffer },
      keeper.stubbed(),
    );
    active.realm = keeper.realm = closeGlobals(names, (process) => keeper.processFor(process));
    keeper.realm.tests[SHOULD] = shouldOf;
    Object.assign(keeper.realm.libraries, {
      __genuine: keeper.genuine,
      __plain: plain,
      __words: words,
      __promised: promised,
    });
  }

  /** Before any guest code of this process. */
  protect(instance: Instance): void {
    for (const name of ['assert', 'test']) {
      const module = instance.builtin(name);
      for (const key of Object.keys(module)) if (typeof module[key] === 'function') freeze(module[key]);
      freeze(module);
    }
    freeze(instance.builtin('assert').AssertionError.prototype);
    lock(instance.builtin('string_decoder'), newSeen());
    const util = instance.builtin('util');
    freeze(util.types);
    for (const key of ['isDeepStrictEqual', 'types', 'inherits', 'promisify'])
      defineProperty(util, key, { writable: false, configurable: false });
    if (!this.open) return;
    this.watch('events.prototype', instance.builtin('events').prototype);
    instance.loader.hooks.libraryLoaded = (path, exports) => this.watchLibrary(path, exports);
  }

  /**
   * Where built-ins are open: tells what was tampered with so far and puts it back, so that the harness itself goes on
   * unharmed. Run when a file has loaded, after each of its tests and at the end.
   */
  sweep(): void {
    if (!this.before) return;
    const found = changedIntrinsics(this.before, tolerated);
    let foreign = 0;
    for (let i = 0; i < found.length; i++) {
      this.say(found[i]!);
      if (!this.mayChange(found[i]!)) foreign++;
    }
    if (foreign > 0) restore(this.before, false, (name) => this.mayChange(name));
    const steered = changedIntrinsics(this.watched, () => false);
    for (let i = 0; i < steered.length; i++) this.say(steered[i]!);
    if (steered.length > 0) restore(this.watched);
  }

  private mayChange(name: string): boolean {
    return this.open!.includes('*') || this.open!.includes(name);
  }

  /** From now on the object's members (or these of them) may not be replaced; a second call by one name takes over. */
  watch(name: string, object: object, keys?: PropertyKey[]): void {
    if (!this.open) return;
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

/** Assertion styles that put `should` on Object.prototype do so before it is frozen. */
function extend(instance: Instance, libs: Record<string, string>): void {
  const has = (name: string) => libs[`/usr/lib/node_modules/${name}/index.js`] !== undefined;
  const load = (name: string): Guest => instance.loader.require(name, '/usr/lib/node_modules/x.js', undefined, true);
  if (has('should')) load('should');
  else if (has('chai') && instance.fs.some((path, text) => !path.startsWith('/usr/') && /\bshould\b/.test(text)))
    keepShould(load('chai'));
}

/** chai defines `should` anew whenever it is asked to; where that is fixed, it is there. */
function keepShould(chai: Guest): void {
  const made: Guest = chai.should();
  for (const name of ['should', 'Should']) defineProperty(chai, name, { value: () => made });
}

/** Test doubles and plain functions change themselves and no verdict rests on them; tap's adapter watches its own. */
const UNWATCHED =
  /^(tap$|expect-type|sinon|@sinonjs|jest-mock|decache|is-buffer|parse-ms|decode-uri-component|filter-obj|split-on-first)/;

/** What honest tests stub and no comparison rests on. */
const tolerated = (name: string, key: PropertyKey): boolean =>
  (name === 'Math' && key === 'random') ||
  name === 'Proxy' ||
  name === 'Date' ||
  name === 'Date.prototype' ||
  (name === 'Error' && (key === 'stackTraceLimit' || key === 'prepareStackTrace' || key === 'captureStackTrace'));
