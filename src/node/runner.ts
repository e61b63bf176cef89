/** The seam between the runtime and a test framework's adapter (src/node/runners/<framework>.ts). */
import type { TestResult } from '../types';

/** What the runtime gives an adapter. Paths are absolute POSIX. */
export interface RunnerHost {
  cwd: string;
  env: Record<string, string | undefined>;
  /** Text of a file, or undefined. */
  read(path: string): string | undefined;
  /** Files below `root` that match the globs (`**`, `*`, `?`, `{a,b}`), sorted, without node_modules unless asked for. */
  glob(root: string, patterns: string[]): string[];
  /** CommonJS require as seen from `from`. */
  require(specifier: string, from: string): unknown;
  /** Imports a file as Node would (ESM, CJS or TS); top-level await is awaited. */
  import(path: string): Promise<Record<string, unknown>>;
  /** Makes a bare specifier resolve to this value for guest code (`vitest`, `@jest/globals`, …). */
  provide(specifier: string, exports: Record<string, unknown>): void;
  /** Absolute path of what a specifier means to a file; undefined for builtins, provided values and missing modules. */
  resolve(specifier: string, from: string): string | undefined;
  /**
   * Asked whenever a guest module loads another (`path`: what it resolves to, if a file): a value or another path
   * replaces it. `esm` values are namespaces (`default` is their `default`); others are seen as CommonJS exports.
   * A new hook is asked before the older ones.
   */
  intercept(
    hook: (
      specifier: string,
      from: string,
      path: string | undefined,
    ) => { value: unknown; esm?: boolean } | { path: string } | undefined,
  ): void;
  /** Rewrites guest source (types already stripped) before it is compiled. */
  rewrite(hook: (source: string, path: string) => string): void;
  /** Is the file an ES module by Node's rules (ending, `type` of its package)? */
  isModule(path: string): boolean;
  /** Waited for before each `import()` of the guest looks for its module: mocks that are being made. */
  beforeImport(hook: () => Promise<void> | undefined): void;
  /** Forgets guest modules (not packages below /usr/lib), so that the next test file starts fresh. */
  freshModules(): void;
  /** The global object as test files and libraries see it. */
  globals: Record<string, unknown>;
  /** A global for the code under test, too. */
  define(name: string, value: unknown): void;
  /** Absolute path of the script of `node file.js`. */
  script(): string | undefined;
  /** Runs when the process ends, out of the guest's reach. */
  onEnd(run: () => void): void;
  /** Verdict mode: members of the object (or only `keys`) may not be replaced from now on. A name is one object. */
  protect(name: string, object: object, keys?: string[]): void;
  report(test: TestResult): void;
  write(fd: 1 | 2, text: string): void;
  /** Takes over uncaught errors and unhandled rejections; returns the function that gives them back. */
  onUncaught(handler: (error: unknown) => void): () => void;
  /** Resolves when the guest has nothing left to do (no timers, immediates, pending spawns). */
  idle(): Promise<void>;
  /** Real clocks and timers, whatever fake timers the guest installed. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Runs the framework's command line; resolves with the exit code. Zero test files or zero tests is a failure. */
export type Runner = (host: RunnerHost, argv: string[]) => Promise<number>;
