/** The guest's `Module`, as Node's own: replaceable in every part (`_load`, `_resolveFilename`, `_extensions`, `wrap`). */
import type { Guest, GuestFunction } from '../guest';
import type { Loader } from './loader';
import { Resolver } from './resolve';
import { checkSpecifier, runText } from './script';

export interface GuestModule {
  id: string;
  path: string;
  filename: string;
  exports: Guest;
  loaded: boolean;
  children: GuestModule[];
  paths: string[];
  parent: GuestModule | null | undefined;
  require(specifier: string): Guest;
  load(path: string): void;
}

const dirname = (path: string) => (path.startsWith('/') ? path.slice(0, Math.max(path.lastIndexOf('/'), 1)) : '.');
const extensionOf = (path: string, known: object) => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (let at = name.indexOf('.', 1); at > 0; at = name.indexOf('.', at + 1))
    if (Object.hasOwn(known, name.slice(at))) return name.slice(at);
  return '.js';
};
const HARNESS = /^(node:)?(assert(\/strict)?|test)$/;
const invalid = (message: string) => Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_VALUE' });

/** A module object of a file. */
export function makeModule(loader: Loader, path: string, parent?: GuestModule): GuestModule {
  const module = new loader.Module(path, parent) as GuestModule;
  module.filename = path;
  module.paths = Resolver.paths(module.path);
  return module;
}

