/**
 * Pure-JavaScript packages for the embedded sandbox: what the tests really import, from the CDN that mirrors npm, the
 * lockfile respected, every file checked against its listed SHA-256. Install scripts never run.
 */
import { FileCollector } from './collect';
import { downloadFiles, type BodyCache, type Listed } from './download';
import { ImportError } from './fault';
import { resolveGraph, type Refused } from './graph';
import { publicHosts, type Hosts } from './hosts';
import { limits, megabytes } from './limits';
import { readLock } from './lockfile';
import { importedBy, manifestOf } from './manifest';
import { Registry } from './npm';
import { reporting, type ImportProgress } from './progress';
import { Traffic } from './traffic';
import type { Files, Stream } from '../types';

export interface Installed {
  /** Below node_modules/. */
  files: Files;
  packages: { name: string; version: string; path: string }[];
  /** What could not come, each with its reason. */
  refused: Refused[];
  bytes: number;
}

export interface InstallOptions {
  hosts?: Hosts;
  signal?: AbortSignal;
  kept?: BodyCache;
  backoffMs?: number;
  /** Packages that the sandbox brings itself. */
  bundled?: readonly string[];
}

/** What tests never read of a package. */
const DISPENSABLE =
  /\.(?:d\.[cm]?ts|map|md|markdown|flow|png|jpe?g|gif|svg|ico|pdf|woff2?|ttf|min\.js\.gz)$|(^|\/)(?:tests?|__tests__|docs?|examples?|benchmarks?|\.github|\.vscode)\/|(^|\/)(?:licen[cs]e|changelog|history|authors|contributing)[^/]*$/i;

/** Declared packages that the repository's files import and the sandbox does not bring. */
export function wanted(files: Files, bundled: readonly string[] = []): Record<string, string> {
  const manifest = manifestOf(files);
  if (!manifest) return {};
  const declared = { ...manifest.peerDependencies, ...manifest.devDependencies, ...manifest.dependencies };
  const imported = importedBy(files);
  const there = new Set(bundled);
  return Object.fromEntries(
    Object.entries(declared).filter(
      ([name]) => imported.has(name) && !there.has(name) && name !== manifest.name && !name.startsWith('@types/'),
    ),
  );
}

/** @throws ImportError; packages that the embedded sandbox can't have are in `refused`, the others are there. */
export function installPackages(files: Files, options: InstallOptions = {}): Stream<ImportProgress, Installed> {
  const { hosts = publicHosts, kept = new Map(), bundled = [], ...rest } = options;
  return reporting(async (emit) => {
    const traffic = new Traffic(rest);
    const registry = new Registry(hosts, traffic);
    const roots = wanted(files, bundled);
    const read = async (file: Listed): Promise<Uint8Array> => {
      const collector = new FileCollector();
      await downloadFiles([file], collector, traffic, kept, () => {});
      return kept.get(file.from[0]!.url) ?? new Uint8Array();
    };
    const tell = (done: number, total: number, what: string) =>
      emit({ phase: 'packages', done, total, bytes: 0, what });
    const { nodes, refused } = await resolveGraph(roots, readLock(files), { registry, read, tell });
    const listed = nodes.flatMap((node) =>
      node.listed
        .filter(({ path }) => !DISPENSABLE.test(path))
        .map((file) => ({ ...file, path: `${node.path}/${file.path}` })),
    );
    const weight = listed.reduce((sum, { size }) => sum + size, 0);
    if (weight > limits.packed || listed.length > limits.files)
      throw new ImportError(
        'install',
        `The packages are ${listed.length} files, ${megabytes(weight)}: too much for the embedded sandbox. Use the WebContainer.`,
      );
    const collector = new FileCollector(limits, { modules: true });
    await downloadFiles(listed, collector, traffic, kept, emit);
    const out = listed.length ? collector.finish('The packages') : { files: {}, bytes: 0 };
    return {
      files: out.files,
      packages: nodes.map(({ name, version, path }) => ({ name, version, path })),
      refused,
      bytes: out.bytes,
    };
  });
}
