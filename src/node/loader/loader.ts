/** The module registry of one guest process: CommonJS and ES modules, JSON, TypeScript; evaluates and caches. */
import type { Guest, GuestFunction } from '../guest';
import { toText } from '../vfs';
import { createModuleClass, makeModule, type GuestModule } from './commonjs';
import { EsmModule, namespaceFrom, namespaceOf } from './esm';
import type { Format, HookResult, Intercept, LoaderHooks } from './hooks';
import { asNode } from './refused';
import { Rights } from './rights';
import { throughHarness } from './should';
import { moduleError, Resolver, type ResolveKind } from './resolve';
import { needsSucrase, stripTypes, isTypeScript } from './typescript';
import { checkSpecifier, runScript } from './script';
import { hasModuleSyntax, nameUnknown } from './syntax';
import { isPack, transformModule } from './transform';

/** A guest may not see or patch these. */
const compile = globalThis.eval;

export class Loader {
  readonly resolver: Resolver;
  readonly Module: Guest;
  cache: Record<string, GuestModule> = Object.create(null);
  readonly esm = new Map<string, EsmModule>();
  readonly provided = new Map<string, Guest>();
  /** A runner's replacements (mocks, aliases); the newest is asked first. */
  readonly intercepts: Intercept[] = [];
  /** Length of the wrapper before the source on line 1, by the name in stack traces. */
  readonly prefixes = new Map<string, number>();
  main: GuestModule | undefined;
  readonly rights = new Rights(this);
  private promising = false;
  private tracking: boolean | undefined;

  constructor(readonly hooks: LoaderHooks) {
    this.resolver = new Resolver(hooks.fs, hooks.known);
    this.Module = createModuleClass(this);
    this.resolver.registered = () => Object.keys(this.Module._extensions);
  }

  /** What a specifier means: a value given by a runner, a builtin, or a file; unless a runner replaced it. */
  lookup(specifier: string, from: string, kind: ResolveKind, key = false): HookResult {
    const find = () => this.rights.admit(this.find(specifier, from, kind), specifier, from, key);
    if (this.intercepts.length === 0 || from.startsWith('/usr/lib/')) return find();
    let found: HookResult | undefined;
    let missing: unknown;
    try {
      found = find();
    } catch (error) {
      missing = error;
    }
    for (const hook of this.intercepts) {
      const other = hook(specifier, from, found && 'path' in found ? found.path : undefined);
      if (other) return other;
    }
    if (found) return found;
    throw missing;
  }