export function createModuleClass(loader: Loader): Guest {
  const Module: Guest = function Module(this: Guest, id = '', parent?: GuestModule) {
    this.id = id;
    this.path = dirname(id);
    this.exports = {};
    this.filename = null;
    this.loaded = false;
    this.children = [];
    const above = loader.rights.shownTo(id, parent);
    Object.defineProperty(this, 'parent', { value: above, writable: true, configurable: true });
    parent?.children?.push(this as GuestModule);
  };
  const absolute = (path: string) => (path.startsWith('/') ? path : `${loader.cwd()}/${path}`);
  /** The file that a module stands for, as the place its requires start from. */
  const place = (module?: Guest): string =>
    absolute(module?.filename ?? module?.paths?.[0]?.replace(/node_modules$/, 'x') ?? 'x');

  Object.assign(Module.prototype, {
    require(this: GuestModule, specifier: string): Guest {
      checkSpecifier(specifier);
      return Module._load(specifier, this, false);
    },
    load(this: GuestModule, path: string): void {
      this.filename = path;
      this.paths = Module._nodeModulePaths(dirname(path));
      Module._extensions[extensionOf(path, Module._extensions)](this, path);
      this.loaded = true;
    },
    _compile(this: GuestModule, text: string, filename: string): void {
      runText(loader, this, String(text), filename);
    },
  });

  const resolveFrom = (specifier: string, places: string[], key = false): string => {
    let failure: unknown;
    for (const from of places) {
      try {
        const found = loader.lookup(specifier, from, 'require', key);
        return 'path' in found ? found.path : specifier;
      } catch (error) {
        failure ??= error;
      }
    }
    throw failure;
  };
  const statics: Guest = {
    _load: (specifier: string, parent?: GuestModule) => {
      if (Module._resolveFilename === resolveFilename || loader.hooks.isBuiltin(specifier) || loader.intercepts.length)
        return loader.require(specifier, place(parent), parent);
      const path = Module._resolveFilename(specifier, parent, false) as string;
      if (loader.hooks.isBuiltin(path)) return loader.require(path, '/x');
      loader.rights.admit({ path }, specifier, place(parent), loader.rights.isKeyed(parent));
      return loader.requirePath(path, parent);
    },
    _resolveFilename(specifier: string, parent?: GuestModule, _main?: boolean, options?: { paths?: string[] }): string {
      if (loader.hooks.isBuiltin(specifier)) return specifier;
      if (options?.paths)
        return resolveFrom(
          specifier,
          options.paths.map((dir) => `${absolute(dir)}/x`),
        );
      try {
        return resolveFrom(specifier, [place(parent)], loader.rights.isKeyed(parent));
      } catch (error) {
        const found = parent?.paths && loader.resolver.below(specifier, parent.paths);
        if (found) return found;
        throw error;
      }
    },
    _findPath: (specifier: string, paths: string[] = []) => {
      if (specifier.startsWith('/')) return loader.resolve(specifier, '/x', 'require') ?? false;
      return loader.resolver.below(specifier, paths) ?? false;
    },
    _resolveLookupPaths: (specifier: string, parent?: GuestModule) =>
      loader.hooks.isBuiltin(specifier)
        ? null
        : /^\.\.?\//.test(specifier)
          ? [dirname(place(parent))]
          : [...(parent?.paths ?? []), ...Module.globalPaths],
    _nodeModulePaths: (dir: string) => Resolver.paths(absolute(dir)).filter((path) => !path.startsWith('/usr/lib/')),
    _extensions: Object.assign(Object.create(null), {
      '.js': (module: Guest, path: string) => module._compile(loader.prepare(path, loader.shownSource(path)), path),
      '.json': (module: Guest, path: string) => void (module.exports = loader.json(path)),
      '.node': () => {
        throw Object.assign(new Error('native addons are not available in this sandbox'), {
          code: 'ERR_DLOPEN_FAILED',
        });
      },
    }),
    wrapper: ['(function (exports, require, module, __filename, __dirname) { ', '\n});'],
    wrap: (script: string) => Module.wrapper[0] + script + Module.wrapper[1],
    isBuiltin: (name: string) => loader.hooks.isBuiltin(name),
    createRequire(from: string | URL): Guest {
      const text = String(from);
      const path = text.startsWith('file:') ? decodeURIComponent(new URL(text).pathname) : text;
      if (!path.startsWith('/'))
        throw invalid(
          `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received '${text}'`,
        );
      return makeRequire(loader, makeModule(loader, path.endsWith('/') ? path + 'noop.js' : path));
    },
    register(): void {
      throw new Error('module.register: loader hooks are not available in this sandbox');
    },
    runMain: (path = '') => loader.runMain(path),
    syncBuiltinESMExports(): void {},
    findSourceMap(): undefined {
      return undefined;
    },
    _initPaths(): void {},
    _preloadModules(): void {},
    _debug(): void {},
    _stat: (path: string) => (loader.hooks.fs.isFile(path) ? 0 : loader.hooks.fs.isDir(path) ? 1 : -2),
    _readPackage: (path: string) => loader.resolver.scope(`${path}/x`)?.json ?? false,
    globalPaths: ['/home/user/.node_modules', '/home/user/.node_libraries', '/usr/local/lib/node'],
    _pathCache: Object.create(null),
    SourceMap: class SourceMap {
      payload: unknown;
      constructor(payload: unknown) {
        this.payload = payload;
      }
      findEntry = () => ({});
    },
  };
  Object.assign(Module, statics, { Module });
  Object.defineProperty(Module, '_cache', {
    get: () => loader.cache,
    set: (cache) => void (loader.cache = cache),
    enumerable: true,
    configurable: true,
  });
  const resolveFilename = statics._resolveFilename as GuestFunction;
  const plain = { ...statics._extensions } as Record<string, GuestFunction>;
  const { load, _compile } = Module.prototype;
  const [before, after] = statics.wrapper as string[];
  const { wrap } = statics;
  const hidden = (name: string, value: object) => Object.defineProperty(Module, name, { configurable: true, ...value });
  // What the guest replaced, for the loader's own short way.
  hidden('ownWrapper', {
    get: () =>
      Module.wrap === wrap && Module.wrapper[0] === before && Module.wrapper[1] === after ? undefined : Module.wrap,
  });
  hidden('handles', {
    value: (path: string) => {
      const extension = extensionOf(path, Module._extensions);
      const { prototype } = Module;
      return (
        Module._extensions[extension] !== plain[extension] || prototype.load !== load || prototype._compile !== _compile
      );
    },
  });
  return Module;
}

export function makeRequire(loader: Loader, module: GuestModule): Guest {
  const { Module } = loader;
  // What the verdict rests on is no hook's to replace, nor is anything that a test or an installed package loads.
  const keyed = loader.rights.isKeyed(module) || loader.rights.isInstalled(module.filename);
  const require = (specifier: string) =>
    keyed || HARNESS.test(specifier) ? loader.require(specifier, module.filename, module) : module.require(specifier);
  const resolve = (specifier: string, options?: { paths?: string[] }) => {
    checkSpecifier(specifier);
    return Module._resolveFilename(specifier, module, false, options);
  };
  resolve.paths = (specifier: string) => Module._resolveLookupPaths(specifier, module);
  Object.defineProperty(require, 'name', { value: 'require' });
  return Object.assign(require, {
    resolve,
    main: loader.rights.shownTo(module.filename, loader.main),
    extensions: Module._extensions,
    cache: loader.cache,
  });
}
