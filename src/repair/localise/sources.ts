/** Which files may hold the fault, and how far each lies from the tests that fail. */
import { isTestPath } from '../../facts/protected';
import { resolveFrom } from '../../lib/paths';
import { relativeSpecifiers } from '../../lib/specifiers';

export const isSource = (path: string) =>
  /\.[cm]?[jt]sx?$/.test(path) &&
  !isTestPath(path) &&
  !/\.d\.[cm]?ts$|(^|\/)[\w.-]*(config|rc)\.[cm]?[jt]s$|(^|\/)(node_modules|examples?|bench\w*|scripts?|docs?)\//.test(
    path,
  );

/** Paths of `all` that a file names. */
export function namedBy(path: string, text: string, all: ReadonlySet<string>): string[] {
  return relativeSpecifiers(text).flatMap((specifier) => {
    const base = resolveFrom(path, specifier);
    const bare = base.replace(/\.[cm]?js$/, '');
    const names = [
      base,
      ...['js', 'ts', 'mjs', 'cjs', 'tsx', 'jsx', 'mts', 'cts'].flatMap((end) => [
        `${base}.${end}`,
        `${bare}.${end}`,
        `${base ? `${base}/` : ''}index.${end}`,
        `${base ? `${base}/` : ''}src/index.${end}`,
      ]),
    ];
    const found = names.find((name) => all.has(name));
    return found === undefined ? [] : [found];
  });
}

/** Steps of imports from any of the tests; Infinity = not reached. */
export function distances(sources: Record<string, string>, tests: Record<string, string>): Map<string, number> {
  const all = new Set(Object.keys(sources));
  const out = new Map<string, number>();
  let front = Object.entries(tests).flatMap(([path, text]) => namedBy(path, text, all));
  for (let step = 1; front.length > 0; step++) {
    const next: string[] = [];
    for (const path of front) {
      if (out.has(path)) continue;
      out.set(path, step);
      next.push(...namedBy(path, sources[path]!, all));
    }
    front = next;
  }
  return out;
}

/** The sources, those nearest to the tests first. */
export function nearest(sources: Record<string, string>, tests: Record<string, string>): [string, string][] {
  const away = distances(sources, tests);
  return Object.entries(sources).sort(([a], [b]) => (away.get(a) ?? 99) - (away.get(b) ?? 99) || (a < b ? -1 : 1));
}
