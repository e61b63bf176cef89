/** npm packages through jsDelivr: which versions there are, what a version holds, each file with its SHA-256. */
import { maxSatisfying, valid, validRange } from 'semver';
import { isTestPath } from '../facts/protected';
import type { NpmSource } from './address';
import { FileCollector } from './collect';
import { downloadFiles, type Listed } from './download';
import { ImportError } from './fault';
import type { Reach } from './github';
import type { Hosts } from './hosts';
import type { Imported } from './origin';
import type { Traffic } from './traffic';

interface Versions {
  tags: Record<string, string>;
  versions: { version: string }[];
}

/** Asks the CDN about packages; every answer once. */
export class Registry {
  private readonly versions = new Map<string, Promise<Versions>>();
  constructor(
    private readonly hosts: Hosts,
    private readonly traffic: Traffic,
  ) {}

  private about(name: string): Promise<Versions> {
    const known = this.versions.get(name);
    if (known) return known;
    const asked = this.traffic.json<Versions>(`${this.hosts.listing}/v1/packages/npm/${name}`, {
      what: `The package ${name}`,
    });
    this.versions.set(name, asked);
    asked.catch(() => this.versions.delete(name));
    return asked;
  }

  /** The newest version that fits a range, tag or exact version, as npm chooses it. @throws ImportError missing */
  async resolve(name: string, range = 'latest'): Promise<string> {
    const exact = valid(range);
    if (exact) return exact;
    const { tags, versions } = await this.about(name);
    if (Object.hasOwn(tags, range)) return tags[range]!;
    if (validRange(range) === null)
      throw new ImportError('missing', `${name} has no version or tag "${range}". Name one that exists.`);
    const all = versions.map(({ version }) => version);
    // npm prefers the latest tag when it fits the range.
    const best = tags.latest && maxSatisfying([tags.latest], range) ? tags.latest : maxSatisfying(all, range);
    if (!best) throw new ImportError('missing', `No version of ${name} fits "${range}". Name one that exists.`);
    return best;
  }

  /** The files of one version. */
  async list(name: string, version: string): Promise<Listed[]> {
    const spec = `${name}@${version}`;
    const { files } = await this.traffic.json<{ files: { name: string; hash: string; size: number }[] }>(
      `${this.hosts.listing}/v1/packages/npm/${spec}?structure=flat`,
      { what: `The package ${spec}` },
    );
    if (!Array.isArray(files)) throw new ImportError('network', `No listing came for ${spec}. Try again in a moment.`);
    return files.map(({ name: file, hash, size }) => {
      const path = file.replace(/^\//, '');
      const url = `${this.hosts.cdn}/npm/${spec}/${path.split('/').map(encodeURIComponent).join('/')}`;
      return { path, size, sha256: hash, from: [{ url }] };
    });
  }
}

/** A published package as a repository; its tests are often not part of it. */
export async function importNpm({ name, range }: NpmSource, { hosts, traffic, kept, emit }: Reach): Promise<Imported> {
  emit({ phase: 'finding', done: 0, total: 0, bytes: 0, what: name });
  const registry = new Registry(hosts, traffic);
  const version = await registry.resolve(name, range);
  emit({ phase: 'listing', done: 0, total: 0, bytes: 0, what: `${name}@${version}` });
  const collector = new FileCollector();
  await downloadFiles(await registry.list(name, version), collector, traffic, kept, emit);
  const { files, bytes, notes } = collector.finish(`${name}@${version}`);
  const home = repository(files['package.json']);
  const tests = Object.keys(files).some(isTestPath);
  if (!tests)
    notes.unshift(
      `The published package has no tests.${home ? ` Its repository may: import ${home}.` : ' Import its repository instead.'}`,
    );
  return { name, origin: { kind: 'npm', name, version }, files, bytes, notes };
}

/** `owner/repo` on GitHub, out of a package.json. */
function repository(manifest: unknown): string | undefined {
  try {
    const { repository } = JSON.parse(String(manifest)) as { repository?: string | { url?: string } };
    const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
    const found = /(?:github\.com[/:]|^github:|^)([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(url);
    return found?.[1];
  } catch {
    return undefined;
  }
}
