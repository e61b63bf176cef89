/** Which packs of real test libraries a command needs: what repo files import, what the runner is, and their needs. */
import { packageOf, specifiersOf } from '../lib/specifiers';
import { toText } from './bytes';
import { type ShellFs } from './fs';

/** One line of packs/index.json; the key is the pack's id (`chai@6`), `name` the package it stands for (`chai`). */
export interface PackLine {
  name: string;
  version: string;
  file: string;
  needs: string[];
  range?: number[];
}
export type PackIndex = Record<string, PackLine>;
/** A pack: absolute path -> text. */
export interface Pack {
  name: string;
  files: Record<string, string>;
}

export interface PackSource {
  index(): Promise<PackIndex>;
  load(id: string): Promise<Pack>;
}

/** Settings of runners name what they load as plain strings: `require: ['chai/register-expect.js']`. */
const SETTINGS = /^\/repo\/(?:\.mocharc\.\w+|\.taprc|[\w.-]+\.config\.[cm]?[jt]s)$/;
const WORD = /[@\w][\w./@-]*/g;
const PRELOADS = /(?:^|\s)(?:-r|--require|--import|--file)[= ]\s*['"]?([@\w][\w./@-]*)/g;
const SOURCE = /\.(?:[cm]?[jt]sx?)$/;
const REMEMBERED = 2000;
const MAX_SCAN = 512 * 1024;

/** Finds and loads packs; remembers what it scanned and loaded. */
export class Packs {
  private readonly scanned = new Map<string, { data: unknown; names: Set<string> }>();
  private readonly loaded = new Map<string, Promise<Pack>>();
  private listing?: Promise<PackIndex>;

  constructor(private readonly source: PackSource) {}

  index(): Promise<PackIndex> {
    return (this.listing ??= this.source.index());
  }

  private imports(path: string, data: string | Uint8Array): Set<string> {
    const known = this.scanned.get(path);
    if (known?.data === data) return known.names;
    if (this.scanned.size > REMEMBERED) this.scanned.clear();
    const names = new Set<string>();
    if (data.length <= MAX_SCAN) for (const name of specifiersOf(toText(data))) names.add(packageOf(name));
    this.scanned.set(path, { data, names });
    return names;
  }

  /** Libs to mount for these repo files and the named runner, and the names of all other packs. */
  async choose(fs: ShellFs, wanted: string[]): Promise<{ libs: Record<string, string>; known: string[] }> {
    const index = await this.index();
    const names = new Set(wanted);
    const known = new Set(Object.values(index).map(({ name }) => name));
    let manifest: Record<string, Record<string, string> | undefined> = {};
    for (const [path, node] of fs.snapshot()) {
      if (node.kind !== 'file' || !path.startsWith('/repo/') || path.startsWith('/repo/.git/')) continue;
      if (SOURCE.test(path)) for (const name of this.imports(path, node.data)) names.add(name);
      const mentioned = (text: string, pattern: RegExp) => {
        for (const [word, name = word] of text.matchAll(pattern))
          if (known.has(packageOf(name))) names.add(packageOf(name));
      };
      if (SETTINGS.test(path) && node.data.length <= MAX_SCAN) mentioned(toText(node.data), WORD);
      if (path === '/repo/package.json') {
        try {
          manifest = JSON.parse(toText(node.data)) ?? {};
          const { mocha, ava, tap, jest, scripts } = manifest;
          mentioned(JSON.stringify([mocha, ava, tap, jest]), WORD);
          mentioned(JSON.stringify(scripts ?? {}), PRELOADS);
        } catch {
          // a broken package.json is npm's to complain about
        }
      }
    }
    const major = (name: string) => {
      const range = manifest.devDependencies?.[name] ?? manifest.dependencies?.[name];
      return typeof range === 'string' ? Number(/\d+/.exec(range)?.[0]) : undefined;
    };
    const ids = new Set<string>();
    const add = (name: string) => {
      if (ids.has(name)) return;
      const lines = Object.entries(index).filter(([id, line]) => id === name || line.name === name);
      const line =
        lines.find(([, { range }]) => range?.includes(major(name) ?? NaN)) ??
        lines.find(([id]) => id === name) ??
        lines[0];
      if (!line || ids.has(line[0])) return;
      ids.add(line[0]);
      line[1].needs.forEach(add);
    };
    names.forEach(add);
    const packs = await Promise.all([...ids].map((id) => this.load(id)));
    const libs: Record<string, string> = {};
    for (const pack of packs) Object.assign(libs, pack.files);
    return { libs, known: [...known] };
  }

  private load(id: string): Promise<Pack> {
    const known = this.loaded.get(id);
    if (known) return known;
    const pack = this.source.load(id);
    this.loaded.set(id, pack);
    pack.catch(() => this.loaded.delete(id));
    return pack;
  }
}
