/** One ES module record: link (namespaces and getters exist before anything runs), then evaluate, sync or async. */
import type { Guest } from '../guest';
import { apply, freeze, isFrozen } from '../primordials';
import { asyncContext } from '../context';
import { makeModule, makeRequire } from './commonjs';
import { explainScope, missingExport } from './fault';
import type { Loader } from './loader';
import { asNode } from './refused';
import { isTypeScript } from './typescript';
import type { EsmText } from './transform';

const namespaces = new WeakSet<object>();
export const isNamespace = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && namespaces.has(value);

function newNamespace(): Guest {
  const namespace = Object.create(null);
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  namespaces.add(namespace);
  return namespace;
}

const wrapped = { node: new WeakMap<object, Guest>(), bundler: new WeakMap<object, Guest>() };

/** CommonJS exports or a builtin as an importer sees them. `node`: default is always module.exports. */
export function namespaceOf(value: Guest, node: boolean): Guest {
  if (isNamespace(value)) return value;
  const object = (typeof value === 'object' && value !== null) || typeof value === 'function';
  const cache = wrapped[node ? 'node' : 'bundler'];
  const known = object ? cache.get(value) : undefined;
  if (known && isFrozen(known)) return known;
  const namespace = known ?? newNamespace();
  if (object) {
    cache.set(value, namespace);
    for (const key of Object.keys(value).sort()) {
      if (key === 'default') continue;
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      // Lazy getters of packages (chai's, ours) stay lazy.
      if (descriptor?.get)
        Object.defineProperty(namespace, key, { get: () => value[key], enumerable: true, configurable: true });
      else namespace[key] = value[key];
    }
    if (node && typeof value === 'object' && value.__esModule) namespace.__esModule = true;
  }
  namespace.default = !node && object && value.__esModule ? value.default : value;
  if (object && isFrozen(value)) freeze(namespace);
  return namespace;
}

/** Exports that stand for an ES module's: every key, `default` too. */
export function namespaceFrom(value: Guest): Guest {
  if (isNamespace(value) || value === null || (typeof value !== 'object' && typeof value !== 'function'))
    return namespaceOf(value, true);
  const namespace = newNamespace();
  for (const key of Object.keys(value))
    Object.defineProperty(namespace, key, { get: () => value[key], enumerable: true, configurable: true });
  return namespace;
}

type Resolved = EsmModule | { run(): Guest; namespace: Guest };

export class EsmModule {
  readonly namespace: Guest = newNamespace();
  readonly deps: Resolved[] = [];
  private readonly getters: Record<string, () => Guest> = Object.create(null);
  private state: 'new' | 'linked' | 'evaluating' | 'evaluated' | 'failed' = 'new';
  private error: unknown;
  private body: Guest;
  private pending: Promise<void> | undefined;
  private facade: Guest;

  constructor(
    private readonly loader: Loader,
    readonly path: string,
    readonly text: EsmText,
    private readonly mixed: boolean,
    /** A package or a trusted file: see custody. */
    readonly key: boolean,
  ) {}

  /** Resolves dependencies recursively and installs export getters. */
  link(): void {
    if (this.state !== 'new') return;
    this.state = 'linked';
    const asInstalled = this.key || this.loader.rights.isInstalled(this.path);
    try {
      for (const dep of this.text.deps) {
        const found = this.loader.lookup(dep.specifier, this.path, 'import', this.key);
        if ('value' in found) {
          const namespace = found.esm ? namespaceFrom(found.value) : namespaceOf(found.value, true);
          this.deps.push({ run: () => namespace, namespace });
          continue;
        }
        if (!this.mixed) asNode(this.loader, dep.specifier, this.path, found.path, dep.attributes);
        const target = this.loader.target(found.path, this.mixed ? 'bundler' : 'node', asInstalled);
        if (target instanceof EsmModule) this.deps.push(target);
        else this.deps.push({ run: target, namespace: newNamespace() });
      }
      for (const dep of this.deps) if (dep instanceof EsmModule) dep.link();
      this.instantiate();
    } catch (error) {
      // A later import tries again, as a fixed file should load.
      this.loader.esm.delete(this.path);
      throw error;
    }
  }

  private instantiate(): void {
    const outer = this.loader.compileEsm(this);
    const scope: unknown[] = [];
    if (this.mixed) {
      const module = makeModule(this.loader, this.path);
      if (this.key) this.loader.rights.give(module);
      scope.push(module.exports, makeRequire(this.loader, module), module, this.path, module.path);
    }
    const generator = apply(outer, undefined, scope) as (...args: unknown[]) => Guest;
    const link = {
      ns: this.deps.map((dep) => dep.namespace),
      name: (f: object) => Object.defineProperty(f, 'name', { value: 'default', configurable: true }),
      exports: (getters: Record<string, () => Guest>) => {
        Object.assign(this.getters, getters);
      },
    };
    this.body = apply(generator, undefined, [
      link,
      this.loader.dynamicImport(this.path, this.key, this.mixed),
      this.meta(),
      asyncContext,
    ]);
    const started = this.body.next();
    if (this.text.async) (started as Promise<unknown>).catch(() => undefined);
    const all: Record<string, () => Guest> = { ...this.getters };
    for (const index of this.text.stars) {
      const dep = this.deps[index]!;
      if (dep instanceof EsmModule)
        for (const name of Object.keys(dep.namespace))
          if (name !== 'default' && !(name in all)) all[name] = () => dep.namespace[name];
    }
    for (const name of Object.keys(all).sort()) this.define(name, all[name]!);
  }

