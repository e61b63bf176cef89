/** The guest's `Module` class: module objects, require functions, createRequire. */
import type { Guest } from '../guest';
import type { Loader } from './loader';
import { Resolver } from './resolve';

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
}

const dirname = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 1));

export function createModuleClass(loader: Loader): Guest {
  class Module implements GuestModule {
    id: string;
    path: string;
    filename: string;
    exports: Guest = {};
    loaded = false;
    children: GuestModule[] = [];
    paths: string[];
    parent: GuestModule | null | undefined;

    constructor(filename = '', parent?: GuestModule) {
      this.id = filename;
      this.filename = filename;
      this.path = dirname(filename);
      this.paths = Resolver.paths(this.path);
      this.parent = parent;
      parent?.children.push(this);
    }
    require(specifier: string): Guest {
      return loader.require(specifier, this.filename, this);
    }
    _compile(text: string, filename: string): void {
      this.filename = filename;
      loader.runScript(this, text);
    }
    static makeRequire(module: Module): Guest {
      const require = (specifier: string) => module.require(specifier);
      const resolve = (specifier: string, options?: { paths?: string[] }) => {
        if (loader.hooks.isBuiltin(specifier)) return specifier;
        const places = options?.paths ? options.paths.map((dir) => dir + '/x') : [module.filename];
        let failure: unknown;
        for (const place of places) {
          try {
            const found = loader.lookup(specifier, place, 'require');
            return 'path' in found ? found.path : specifier;
          } catch (error) {
            failure ??= error;
          }
        }
        throw failure;
      };
      resolve.paths = (specifier: string) =>
        loader.hooks.isBuiltin(specifier) ? null : /^\.\.?\//.test(specifier) ? [module.path] : [...module.paths];
      return Object.assign(require, {
        resolve,
        main: loader.main,
        extensions: Module._extensions,
        cache: loader.cache,
      });
    }
    static createRequire(from: string | URL): Guest {
      const text = String(from);
      const path = text.startsWith('file:') ? decodeURIComponent(new URL(text).pathname) : text;
      if (!path.startsWith('/')) {
        throw Object.assign(
          new TypeError(
            `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received '${text}'`,
          ),
          { code: 'ERR_INVALID_ARG_VALUE' },
        );
      }
      return Module.makeRequire(new Module(path.endsWith('/') ? path + 'noop.js' : path));
    }
    static get _cache() {
      return loader.cache;
    }
    static readonly _extensions: Record<string, Guest> = Object.assign(Object.create(null), {
      '.js': (module: Module, path: string) => module._compile(loader.source(path), path),
      '.json': (module: Module, path: string) => void (module.exports = loader.json(path)),
      '.node': () => {
        throw Object.assign(new Error('native addons are not available in this sandbox'), {
          code: 'ERR_DLOPEN_FAILED',
        });
      },
    });
    static _load(specifier: string, parent?: Module): Guest {
      return loader.require(specifier, parent?.filename ?? '/', parent);
    }
    static _resolveFilename(specifier: string, parent?: Module): string {
      const found = loader.hooks.isBuiltin(specifier)
        ? undefined
        : loader.lookup(specifier, parent?.filename ?? '/', 'require');
      return found && 'path' in found ? found.path : specifier;
    }
    static _nodeModulePaths = (dir: string) => Resolver.paths(dir).slice(0, -1);
    static wrap = (script: string) => `(function (exports, require, module, __filename, __dirname) { ${script}\n});`;
    static isBuiltin = (name: string) => loader.hooks.isBuiltin(name);
    static register(): void {
      throw new Error('module.register: loader hooks are not available in this sandbox');
    }
    static syncBuiltinESMExports(): void {}
    static findSourceMap(): undefined {
      return undefined;
    }
  }
  Object.assign(Module, { Module });
  return Module;
}
