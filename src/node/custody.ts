/**
 * Verdict mode: which module may have what. Test files and the helpers they load (the *trusted*) get the test library and
 * the names of the tests; every other module of the repository gets neither, whatever way it asks: by name, by path, through
 * Module, createRequire or another module's require. What a trusted module is and what a package exports lies in maps that no
 * guest code reaches: require.cache, module.parent and require.main show stand-ins for them.
 */
import type { Guest } from './guest';
import { apply, create, freeze, functionText, hasOwn, NativeMap, NativeProxy } from './primordials';
import { asserts } from '../facts/protected';
import { relativeSpecifiers } from '../lib/specifiers';
import { lock, lockNamespace, newSeen } from './locking';
import { isSealed, type Custody } from './protocol';
import type { Realm } from './realm';
import { hideFrames, hideMatches, hideText } from './hiding';
import { READ, replacedIn, replacesMember, stubbedIn, STUBBED } from './stubs';
import { normalize, toText, type Vfs } from './vfs';

/** Packages that are no test libraries: sources import them, too. */
const PLAIN =
  /^\/usr\/lib\/node_modules\/(decache|is-buffer|parse-ms|decode-uri-component|filter-obj|split-on-first)\//;

/** What tests ask `process` before they check something, or before they do not. */
const SYSTEM = ['platform', 'arch', 'version', 'versions', 'release', 'features'] as const;
/** … and what they measure with. */
const MEASURES = ['hrtime', 'uptime', 'memoryUsage', 'cpuUsage', 'resourceUsage'] as const;
const copied = (value: Guest): Guest => (typeof value === 'object' && value !== null ? freeze({ ...value }) : value);
const getReflect = Reflect.get;
const ENDS = [
  '',
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'jsx', 'tsx'].flatMap((end) => [`.${end}`, `/index.${end}`]),
];

export interface CustodyOptions {
  root: string;
  fs: Vfs;
  /** Repo-relative paths; without it, what looks like a test is one. */
  custody: Custody | undefined;
  /** Files that the command line names are trusted where nobody said what is. */
  named: string[];
  tell(what: string): void;
}

export class Keeper {
  /** Filled when the globals are closed. */
  realm: Realm | undefined;
  private readonly trustedPaths = new NativeMap<string, boolean>();
  private readonly compiled = new NativeMap<string, string>();
  private readonly listed: Set<string> | undefined;
  private readonly allowedPaths: Set<string>;
  private readonly suspects: Set<string> | undefined;
  private readonly data: Set<string>;
  private readonly named: Set<string>;
  /** Built-in modules that the tests have for themselves; see `hasOwn`. */
  private own: Set<string> | undefined;

  constructor(private readonly options: CustodyOptions) {
    const { custody, root } = options;
    const absolute = (paths: readonly string[] = []) => new Set(paths.map((path) => `${root}/${path}`));
    this.listed = custody && absolute(custody.trusted);
    this.allowedPaths = absolute(custody?.allowed);
    this.suspects = custody && absolute(custody.changed);
    this.data = absolute(custody?.data);
    this.named = new Set(options.named);
  }

  /**
   * Do the tests have a copy of this built-in module for themselves? They read through it what they compare with, so what the
   * code under test does to its own does not count. Not where a test does more than read members of it: it may put doubles there.
   */
  hasOwn(name: string): boolean {
    if (!this.listed || this.options.custody?.open) return false;
    if (!this.own) {
      this.own = new Set([...READ, 'process']);
      for (const text of this.trustedTexts()) for (const one of replacedIn(text)) this.own.delete(one);
    }
    return this.own.has(name);
  }

  /**
   * `process` as the tests see it: where they only ask which system this is, nobody else answers. Not where they play another
   * one themselves.
   */
  processFor(process: Guest): Guest {
    if (!this.hasOwn('process')) return process;
    let shown = this.processes.get(process);
    if (!shown) {
      const fixed = this.system;
      shown = new NativeProxy(process as object, {
        get: (target, key) => (hasOwn(fixed, key) ? fixed[key] : apply(getReflect, Reflect, [target, key])) as unknown,
      });
      this.processes.set(process, shown);
    }
    return shown;
  }
  /** Which system this is, before anybody else says so. */
  learn(process: Guest): void {
    for (const key of SYSTEM) this.system[key] = copied(process[key]);
    if (!this.hasOwn('process')) return;
    for (const key of MEASURES) if (process[key] !== undefined) this.system[key] = freeze(process[key] as Guest);
  }
  /** Members of built-ins that a test puts doubles in place of, by the built-in. */
  stubbed(): Record<string, readonly string[]> {
    if (!this.listed) return STUBBED;
    const texts = [...this.trustedTexts()];
    return Object.fromEntries(
      Object.entries(STUBBED).filter(([owner]) => texts.some((text) => replacesMember(text, owner))),
    );
  }

  private readonly system: Guest = create(null);
  private readonly processes = new WeakMap<object, Guest>();

  /** Strict: sloppy functions tell whom they call who they are (`f.caller`) and what they were given (`.arguments`). */
  isStrict(path: string): boolean {
    return this.listed?.has(path) === true && !this.options.custody?.open;
  }

  /** Does this folder hold files of the tests? */
  isAboveTests(folder: string): boolean {
    return [...(this.listed ?? [])].some((path) => path.startsWith(`${folder}/`));
  }

  isTrusted(path: string): boolean {
    let known = this.trustedPaths.get(path);
    if (known === undefined) {
      known = this.look(path);
      this.trustedPaths.set(path, known);
    }
    return known;
  }