  private define(name: string, get: () => Guest): void {
    Object.defineProperty(this.namespace, name, { get, enumerable: true, configurable: true });
  }

  private star(dep: EsmModule): void {
    for (const name of Object.keys(dep.namespace)) {
      if (name === 'default' || name in this.namespace) continue;
      this.define(name, () => dep.namespace[name]);
    }
  }

  private meta(): Guest {
    const { path, loader, key } = this;
    return Object.assign(Object.create(null), {
      dirname: path.slice(0, Math.max(path.lastIndexOf('/'), 1)),
      filename: path,
      resolve(specifier: string): string {
        if (/^(\.\.?\/|\/|file:)/.test(specifier)) return new URL(specifier, 'file://' + path).href;
        const found = loader.hooks.isBuiltin(specifier) ? undefined : loader.lookup(specifier, path, 'import', key);
        if (!found) return specifier.startsWith('node:') ? specifier : 'node:' + specifier;
        return 'path' in found ? 'file://' + found.path : specifier;
      },
      url: 'file://' + path,
    });
  }

  hasAsync(seen = new Set<EsmModule>()): boolean {
    if (this.state === 'evaluated' || seen.has(this)) return false;
    seen.add(this);
    return this.text.async || this.deps.some((dep) => dep instanceof EsmModule && dep.hasAsync(seen));
  }

  evaluateSync(): void {
    if (!this.begin()) return;
    try {
      for (let i = 0; i < this.deps.length; i++) {
        const dep = this.deps[i]!;
        if (dep instanceof EsmModule) dep.evaluateSync();
        this.bind(dep, i);
      }
      this.body.next();
      this.done();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Awaits only where the graph has top-level await; otherwise everything runs in this turn. */
  evaluateAsync(): Promise<void> | void {
    if (this.pending && this.state === 'evaluating') return this.pending;
    if (!this.hasAsync()) return this.evaluateSync();
    if (!this.begin()) return;
    this.pending = this.run();
    return this.pending;
  }

  private async run(): Promise<void> {
    try {
      for (let i = 0; i < this.deps.length; i++) {
        const dep = this.deps[i]!;
        if (dep instanceof EsmModule && !(dep.state === 'evaluating')) await dep.evaluateAsync();
        this.bind(dep, i);
      }
      if (this.text.async) await this.body.next();
      else this.body.next();
      this.done();
    } catch (error) {
      this.fail(error);
    }
  }

  private done(): void {
    this.state = 'evaluated';
    this.loader.hooks.keeper?.loaded(this.path, this.namespace, true);
  }

  private begin(): boolean {
    if (this.state === 'failed') throw this.error;
    if (this.state !== 'linked') return false;
    this.state = 'evaluating';
    return true;
  }

  private fail(error: unknown): never {
    this.state = 'failed';
    this.error = error;
    if (!this.mixed) explainScope(error as Guest, this.path, this.loader.resolver.scope(this.path));
    throw error;
  }

  /** Runs a CommonJS dependency into its namespace; then checks that the imported names exist. */
  private bind(dep: Resolved, index: number): void {
    if (!(dep instanceof EsmModule)) {
      const namespace = dep.run();
      if (namespace !== dep.namespace)
        for (const key of Object.keys(namespace))
          Object.defineProperty(dep.namespace, key, {
            get: () => namespace[key],
            enumerable: true,
            configurable: true,
          });
    }
    if (this.text.stars.includes(index)) {
      if (dep instanceof EsmModule) this.star(dep);
      else
        for (const name of Object.keys(dep.namespace))
          if (name !== 'default' && !(name in this.getters)) this.define(name, () => dep.namespace[name]);
    }
    if (isTypeScript(this.path) || (dep instanceof EsmModule && dep.state !== 'evaluated')) return;
    const { names, specifier } = this.text.deps[index]!;
    for (const name of names)
      if (!(name in dep.namespace)) {
        const native = dep instanceof EsmModule || this.loader.hooks.isBuiltin(specifier);
        throw missingExport(this.path, this.loader.shownSource(this.path), specifier, name, native);
      }
  }

  /** What require() of this module gives. */
  required(): Guest {
    const { namespace } = this;
    if ('module.exports' in namespace) return namespace['module.exports'];
    if (!('default' in namespace)) return namespace;
    if (!this.facade) {
      this.facade = {};
      Object.defineProperty(this.facade, '__esModule', { value: true });
      for (const name of Object.keys(namespace))
        Object.defineProperty(this.facade, name, { get: () => namespace[name], enumerable: true, configurable: true });
    }
    return this.facade;
  }
}
