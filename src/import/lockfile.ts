/** What a lockfile pins: exact places (package-lock.json), or the versions it holds of each package (yarn, pnpm, bun). */
import type { Files } from '../types';
import { isObject } from '../lib/json';
import { parseJson, strings } from './manifest';

/** One entry of package-lock.json's `packages`, by its path (`node_modules/a/node_modules/b`). */
export interface Placed {
  version: string;
  dependencies: Record<string, string>;
}

export type Lock =
  { kind: 'places'; places: Map<string, Placed> } | { kind: 'versions'; versions: Map<string, Set<string>> };

const NAME = String.raw`(?:@[\w.~-]+/)?[\w.~-]+`;

/** Undefined when there is no lockfile, or none that reads. */
export function readLock(files: Files): Lock | undefined {
  for (const name of ['package-lock.json', 'npm-shrinkwrap.json']) {
    const packages = parseJson(files[name])?.packages;
    if (!isObject(packages)) continue;
    const places = new Map<string, Placed>();
    for (const [path, entry] of Object.entries(packages))
      if (path.startsWith('node_modules/') && isObject(entry) && typeof entry.version === 'string')
        places.set(path, { version: entry.version, dependencies: strings(entry.dependencies) });
    return { kind: 'places', places };
  }
  const text = ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock']
    .map((name) => files[name])
    .find((one) => typeof one === 'string');
  return text === undefined ? undefined : { kind: 'versions', versions: versionsIn(text as string) };
}

function versionsIn(text: string): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  const add = (name: string, version: string) => versions.set(name, (versions.get(name) ?? new Set()).add(version));
  // yarn: `"a@^1", a@~1.1:` then `  version "1.1.2"` (classic) or `  version: 1.1.2`
  const yarn = new RegExp(`^"?(${NAME})@[^\\n]*:\\n\\s+version:? "?([^"\\n]+)"?`, 'gm');
  for (const [, name, version] of text.matchAll(yarn)) add(name!, version!);
  // pnpm: `  a@1.1.2:` or `  /a@1.1.2:`, peers in brackets
  const pnpm = new RegExp(`^ {2}['"]?/?(${NAME})@(\\d[^:('"\\s]*)(?:\\([^\\n]*\\))?['"]?:`, 'gm');
  for (const [, name, version] of text.matchAll(pnpm)) add(name!, version!);
  // bun: `"a": ["a@1.1.2", …`
  const bun = new RegExp(`\\["(${NAME})@(\\d[^"]*)"`, 'g');
  for (const [, name, version] of text.matchAll(bun)) add(name!, version!);
  return versions;
}