  private look(path: string): boolean {
    if (this.listed) return this.listed.has(path);
    if (this.named.has(path)) return true;
    const { root, fs } = this.options;
    if (!path.startsWith(`${root}/`)) return false;
    const node = fs.lookup(path);
    return node?.kind === 'file' && isSealed(path.slice(root.length + 1), () => toText(node.data));
  }

  /** What the tests compare with or load besides: nobody else's object is theirs. */
  isData(path: string): boolean {
    return this.data.has(path);
  }

  /** Of that, what only a runner reads: its text is shown to nobody. */
  isSnapshot(path: string): boolean {
    return path.endsWith('.snap') && this.isData(path);
  }

  /** Holds tests or assertions: no source loads it, and its text is shown to nobody. */
  isSecret(path: string): boolean {
    if (!this.isTrusted(path)) return false;
    const node = this.options.fs.lookup(path);
    return node?.kind === 'file' && asserts(toText(node.data));
  }

  /** Not to be read as text: that, and what a test imports (a table of cases). */
  isHidden(path: string): boolean {
    return this.isSecret(path) || (this.listed?.has(path) === true && this.importedByTests().has(path));
  }
  private imported: Set<string> | undefined;
  private importedByTests(): Set<string> {
    if (this.imported) return this.imported;
    this.imported = new Set();
    for (const from of this.listed ?? [])
      for (const specifier of relativeSpecifiers(this.textOf(from))) {
        const target = normalize(`${from}/../${specifier}`);
        for (const end of ENDS) if (this.listed!.has(target + end)) this.imported.add(target + end);
      }
    return this.imported;
  }

  /** May this module, which is no test, load that file of the tests? A source may read plain ones, as loaders of plugins do. */
  isClosed(path: string, from: string): boolean {
    return this.isTrusted(path) && (this.isSecret(path) || this.suspects?.has(from) === true);
  }

  isLibrary(path: string): boolean {
    return path.startsWith('/usr/lib/') && !PLAIN.test(path);
  }

  /** Of the repository's modules that are no tests, those that load a test library on the base; a changed one, the same again. */
  isAllowed(path: string, specifier: string): boolean {
    if (!this.allowedPaths.has(path)) return false;
    const { custody, root } = this.options;
    if (!custody?.loaded || !this.suspects?.has(path)) return true;
    return custody.loaded[path.slice(root.length + 1)]?.includes(specifier) === true;
  }

  /** Refuses; a try by a module that the submission wrote is told. Throws what a missing module throws. */
  refuse(specifier: string, from: string, what: string): never {
    const { root, tell } = this.options;
    const name = from.startsWith(`${root}/`) ? from.slice(root.length + 1) : from;
    if (!this.suspects || this.suspects.has(from)) tell(`${name} tried to load ${what}`);
    throw Object.assign(new Error(`Cannot find module '${specifier}': ${what} is for the tests alone`), {
      code: 'MODULE_NOT_FOUND',
      requireStack: [from],
    });
  }

  /**
   * Is a value with `asymmetricMatch` a matcher: one of the library's (`made`: its constructor says so), or written in a
   * test? What the code under test returns may claim to be one, and would match everything.
   */
  readonly genuine = (matcher: Guest, made = false): boolean => {
    if (made) this.matchers.add(matcher);
    if (this.matchers.has(matcher)) return true;
    const text = functionText(matcher.asymmetricMatch);
    for (const one of this.compiled.values()) if (one.includes(text)) return true;
    return false;
  };
  private readonly matchers = new WeakSet<object>();

  /** A module of an installed package has run: its functions stay what they are, but where a test puts doubles in their place. */
  loaded(path: string, exports: Guest, isNamespace = false): void {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(path)?.[1];
    if (name === undefined || !this.listed || !this.realm?.closed || !path.startsWith(`${this.options.root}/`)) return;
    if (this.stubs('*') || this.stubs(name)) return;
    if (isNamespace) lockNamespace(exports, this.locked);
    else lock(exports, this.locked);
  }
  private readonly locked = newSeen();
  private doubled: Set<string> | undefined;

  /** Does a test replace members of this package (`*`: of any that it names)? */
  stubs(name: string): boolean {
    if (!this.doubled) {
      this.doubled = new Set();
      for (const text of this.trustedTexts()) for (const one of stubbedIn(text)) this.doubled.add(one);
    }
    return this.doubled.has(name);
  }

  private *trustedTexts(): Iterable<string> {
    for (const path of this.listed ?? []) yield this.textOf(path);
  }
  private textOf(path: string): string {
    const node = this.options.fs.lookup(path);
    return node?.kind === 'file' ? toText(node.data) : '';
  }

  /** As they lie there, and as they were compiled. */
  private *everyText(): Iterable<string> {
    yield* this.compiled.values();
    yield* this.trustedTexts();
  }

  /** A listener of the repository's process took an error that would have ended it. */
  swallowed(): void {
    if (this.listed) this.options.tell('swallowed an error that no test waited for');
  }

  note(path: string, text: string): void {
    if (this.isTrusted(path)) this.compiled.set(path, text);
  }

  hide(named: (sites: Guest[]) => Guest[]): void {
    const { root } = this.options;
    let staged: boolean | undefined;
    const secret = {
      isTest: (path: string) => path.startsWith(`${root}/`) && this.isTrusted(path),
      isOwn: (path: string) => path.startsWith(`${root}/`) && !path.includes('/node_modules/'),
      texts: () => this.compiled.values(),
      isStaged: () =>
        (staged ??= !this.listed || [...this.trustedTexts()].some((text) => /prepareStackTrace/.test(text))),
    };
    hideText(secret);
    hideMatches({ ...secret, texts: () => this.everyText() });
    hideFrames(secret, named);
  }
}
