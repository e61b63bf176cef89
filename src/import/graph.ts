/** Which version of which package goes where below node_modules, as npm would place them. */
import { maxSatisfying, satisfies } from 'semver';
import { ImportError } from './fault';
import type { Lock } from './lockfile';
import { parseJson, strings } from './manifest';
import { NATIVE } from './needs';
import type { Listed } from './download';
import type { Registry } from './npm';

/** One package at its place. */
export interface PackageNode {
  /** `node_modules/a/node_modules/b` */
  path: string;
  name: string;
  version: string;
  listed: Listed[];
}
export interface Refused {
  name: string;
  reason: string;
}

export interface PackageSource {
  registry: Registry;
  /** Reads one listed file. */
  read(file: Listed): Promise<Uint8Array>;
  /** A package is known. */
  tell(done: number, total: number, what: string): void;
}

const MOST = 400;
/** `npm:other@^1` names another package under this name. */
const ALIAS = /^npm:((?:@[^/]+\/)?[^@]+)(?:@(.+))?$/;
const ELSEWHERE = /^(?:git|https?:|file:|link:|workspace:|portal:|github:|[\w-]+\/[\w.-]+)/;

/** @throws ImportError install when a package is only native code or the graph is too large. */
export async function resolveGraph(
  roots: Record<string, string>,
  lock: Lock | undefined,
  source: PackageSource,
): Promise<{ nodes: PackageNode[]; refused: Refused[] }> {
  const nodes = new Map<string, PackageNode>();
  const refused: Refused[] = [];
  interface Wanted {
    from: string;
    name: string;
    range: string;
  }
  let queue: Wanted[] = Object.entries(roots).map(([name, range]) => ({ from: '', name, range }));
  while (queue.length) {
    // Places are decided in order, what they hold is asked for side by side: the outcome never depends on timing.
    const versions = await Promise.all(
      queue.map((wanted) => choose(wanted.from, wanted.name, wanted.range, lock, source)),
    );
    const fresh: { node: PackageNode; dependencies: Record<string, string> | undefined }[] = [];
    queue.forEach((wanted, i) => {
      const choice = versions[i]!;
      if ('reason' in choice) return void refused.push({ name: wanted.name, reason: choice.reason });
      const path = choice.path ?? place(wanted, choice.version, nodes);
      if (path === null || nodes.has(path)) return;
      const node = { path, name: choice.name, version: choice.version, listed: [] };
      nodes.set(path, node);
      fresh.push({ node, dependencies: choice.dependencies });
    });
    if (nodes.size > MOST)
      throw new ImportError(
        'install',
        `The tests need more than ${MOST} packages. Use the WebContainer, which installs with npm.`,
      );
    const next = await Promise.all(
      fresh.map(async ({ node, dependencies }) => {
        node.listed = await source.registry.list(node.name, node.version);
        const native = node.listed.find(({ path }) => /(^|\/)binding\.gyp$|\.node$/.test(path));
        const known = dependencies ?? (await manifest(node, source));
        source.tell(nodes.size - queue.length, nodes.size, `${node.name}@${node.version}`);
        if (native || NATIVE.has(node.name)) {
          nodes.delete(node.path);
          refused.push({ name: node.name, reason: 'it has compiled parts; use the WebContainer' });
          return [];
        }
        return Object.entries(known).map(([name, range]) => ({ from: node.path, name, range }));
      }),
    );
    queue = next.flat();
  }
  return { nodes: [...nodes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), refused };
}

async function manifest(node: PackageNode, { read }: PackageSource): Promise<Record<string, string>> {
  const file = node.listed.find(({ path }) => path === 'package.json');
  if (!file) return {};
  return strings(parseJson(new TextDecoder().decode(await read(file)))?.dependencies);
}

type Chosen =
  { name: string; version: string; path?: string; dependencies?: Record<string, string> } | { reason: string };

async function choose(
  from: string,
  name: string,
  range: string,
  lock: Lock | undefined,
  { registry }: PackageSource,
): Promise<Chosen> {
  if (lock?.kind === 'places') {
    for (const dir of upwards(from)) {
      const path = `${dir}node_modules/${name}`;
      const placed = lock.places.get(path);
      if (placed)
        return {
          name: ALIAS.exec(range)?.[1] ?? name,
          version: placed.version,
          path,
          dependencies: placed.dependencies,
        };
    }
  }
  const alias = ALIAS.exec(range);
  const [real, wanted] = alias ? [alias[1]!, alias[2] ?? 'latest'] : [name, range || '*'];
  if (!alias && ELSEWHERE.test(range)) return { reason: `it comes from ${range.slice(0, 60)}, not from npm` };
  if (lock?.kind === 'versions') {
    const best = maxSatisfying([...(lock.versions.get(real) ?? [])], wanted);
    if (best) return { name: real, version: best };
  }
  try {
    return { name: real, version: await registry.resolve(real, wanted) };
  } catch (error) {
    if (error instanceof ImportError && error.kind === 'missing') return { reason: error.message };
    throw error;
  }
}

/** `node_modules/a/node_modules/b` -> that folder, `node_modules/a/`, the root. */
function upwards(path: string): string[] {
  const out: string[] = [];
  for (
    let at = path;
    at !== '';
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  )
    out.push(`${at}/`);
  return [...out, ''];
}

/** The highest free place where nothing else hides it; null when a fitting one is in sight already. */
function place(
  { from, name, range }: { from: string; name: string; range: string },
  version: string,
  nodes: ReadonlyMap<string, PackageNode>,
): string | null {
  let free: string | undefined;
  for (const dir of upwards(from)) {
    const path = `${dir}node_modules/${name}`;
    const there = nodes.get(path);
    if (there) return there.version === version || satisfies(there.version, range) ? null : (free ?? path);
    free = path;
  }
  return free!;
}