  private find(specifier: string, from: string, kind: ResolveKind): { value: Guest } | { path: string } {
    if (this.provided.has(specifier)) return { value: this.provided.get(specifier) };
    const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier;
    if (this.hooks.isBuiltin(specifier)) return { value: this.hooks.builtin(name) };
    if (specifier.startsWith('node:'))
      throw moduleError('ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: ${specifier}`);
    return { path: this.resolver.resolve(specifier, from, kind) };
  }

  /** Absolute path of what a specifier means; undefined for builtins, provided values and missing modules. */
  resolve(specifier: string, from: string, kind: ResolveKind = 'import'): string | undefined {
    if (this.provided.has(specifier) || this.hooks.isBuiltin(specifier)) return undefined;
    try {
      return this.resolver.resolve(specifier, from, kind);
    } catch {
      return undefined;
    }
  }

  /** A file's text for guest code and for messages. */
  shownSource(path: string): string {
    return (this.hooks.shown?.(path) ?? this.source(path)).replace(/^\uFEFF/, '');
  }

  source = (path: string): string => toText(this.hooks.fs.read(path)).replace(/^\uFEFF/, '');

  /** CommonJS `require`, as seen from a file. ES modules without top-level await load too. */
  require(specifier: Guest, from: string, parent?: GuestModule, key = this.rights.isKeyed(parent)): Guest {
    checkSpecifier(specifier);
    let found: HookResult;
    try {
      found = this.lookup(specifier, from, 'require', key);
    } catch (error) {
      const path = this.elsewhere(specifier, parent);
      if (!path) throw error;
      found = this.rights.admit({ path }, specifier, from, key);
    }
    return 'value' in found
      ? found.value
      : this.requirePath(found.path, parent, key || this.rights.isInstalled(parent?.filename));
  }

  /** A bare name below the folders that somebody added to `module.paths`. */
  private elsewhere(specifier: string, parent?: GuestModule): string | undefined {
    if (!parent?.paths || /^[./]/.test(specifier)) return undefined;
    const usual = Resolver.paths(parent.path);
    return this.resolver.below(
      specifier,
      parent.paths.filter((dir) => !usual.includes(dir)),
    );
  }

  cwd(): string {
    return this.hooks.cwd?.() ?? '/';
  }

  /** `asInstalled`: for the tests and for packages, whose packages nobody has put in place. */
  requirePath(path: string, parent?: GuestModule, asInstalled = false): Guest {
    if (asInstalled && this.rights.isData(path)) return this.rights.dataAt(path);
    const untouched = asInstalled && this.rights.isInstalled(path);
    const cached = untouched ? this.rights.untouched(path) : this.rights.cached(path);
    if (cached) return cached.exports;
    const esm = this.esm.get(path);
    if (esm) return this.esmExports(esm);
    if (!path.startsWith('/usr/lib/') && !untouched && !this.rights.isPrivate(path) && this.Module.handles(path))
      return this.fill(makeModule(this, path, parent), (module) => {
        module.load(path);
        this.hooks.keeper?.loaded(path, module.exports);
      });
    const text = path.endsWith('.json') ? '' : this.prepare(path);
    const format = this.format(path, text);
    if (format === 'module' || format === 'mixed')
      return this.esmExports(this.esmModule(path, text, format === 'mixed'));
    return this.fill(makeModule(this, path, parent), (module) => {
      this.rights.coming(path, module);
      if (format === 'json') module.exports = this.json(path);
      else runScript(this, module, text);
      module.loaded = true;
      this.rights.came(path, module);
      if (path.startsWith('/usr/lib/')) this.hooks.libraryLoaded?.(path, module.exports);
      else this.hooks.keeper?.loaded(path, module.exports);
    });
  }

  /** Fills a module that others may already see; one that throws is forgotten. */
  private fill(module: GuestModule, run: (module: GuestModule) => void): Guest {
    const { filename: path } = module;
    this.rights.remember(path, module);
    let threw = true;
    try {
      run(module);
      threw = false;
    } finally {
      if (threw) this.rights.forget(path);
    }
    return module.exports;
  }

  /** The main script, CommonJS: `require.main === module` holds in it. */
  runMain(path: string): void {
    const module = makeModule(this, path);
    module.id = '.';
    module.parent = null;
    this.main = module;
    this.rights.remember(path, module);
    if (!this.rights.isPrivate(path) && this.Module.handles(path)) return module.load(path);
    runScript(this, module, this.prepare(path));
    module.loaded = true;
  }

  /** The text of a file as it is compiled: types stripped, mocks hoisted. */
  prepare(path: string, text = this.source(path)): string {
    if (needsSucrase(path)) text = stripTypes(text, path);
    if (this.hooks.rewrite && !path.startsWith('/usr/lib/')) text = this.hooks.rewrite(text, path);
    if (this.hooks.keeper?.realm?.closed && this.hooks.keeper.isTrusted(path)) text = throughHarness(text, path);
    if (!path.startsWith('/usr/lib/') && /\bawait\b|\.then\s*\(/.test(text)) this.promising = true;
    return text;
  }

  /** `mixed` = ES module syntax in a file that Node would call CommonJS; it works as with a bundler's loader. */
  format(path: string, text: string): Format {
    if (path.endsWith('.json')) return 'json';
    if (/\.(mjs|mts)$/.test(path)) return 'module';
    if (isPack(path)) return 'commonjs';
    if (/\.(cjs|cts)$/.test(path)) return hasModuleSyntax(text, path) && isTypeScript(path) ? 'mixed' : 'commonjs';
    if (this.resolver.scope(path)?.json.type === 'module' && /\.([jt]sx?)$/.test(path)) return 'module';
    return hasModuleSyntax(text, path) ? 'mixed' : 'commonjs';
  }

  json(path: string, text = this.shownSource(path)): Guest {
    try {
      return JSON.parse(text);
    } catch (error) {
      (error as Error).message = `${path}: ${(error as Error).message}`;
      throw error;
    }
  }

  /** Links, instantiates and evaluates; awaits top-level await. Resolves with the namespace. */
  async import(specifier: string, from: string, key = false, attributes?: Record<string, unknown>): Promise<Guest> {
    const found = this.lookup(specifier, from, 'import', key);
    if ('value' in found) return found.esm ? namespaceFrom(found.value) : namespaceOf(found.value, true);
    if (attributes) asNode(this, specifier, from, found.path, attributes);
    return this.importPath(found.path, 'node', key);
  }

  async importPath(path: string, interop: 'node' | 'bundler' = 'node', key = false): Promise<Guest> {
    const target = this.target(path, interop, key);
    if (!(target instanceof EsmModule)) return target();
    target.link();
    await target.evaluateAsync();
    return target.namespace;
  }
  /** An ES module, or a thunk that runs a CommonJS/JSON file and gives its namespace for this kind of importer. */
  target(path: string, interop: 'node' | 'bundler', asInstalled = false): EsmModule | (() => Guest) {
    const known = this.esm.get(path);
    if (known) return known;
    if (
      !(asInstalled && this.rights.isInstalled(path) ? this.rights.untouched(path) : this.rights.cached(path)) &&
      !path.endsWith('.json')
    ) {
      const text = this.prepare(path);
      const format = this.format(path, text);
      if (format === 'module' || format === 'mixed') return this.esmModule(path, text, format === 'mixed');
    }
    return () => namespaceOf(this.requirePath(path, undefined, asInstalled), interop === 'node');
  }

  dynamicImport(from: string, key = false, mixed = false): (specifier: unknown, options?: Guest) => Promise<Guest> {
    return async (specifier, options) => {
      const waiting = this.hooks.beforeImport?.();
      if (waiting) await waiting;
      return this.import(`${specifier}`, from, key, mixed ? undefined : (options?.with ?? options?.assert ?? {}));
    };
  }

  /** An anonymous ES module (from -e, stdin): not cached. */
  esmText(path: string, text: string): EsmModule {
    return new EsmModule(this, path, transformModule(text, path, false, this.tracks()), false, false);
  }

  compileEsm(module: EsmModule): GuestFunction {
    const name = 'file://' + module.path;
    const [before, after, enter] = this.rights.around(module.path, module.key);
    this.prefixes.set(name, before.length + module.text.prefix);
    this.hooks.keeper?.note(module.path, module.text.code);
    try {
      return enter(compile(`${before}${module.text.code}${after}\n//# sourceURL=${name}`));
    } catch (error) {
      throw nameUnknown(module.text.code, name, error as Error);
    }
  }

  /** Exports of a package below /usr/lib (or node_modules) that this run has loaded, or undefined. */
  loaded(specifier: string): Guest | undefined {
    try {
      const path = this.resolver.resolve(specifier, '/usr/lib/node_modules/x.js', 'require');
      return this.rights.cached(path)?.exports ?? (this.esm.has(path) ? this.esm.get(path)!.namespace : undefined);
    } catch {
      return undefined;
    }
  }

  /** AsyncLocalStorage can follow `await` only in rewritten code; asked once, true when some guest file names it. */
  tracks(): boolean {
    this.tracking ??= this.hooks.fs.some(
      (path, text) => !path.startsWith('/usr/lib/') && /AsyncLocalStorage/.test(text),
    );
    return this.tracking;
  }

  /** Whether a loaded guest module may wait for a promise (packages below /usr/lib are not looked at). */
  usesPromises(): boolean {
    return this.promising;
  }

  /** Forgets guest modules, so that the next test file starts fresh; packages below /usr/lib stay. */
  fresh(): void {
    for (const path of Object.keys(this.cache)) if (!path.startsWith('/usr/lib/')) delete this.cache[path];
    this.rights.fresh();
    for (const path of [...this.esm.keys()]) if (!path.startsWith('/usr/lib/')) this.esm.delete(path);
    this.main = undefined;
  }

  esmModule(path: string, text: string, mixed: boolean): EsmModule {
    const key = this.rights.isPrivate(path);
    const module = new EsmModule(this, path, transformModule(text, path, mixed, this.tracks()), mixed, key);
    this.esm.set(path, module);
    return module;
  }

  esmExports(module: EsmModule): Guest {
    module.link();
    if (module.hasAsync())
      throw moduleError(
        'ERR_REQUIRE_ASYNC_MODULE',
        `require() cannot be used on an ESM graph with top-level await. Use import() instead. (${module.path})`,
      );
    module.evaluateSync();
    return module.required();
  }
}
