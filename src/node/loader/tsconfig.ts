/** `paths` and `baseUrl` of the nearest tsconfig.json, as tsx and tsconfig-paths read them. */
import type { Guest } from '../guest';
import { normalize } from '../vfs';

/** Comments and trailing commas out of JSON, texts untouched. */
export const bareJson = (text: string): string =>
  text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(\s*[}\]])/g, (_, string?: string, end?: string) => string ?? end ?? '');

interface Paths {
  base: string;
  /** Bare names are looked up below `base` too. */
  baseUrl: boolean;
  paths: Record<string, string[]>;
}
type Read = (path: string) => string | undefined;

/** Options of a configuration with those it extends; later ones win. */
function load(path: string, read: Read, depth = 0): Paths | undefined {
  const text = read(path);
  if (text === undefined || depth > 8) return undefined;
  let json: Guest;
  try {
    json = JSON.parse(bareJson(text.replace(/^\uFEFF/, '')));
  } catch {
    return undefined;
  }
  const dir = path.slice(0, path.lastIndexOf('/')) || '/';
  let found: Paths | undefined;
  for (const parent of [json?.extends ?? []].flat() as unknown[]) {
    if (typeof parent !== 'string' || !/^[./]/.test(parent)) continue;
    const at = normalize(parent.startsWith('/') ? parent : `${dir}/${parent}`);
    found = load(at.endsWith('.json') ? at : `${at}.json`, read, depth + 1) ?? found;
  }
  const { baseUrl, paths } = (json?.compilerOptions ?? {}) as { baseUrl?: unknown; paths?: unknown };
  const base = typeof baseUrl === 'string' ? normalize(`${dir}/${baseUrl}`) : undefined;
  if (typeof paths !== 'object' || paths === null)
    return base === undefined ? found : { paths: found?.paths ?? {}, base, baseUrl: true };
  return {
    paths: paths as Record<string, string[]>,
    base: base ?? (found?.baseUrl ? found.base : dir),
    baseUrl: base !== undefined || found?.baseUrl === true,
  };
}

/** Absolute paths without ending that a bare specifier may mean to a file in `dir`; the best first. */
export function candidates(specifier: string, dir: string, read: Read): string[] {
  for (let at = dir; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const found = load(at === '/' ? '/tsconfig.json' : `${at}/tsconfig.json`, read);
    if (found) {
      const out: string[] = [];
      const stars = Object.keys(found.paths).sort((a, b) => b.indexOf('*') - a.indexOf('*'));
      for (const pattern of [
        ...stars.filter((key) => !key.includes('*')),
        ...stars.filter((key) => key.includes('*')),
      ]) {
        const [head = '', tail] = pattern.split('*');
        const fits =
          tail === undefined
            ? specifier === pattern
            : specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length >= head.length + tail.length;
        if (!fits) continue;
        const star = tail === undefined ? '' : specifier.slice(head.length, specifier.length - tail.length);
        for (const target of [found.paths[pattern] ?? []].flat())
          if (typeof target === 'string') out.push(normalize(`${found.base}/${target.replace('*', () => star)}`));
        break;
      }
      if (found.baseUrl) out.push(normalize(`${found.base}/${specifier}`));
      return out;
    }
    if (at === '/') return [];
  }
}
