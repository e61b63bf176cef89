/** Node's module resolution over the in-memory files: relative, #imports, self-reference, node_modules, /usr/lib. */
import type { Guest } from '../guest';
import { normalize, toText, type Vfs } from '../vfs';
import { workspaces } from '../../lib/workspaces';
import { moduleError } from './fault';
import { candidates } from './tsconfig';

export type ResolveKind = 'import' | 'require';
export interface Package {
  dir: string;
  json: Guest;
}

const EXTENSIONS = ['.js', '.json', '.node', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.jsx'];
/** A TypeScript project imports `./x.js` and means `./x.ts`. */
const REWRITES: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.jsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
  '.jsx': ['.tsx'],
};

export { moduleError };

const dirname = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 1));
const join = (dir: string, path: string) => normalize(dir + '/' + path);

export class Resolver {
  private packages = new Map<string, Package | null>();
  private version = -1;
  /** Endings that the guest registered with the module system. */
  registered: () => string[] = () => [];
  /** A transpiler that reads tsconfig.json's `paths` is on. */
  typescript = false;

  constructor(
    private readonly fs: Vfs,
    /** Names of packs that were not mounted, for the message. */
    private readonly known: readonly string[],
  ) {}

  /** Absolute real path of a file. `specifier` is not a builtin. Throws MODULE_NOT_FOUND and friends as Node does. */
  resolve(specifier: string, from: string, kind: ResolveKind): string {
    if (this.version !== this.fs.version) {
      this.packages.clear();
      this.version = this.fs.version;
    }
    const dir = dirname(from);
    if (specifier.startsWith('file:')) specifier = decodeURIComponent(new URL(specifier).pathname);
    if (specifier.startsWith('#')) return this.real(this.hash(specifier, dir, kind, from));
    if (/^(\.\.?(\/|$)|\/)/.test(specifier)) {
      const clean = kind === 'import' ? decodeURIComponent(specifier.replace(/[?#].*$/, '')) : specifier;
      const target = clean.startsWith('/') ? normalize(clean) : join(dir, clean);
      const found = this.file(target, /\/\.{0,2}$|^\.\.?$/.test(clean));
      if (found) return this.real(found);
      throw this.notFound(specifier, from, kind, target);
    }
    return this.real(this.bare(specifier, dir, kind, from));
  }

  /** The nearest package.json above a file, as Node scopes `type`, `exports` and `imports`. */
  scope(path: string): Package | undefined {
    if (this.version !== this.fs.version) {
      this.packages.clear();
      this.version = this.fs.version;
    }
    for (let dir = dirname(path); ; dir = dirname(dir)) {
      if (dir.endsWith('/node_modules')) return undefined;
      const found = this.package(dir);
      if (found) return found;
      if (dir === '/') return undefined;
    }
  }

  /** Directories that a bare specifier is looked up in. */
  static paths(dir: string): string[] {
    const out: string[] = [];
    for (let at = dir.startsWith('/') ? dir : '/'; ; at = dirname(at)) {
      if (!at.endsWith('/node_modules')) out.push(at === '/' ? '/node_modules' : at + '/node_modules');
      if (at === '/') break;
    }
    return [...out, '/usr/lib/node_modules'];
  }

  /** A file or package below one of these folders, as `module.paths` and NODE_PATH name them. */
  below(specifier: string, dirs: readonly string[]): string | undefined {
    for (const dir of dirs) {
      const found = this.file(join(dir, specifier));
      if (found) return this.real(found);
    }
    return undefined;
  }

  private real(path: string): string {
    return this.fs.realpath(path);
  }

  private package(dir: string): Package | null {
    const cached = this.packages.get(dir);
    if (cached !== undefined) return cached;
    const path = dir === '/' ? '/package.json' : dir + '/package.json';
    let found: Package | null = null;
    if (this.fs.isFile(path)) {
      try {
        found = { dir, json: JSON.parse(toText(this.fs.read(path)).replace(/^\uFEFF/, '')) ?? {} };
      } catch (error) {
        throw moduleError('ERR_INVALID_PACKAGE_CONFIG', `Invalid package config ${path}. ${(error as Error).message}`);
      }
    }
    this.packages.set(dir, found);
    return found;
  }

  private text(path: string): string | undefined {
    return this.fs.isFile(path) ? toText(this.fs.read(path)) : undefined;
  }

  private file(target: string, directoryOnly = false): string | undefined {
    if (!directoryOnly) {
      if (this.fs.isFile(target)) return target;
      for (const extension of EXTENSIONS) if (this.fs.isFile(target + extension)) return target + extension;
      for (const extension of this.registered()) if (this.fs.isFile(target + extension)) return target + extension;
      const extension = /\.[cm]?jsx?$/.exec(target)?.[0];
      for (const other of REWRITES[extension ?? ''] ?? []) {
        const path = target.slice(0, -extension!.length) + other;
        if (this.fs.isFile(path)) return path;
      }
    }
    return this.fs.isDir(target) ? this.directory(target) : undefined;
  }

  private directory(dir: string): string | undefined {
    const main: unknown = this.package(dir)?.json.main;
    if (typeof main === 'string' && main !== '') {
      const found = this.file(join(dir, main)) ?? this.index(join(dir, main));
      if (found) return found;
    }
    return this.index(dir);
  }

  private index(dir: string): string | undefined {
    for (const extension of EXTENSIONS)
      if (this.fs.isFile(dir + '/index' + extension)) return dir + '/index' + extension;
    return undefined;
  }

  private bare(specifier: string, dir: string, kind: ResolveKind, from: string): string {
    if (this.typescript && !dir.includes('/node_modules/') && !dir.startsWith('/usr/lib/')) {
      for (const path of candidates(specifier, dir, (path) => this.text(path))) {
        const found = this.file(path);
        if (found) return found;
      }
    }
    const match = /^(@[^/]+\/[^/]+|[^/]+)(\/.*)?$/.exec(specifier);
    if (!match || (specifier.startsWith('@') && !match[1]!.includes('/')))
      throw moduleError(
        'ERR_INVALID_MODULE_SPECIFIER',
        `Invalid module "${specifier}" is not a valid package name imported from ${from}`,
      );
    const name = match[1]!;
    const rest = match[2] ?? '';
    const self = this.scope(dir + '/x');
    if (self && self.json.name === name && self.json.exports != null) return this.exports(self, '.' + rest, kind, from);
    for (const modules of Resolver.paths(dir)) {
      const at = modules + '/' + name;
      if (this.fs.isDir(at)) {
        const found = this.package(at);
        if (found && found.json.exports != null) return this.exports(found, '.' + rest, kind, from);
        const path = rest === '' || rest === '/' ? this.directory(at) : this.file(at + rest);
        if (path) return path;
      } else {
        const path = this.file(at + rest);
        if (path) return path;
      }
    }
    // Workspaces are linked, as an install would have done.
    const member = this.members(dir).get(name);
    const found = member === undefined ? null : this.package(member);
    if (found) {
      if (found.json.exports != null) return this.exports(found, '.' + rest, kind, from);
      const path = rest === '' || rest === '/' ? this.directory(found.dir) : this.file(found.dir + rest);
      if (path) return path;
    }
    throw this.notFound(specifier, from, kind);
  }

  private members(dir: string): Map<string, string> {
    return workspaces(dir, { read: (path) => this.text(path), folders: (path) => this.fs.folders(path) });
  }

  private hash(specifier: string, dir: string, kind: ResolveKind, from: string): string {
    const self = this.scope(dir + '/x');
    const target = self?.json.imports && this.match(self.json.imports, specifier, kind);
    if (!self || target == null)
      throw moduleError(
        'ERR_PACKAGE_IMPORT_NOT_DEFINED',
        `Package import specifier "${specifier}" is not defined${self ? ` in package ${self.dir}/package.json` : ''} imported from ${from}`,
      );
    if (target.startsWith('./')) return this.target(self, target, specifier, from, kind);
    return this.bare(target, self.dir, kind, from);
  }

  private exports(found: Package, subpath: string, kind: ResolveKind, from: string): string {
    const { exports } = found.json;
    const table: Guest =
      typeof exports === 'string' || Array.isArray(exports) || !Object.keys(exports).some((key) => key.startsWith('.'))
        ? { '.': exports }
        : exports;
    const target = this.match(table, subpath, kind);
    if (target == null) {
      const where = `${found.dir}/package.json`;
      throw moduleError(
        'ERR_PACKAGE_PATH_NOT_EXPORTED',
        subpath === '.'
          ? `No "exports" main defined in ${where} imported from ${from}`
          : `Package subpath '${subpath}' is not defined by "exports" in ${where} imported from ${from}`,
      );
    }
    return this.target(found, target, subpath, from, kind);
  }

  private target(found: Package, target: string, subpath: string, from: string, kind: ResolveKind): string {
    const path = join(found.dir, target);
    if (this.fs.isFile(path)) return path;
    // The build output is missing but the source may be there under TypeScript's name.
    const fallback = this.file(path);
    if (fallback) return fallback;
    throw this.notFound(subpath, from, kind, path);
  }

  private match(table: Guest, key: string, kind: ResolveKind): string | undefined {
    if (Object.hasOwn(table, key) && !key.includes('*')) return this.condition(table[key], kind) ?? undefined;
    let best: string | undefined;
    let star = '';
    for (const pattern of Object.keys(table)) {
      const at = pattern.indexOf('*');
      if (at < 0) {
        if (pattern.endsWith('/') && key.startsWith(pattern) && pattern.length > (best?.length ?? 0)) {
          best = pattern;
          star = key.slice(pattern.length);
        }
        continue;
      }
      const before = pattern.slice(0, at);
      const after = pattern.slice(at + 1);
      if (
        key.startsWith(before) &&
        key.length >= pattern.length &&
        key.endsWith(after) &&
        before.length > (best?.indexOf('*') ?? -1)
      ) {
        best = pattern;
        star = key.slice(at, key.length - after.length);
      }
    }
    if (best === undefined) return undefined;
    const target = this.condition(table[best], kind);
    if (target == null) return undefined;
    return best.endsWith('/') ? target + star : target.replaceAll('*', () => star);
  }

  private condition(target: Guest, kind: ResolveKind): string | null | undefined {
    if (typeof target === 'string' || target === null) return target;
    if (Array.isArray(target)) {
      for (const one of target) {
        const found = this.condition(one, kind);
        if (found) return found;
      }
      return null;
    }
    if (typeof target !== 'object') return undefined;
    for (const condition of Object.keys(target))
      if (condition === kind || condition === 'node' || condition === 'default' || condition === 'module-sync') {
        const found = this.condition(target[condition], kind);
        if (found !== undefined) return found;
      }
    return undefined;
  }

  private notFound(specifier: string, from: string, kind: ResolveKind, target?: string): Error {
    const bare = target === undefined;
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    const hint = !bare
      ? ''
      : this.known.includes(name)
        ? `\n(${name} is available in this sandbox but was not mounted for this command)`
        : '\n(this sandbox has no network: only packages in the repository and the bundled test libraries can be loaded)';
    if (kind === 'import')
      return moduleError(
        'ERR_MODULE_NOT_FOUND',
        `Cannot find ${bare ? 'package' : 'module'} '${bare ? name : target}' imported from ${from}${hint}`,
        bare ? {} : { url: 'file://' + target },
      );
    return moduleError('MODULE_NOT_FOUND', `Cannot find module '${specifier}'\nRequire stack:\n- ${from}${hint}`, {
      requireStack: [from],
    });
  }
}
