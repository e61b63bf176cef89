/** package.json as strangers write it: never trusted to have the right types. */
import { packageOf, specifiersOf } from '../lib/specifiers';
import type { Files } from '../types';
import { isObject, type Json } from '../lib/json';

export interface Manifest {
  name?: string;
  version?: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  packageManager?: string;
  workspaces: string[];
}

/** Only the string values. */
export const strings = (value: unknown): Record<string, string> =>
  isObject(value)
    ? (Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string')) as Record<string, string>)
    : {};

const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

export function parseJson(text: unknown): Json | undefined {
  try {
    const value: unknown = JSON.parse(String(text).replace(/^\uFEFF/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The package.json of a folder (`''` = the root): undefined when there is none, null when it does not read. */
export function manifestOf(files: Files, dir = ''): Manifest | null | undefined {
  const text = files[dir === '' ? 'package.json' : `${dir}/package.json`];
  if (text === undefined) return undefined;
  const json = typeof text === 'string' ? parseJson(text) : undefined;
  if (!json) return null;
  const workspaces = isObject(json.workspaces) ? list(json.workspaces.packages) : list(json.workspaces);
  return {
    ...(typeof json.name === 'string' ? { name: json.name } : {}),
    ...(typeof json.version === 'string' ? { version: json.version } : {}),
    ...(typeof json.packageManager === 'string' ? { packageManager: json.packageManager } : {}),
    scripts: strings(json.scripts),
    dependencies: strings(json.dependencies),
    devDependencies: strings(json.devDependencies),
    peerDependencies: strings(json.peerDependencies),
    workspaces,
  };
}

const SOURCE = /\.[cm]?[jt]sx?$/;

const known = new WeakMap<Files, Set<string>>();
/** How long the page may be kept waiting at a time, ms. */
const SLICE_MS = 8;

function scan(path: string, content: Files[string], names: Set<string>): void {
  if (typeof content !== 'string' || !SOURCE.test(path) || /(^|\/)node_modules\//.test(path)) return;
  for (const specifier of specifiersOf(content))
    if (!/^(?:node:|[./#~]|[a-z]+:)/.test(specifier)) names.add(packageOf(specifier));
}

/** Names of packages that the source files import, without Node's own. Remembered for these very files. */
export function importedBy(files: Files): Set<string> {
  const there = known.get(files);
  if (there) return there;
  const names = new Set<string>();
  for (const [path, content] of Object.entries(files)) scan(path, content, names);
  known.set(files, names);
  return names;
}

/** The same in short slices, for a page that must not stand still; `importedBy` then answers at once. */
export async function readAhead(files: Files): Promise<void> {
  const names = new Set<string>();
  let since = performance.now();
  for (const [path, content] of Object.entries(files)) {
    scan(path, content, names);
    if (performance.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  }
  known.set(files, names);
}
