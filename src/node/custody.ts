/**
 * Verdict mode: which module may have what. Test files and the helpers they load (the *trusted*) get the test library and
 * the names of the tests; every other module of the repository gets neither, whatever way it asks: by name, by path, through
 * Module, createRequire or another module's require. What a trusted module is and what a package exports lies in maps that no
 * guest code reaches: require.cache, module.parent and require.main show stand-ins for them.
 */
import type { Guest } from './guest';
import { apply, create, freeze, functionText, hasOwn, NativeMap, NativeProxy } from './primordials';
import { asserts } from '../facts/protected';
import { lock, lockNamespace, newSeen } from './locking';
import { isSealed, type Custody } from './protocol';
import type { Realm } from './realm';
import { hideFrames, hideText } from './hiding';
import { toText, type Vfs } from './vfs';

/** Packages that are no test libraries: sources import them, too. */
const PLAIN =
  /^\/usr\/lib\/node_modules\/(decache|is-buffer|parse-ms|decode-uri-component|filter-obj|split-on-first)\//;

const FILES = ['fs', 'fs/promises'];
/** Built-in modules of which packages and tests get a copy of their own: what they compare is read or made through these. */
export const READ: readonly string[] = [
  ...[...FILES, 'path', 'os', 'url', 'crypto', 'child_process', 'util', 'querystring', 'string_decoder', 'punycode'],
  ...['zlib', 'v8', 'vm'],
];
/** A test that plays another platform. */
const PLAYED =
  /\bprocess\s*\.\s*(platform|arch|versions?|release|features)\b(\s*\.\s*\w+)?\s*=(?!=)|[(,]\s*((globalThis|global)\s*\.\s*)?process\s*[,)]|\bdelete\s+process\b/;
/** Where a module is taken under a name; `module` says how its name is written, in one group. */
const takes = (module: string) =>
  new RegExp(
    String.raw`\b(?:import\s+(?:\*\s*as\s+)?([\w$]+)\s+from\s*|import\s*[\w$]*,?\s*\{[^}]*\bdefault\s+as\s+([\w$]+)[^}]*\}\s*from\s*|([\w$]+)\s*=\s*(?:await\s+)?(?:require|import)\s*\(\s*)(['"` +
      '`' +
      String.raw`])${module}\4`,
    'g',
  );
const BUILTINS = takes(String.raw`(?:node:)?([\w/]+)`);
const PACKAGES = takes(String.raw`([@\w][@\w./-]*)`);
const DOUBLES =
  /\b(mock-?fs|mock-require|mockery|memfs|unionfs|proxyquire\w*|rewire\w*|esmock|quibble|testdouble|decache|import-fresh|require-uncached|require\.cache|_load|_resolveFilename|_extensions|(jest|vi|mock|td)\.(mock|doMock|unstable_mockModule|module|replace\w*))\b/i;

const SAID = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const NAMED = /\bimport\b[^;()]*?\bfrom\b|[\w$]+\s*=\s*(?:await\s+)?(?:require|import)\s*\(/g;

/** Modules that a text takes, each with a pattern of the name it has there; and the text without words, imports and requires. */
function takenIn(text: string, modules: RegExp): { rest: string; taken: [module: string, name: string][] } {
  const taken = [...text.matchAll(modules)].map(([, star, named, assigned, , module]): [string, string] => [
    module!,
    `(?<![\\w$.])${(star ?? named ?? assigned)!.replace(/\$/g, '\\$&')}(?![\\w$])`,
  ]);
  return { rest: text.replace(SAID, ' ').replace(NAMED, ' '), taken };
}

/** Packages whose members a text replaces by doubles; `*`: any. */
function stubbedIn(text: string): string[] {
  if (DOUBLES.test(text)) return ['*'];
  const { rest, taken } = takenIn(text, PACKAGES);
  const out: string[] = [];
  for (const [module, name] of taken) {
    const more = `\\b\\w*([sS]tub|[sS]py|[mM]ock|[rR]eplace|defineProperty|assign)\\w*\\s*\\(\\s*${name}|${name}(\\s*\\.[\\w$]+)+\\s*=(?![=>])|\\bdelete\\s+${name}`;
    if (new RegExp(more).test(rest)) out.push(/^(@[^/]+\/)?[^/]+/.exec(module)![0]);
  }
  return out;
}

/** Built-in modules of which a text does more than read members: hands on, changes. */
function replacedIn(text: string): readonly string[] {
  if (DOUBLES.test(text)) return [...READ, 'process'];
  const { rest, taken } = takenIn(text, BUILTINS);
  const out: string[] = PLAYED.test(rest) ? ['process'] : [];
  for (const [module, name] of taken) {
    const more = `${name}(?!\\s*\\.)|${name}\\s*\\.promises\\b(?!\\s*\\.)|${name}(\\s*\\.[\\w$]+)+\\s*=(?![=>])|\\bdelete\\s+${name}`;
    if (READ.includes(module) && new RegExp(more).test(rest)) out.push(module);
  }
  return out;
}

/** What tests ask `process` before they check something, or before they do not. */
const SYSTEM = ['platform', 'arch', 'version', 'versions', 'release', 'features'] as const;
const copied = (value: Guest): Guest => (typeof value === 'object' && value !== null ? freeze({ ...value }) : value);
const getReflect = Reflect.get;

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
  private readonly named: Set<string>;
  /** Built-in modules that the tests have for themselves; see `hasOwn`. */
  private own: Set<string> | undefined;

  constructor(private readonly options: CustodyOptions) {
    const { custody, root } = options;
    const absolute = (paths: readonly string[] = []) => new Set(paths.map((path) => `${root}/${path}`));
    this.listed = custody && absolute(custody.trusted);
    this.allowedPaths = absolute(custody?.allowed);
    this.suspects = custody && absolute(custody.changed);
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
      if (!this.own.has('fs') || !this.own.has('fs/promises')) for (const one of FILES) this.own.delete(one);
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

  /** Holds tests or assertions: no source loads it, and its text is shown to nobody. */
  isSecret(path: string): boolean {
    if (!this.isTrusted(path)) return false;
    const node = this.options.fs.lookup(path);
    return node?.kind === 'file' && asserts(toText(node.data));
  }

  /** May this module, which is no test, load that file of the tests? A source may read plain ones, as loaders of plugins do. */
  isClosed(path: string, from: string): boolean {
    return this.isTrusted(path) && (this.isSecret(path) || this.suspects?.has(from) === true);
  }

  isLibrary(path: string): boolean {
    return path.startsWith('/usr/lib/') && !PLAIN.test(path);
  }

  /** Of the repository's modules that are no tests, those that load a test library on the base. */
  isAllowed(path: string): boolean {
    return this.allowedPaths.has(path);
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
  private stubbed: Set<string> | undefined;

  /** Does a test replace members of this package (`*`: of any that it names)? */
  stubs(name: string): boolean {
    if (!this.stubbed) {
      this.stubbed = new Set();
      for (const text of this.trustedTexts()) for (const one of stubbedIn(text)) this.stubbed.add(one);
    }
    return this.stubbed.has(name);
  }

  private *trustedTexts(): Iterable<string> {
    for (const path of this.listed ?? []) {
      const node = this.options.fs.lookup(path);
      if (node?.kind === 'file') yield toText(node.data);
    }
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
    const secret = {
      isTest: (path: string) => path.startsWith(`${root}/`) && this.isTrusted(path),
      isOwn: (path: string) => path.startsWith(`${root}/`) && !path.includes('/node_modules/'),
      texts: () => this.compiled.values(),
    };
    hideText(secret);
    hideFrames(secret, named);
  }
}
