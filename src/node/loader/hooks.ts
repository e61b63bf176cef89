/** What the module registry is given by its process, and the words of its lookups. */
import type { Keeper } from '../custody';
import type { Guest } from '../guest';
import type { Vfs } from '../vfs';

export interface LoaderHooks {
  fs: Vfs;
  known: readonly string[];
  /** A builtin by name without `node:`, or undefined. */
  builtin(name: string): Guest | undefined;
  isBuiltin(name: string): boolean;
  /** The process's working directory. */
  cwd?(): string;
  /** Rewrites guest source (not packages below /usr/lib) before it is compiled; a runner hoists its mocks here. */
  rewrite?: (source: string, path: string) => string;
  /** A runner's mocks that are being made when guest code imports. */
  beforeImport?: () => Promise<void> | undefined;
  /** Verdict mode: who may load what. */
  keeper?: Keeper;
  /** A file's text as guest code may see it; the tests' own is empty in verdict mode. */
  shown?(path: string): string;
  /** A builtin as packages get it, out of reach of what guest code does to its own. */
  privately?(name: string, library?: boolean): Guest;
  /** Hears of each package below /usr/lib once it has loaded, before its importer goes on. */
  libraryLoaded?: (path: string, exports: Guest) => void;
}

export type Intercept = (
  specifier: string,
  from: string,
  path: string | undefined,
) => { value: Guest; esm?: boolean } | { path: string } | undefined;

export type HookResult = { value: Guest; esm?: boolean } | { path: string };

export type Format = 'commonjs' | 'module' | 'json' | 'mixed';
