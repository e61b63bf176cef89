/** Verdict mode: the rights of modules (see custody), and what they see of each other. Without a keeper all have all. */
import type { Guest, GuestFunction } from '../guest';
import { freeze, NativeMap } from '../primordials';
import { makeModule, makeRequire, type GuestModule } from './commonjs';
import type { HookResult } from './hooks';
import type { Loader } from './loader';

/** What a module's code is wrapped in: before, after, and how the compiled text becomes the module's function. */
type Wrapping = [before: string, after: string, enter: (compiled: GuestFunction) => GuestFunction];

export class Rights {
  /** Modules that only the loader reaches: packages and the trusted. */
  private readonly kept = new NativeMap<string, GuestModule>();
  /** Module objects of packages and trusted files: what asks through one of these may have the test library. */
  private readonly keyed = new WeakSet<object>();
  private keyedBuiltin: Guest;

  constructor(private readonly loader: Loader) {}

  /** What is found, if this module may have it. `key`: asked by a package or a trusted file. */
  admit(found: HookResult, specifier: string, from: string, key: boolean): HookResult {
    const { hooks, provided } = this.loader;
    const { keeper } = hooks;
    if (!keeper) return found;
    const name = specifier.replace(/^node:/, '');
    if (key) {
      if (!('value' in found) || provided.has(specifier)) return found;
      if (name === 'module') return { value: this.keyedModule() };
      if (name === 'process') return { value: keeper.processFor(found.value) };
      const library = from.startsWith('/usr/lib/');
      // Fake timers of a library are everybody's.
      const own = library ? !/^timers\b/.test(name) : keeper.hasOwn(name);
      return own ? { value: hooks.privately?.(name, library) ?? found.value } : found;
    }
    if (keeper.isAllowed(from, specifier)) return found;
    if ('value' in found) {
      if (provided.has(specifier) || name === 'test' || name === 'test/reporters')
        keeper.refuse(specifier, from, `the test library (${specifier})`);
    } else if (keeper.isLibrary(found.path)) keeper.refuse(specifier, from, `the test library (${specifier})`);
    else if (keeper.isClosed(found.path, from)) keeper.refuse(specifier, from, `a file of the tests (${specifier})`);
    return found;
  }

  /** `node:module` for trusted files: what its createRequire makes for one of them has their rights. */
  private keyedModule(): Guest {
    if (this.keyedBuiltin) return this.keyedBuiltin;
    const module: Guest = this.loader.hooks.builtin('module');
    const createRequire = (from: string | URL): Guest => {
      const require: Guest = module.createRequire(from);
      const path = String(from).replace(/^file:\/\//, '');
      if (!this.loader.hooks.keeper?.isTrusted(decodeURIComponent(path))) return require;
      const made = makeModule(this.loader, path);
      this.give(made);
      return makeRequire(this.loader, made);
    };
    return (this.keyedBuiltin = new Proxy(module, {
      get: (target, name, receiver) =>
        name === 'createRequire'
          ? createRequire
          : name === 'default' || name === 'Module'
            ? receiver
            : Reflect.get(target, name),
    }));
  }
  give(module: object): void {
    this.keyed.add(module);
  }

  /** Does a module have the rights of a trusted one? */
  isKeyed(module: object | null | undefined): boolean {
    return module !== null && module !== undefined && this.keyed.has(module);
  }

  /** Another module as this one may see it: a stand-in where it is trusted and this one is not. */
  shownTo(viewer: string, module: GuestModule | null | undefined): GuestModule | null | undefined {
    if (!module || !this.isKeyed(module) || this.loader.hooks.keeper?.isTrusted(viewer)) return module;
    const { id, path, filename } = module;
    return freeze({
      id,
      path,
      filename,
      exports: freeze({}),
      loaded: false,
      children: [],
      paths: [],
      parent: undefined,
      require: (specifier: string) => this.loader.require(specifier, viewer),
      load: () => undefined,
    }) as GuestModule;
  }

  /** Packages of the repository as they came, by path: `require.cache` is anybody's. */
  private readonly arrived = new NativeMap<string, Guest>();
  private readonly loading = new NativeMap<string, GuestModule>();

  /** An installed package that the tests get as it was installed, unless they put doubles into such themselves. */
  isInstalled(path: string | null | undefined): boolean {
    const { keeper } = this.loader.hooks;
    return (
      typeof path === 'string' &&
      keeper?.realm?.closed === true &&
      /\/node_modules\//.test(path) &&
      !path.startsWith('/usr/lib/') &&
      !keeper.stubs('*')
    );
  }
  /** Such a module begins to run, and has run: without a hook of somebody's. */
  coming(path: string, module: GuestModule): void {
    if (this.isInstalled(path)) this.loading.set(path, module);
  }
  came(path: string, module: GuestModule): void {
    if (this.loading.delete(path)) this.arrived.set(path, module.exports);
  }
  /** Its module, where it came so and nobody wants it anew. */
  untouched(path: string): { exports: Guest } | undefined {
    if (!this.loader.cache[path]) return undefined;
    return this.loading.get(path) ?? (this.arrived.has(path) ? { exports: this.arrived.get(path) } : undefined);
  }

  /** Data of the tests as they alone see it: not an object that others have, too, and not what a hook makes of it. */
  private readonly data = new NativeMap<string, { text: string; exports: Guest }>();
  isData(path: string): boolean {
    return path.endsWith('.json') && this.loader.hooks.keeper?.isData(path) === true;
  }
  dataAt(path: string): Guest {
    const text = this.loader.source(path);
    const known = this.data.get(path);
    if (known?.text === text) return known.exports;
    const exports = this.loader.json(path, text);
    this.data.set(path, { text, exports });
    return exports;
  }

  isPrivate(path: string): boolean {
    const { keeper } = this.loader.hooks;
    return keeper !== undefined && (path.startsWith('/usr/lib/') || keeper.isTrusted(path));
  }
  cached(path: string): GuestModule | undefined {
    return this.isPrivate(path) ? this.kept.get(path) : this.loader.cache[path];
  }
  remember(path: string, module: GuestModule): void {
    if (this.isPrivate(path)) {
      this.keyed.add(module);
      this.kept.set(path, module);
    } else this.loader.cache[path] = module;
  }

  forget(path: string): void {
    if (this.isPrivate(path)) this.kept.delete(path);
    else delete this.loader.cache[path];
  }

  /** Packages stay. */
  fresh(): void {
    this.data.clear();
    for (const path of [...this.kept.keys()]) if (!path.startsWith('/usr/lib/')) this.kept.delete(path);
  }

  /** Tests get the names of the tests, libraries a global object of their own; the others what there is. */
  around(path: string, key: boolean): Wrapping {
    const realm = key ? this.loader.hooks.keeper?.realm : undefined;
    if (!realm) return ['', '', (body) => body];
    return path.startsWith('/usr/lib/')
      ? [
          '(function(globalThis,global){return ',
          '})',
          (body) => body(realm.libraries, realm.libraries) as GuestFunction,
        ]
      : ['(function($tests){with($tests){return ', '}})', (body) => body(realm.scope) as GuestFunction];
  }
}
