/**
 * What crosses between the shell and one disposable exec worker (browser: classic blob worker in the opaque frame;
 * Node: worker_threads). Structured-clone data only. One request, then the worker is thrown away.
 */
import { asserts, isTestFile } from '../facts/protected';
import type { Changes, Custody, TestResult } from '../types';

export type { Custody };

/** Absolute POSIX path -> text or bytes. Directories exist by their files; an empty one is `path/` -> ''. */
export type FileTable = Record<string, string | Uint8Array>;

export type EntryPoint =
  /** As typed after `node`: `['-e', '1']`, `['--test', 'a.js']`, `['cli.js', 'arg']`, `[]` = program on stdin. */
  | { type: 'node'; argv: string[] }
  /** A test framework's command line as typed after its name: `mocha test/a.js --grep x`. */
  | { type: 'runner'; framework: string; argv: string[] };

export interface NodeRequest {
  entry: EntryPoint;
  cwd: string;
  env: Record<string, string>;
  stdin: string;
  files: FileTable;
  /** Packages mounted read-only below /usr/lib/node_modules (path -> text), already chosen by the shell. */
  libs: Record<string, string>;
  /** Names of packages that exist as packs but were not mounted (for the error message of a missing import). */
  known: string[];
  /** Verdict mode: see src/node/verdict. */
  verdict: boolean;
  /** Verdict mode: whose files are whose; see src/node/custody. */
  custody?: Custody;
  /** The repository's folder, where that is not `cwd`. */
  root?: string;
  /** Bytes of output after which the worker drops text and counts. */
  outputCap: number;
}

/** shell -> worker: the request by the worker's postMessage, the rest over the private port */
export type ToWorker =
  | { type: 'request'; request: NodeRequest; port: MessagePort }
  | { type: 'spawned'; id: number; event: 'output'; fd: 1 | 2; text: string }
  | { type: 'spawned'; id: number; event: 'exit'; exitCode: number; changes: Changes };

/** worker -> shell, over the private port (never the worker's own postMessage, which guest code could reach) */
export type FromWorker =
  | { type: 'output'; fd: 1 | 2; text: string } // batched, ≤ 1 message per ~8 ms
  | { type: 'test'; test: TestResult }
  /** A runner reached its own end. Without it the run is incomplete (process.exit(0) in a test, say). */
  | { type: 'runner-done'; framework: string; files: number }
  | { type: 'tampered'; what: string }
  | {
      type: 'spawn';
      id: number;
      command: string;
      cwd: string;
      env: Record<string, string>;
      stdin: string;
      changes?: Changes;
    } // changes: what this process wrote so far, so that the child sees it
  | { type: 'kill'; id: number }
  /** Always last. Absolute paths. */
  | { type: 'exit'; exitCode: number; changes: Changes; dropped: number };

/** In verdict mode: is this (path below the repo's root, content) a test file, which nothing but the loader may read? */
export const isSealed = (path: string, text: () => string): boolean => isTestFile(path) && asserts(text());
