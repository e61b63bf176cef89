/**
 * What belongs to the tests of a repository: one definition for the importer (what is hidden and restored), the sandbox (what
 * is sealed and may register tests) and the verdict (what is put back before it). By path where nothing else is known.
 */
import type { Json } from '../lib/json';

const CODE = /\.[cm]?[jt]sx?$/;
const FOLDER = /(^|\/)(tests?|specs?|__tests__|__mocks__|__snapshots__)\//;
const NAME = /[._-](test|spec)\.[cm]?[jt]sx?$|(^|\/)tests?\.[cm]?[jt]sx?$/;
const FIXTURE = /(^|\/)(node_modules|fixtures?|__fixtures__|data|samples?)\//;
const CONFIG =
  /(^|\/)(((vitest|vite|jest|ava|mocha|karma|babel|tap|c8|nyc|uvu)\.(config|workspace|setup|opts|init)(\.[\w.]+)?)|\.(mocharc|taprc|nycrc|c8rc|babelrc|swcrc|npmrc|jestrc|avarc|noderc|node-options|env)[\w.]*|(jest|vitest|test)[-.]?setup\.\w+)$/i;

/** In a folder of tests: a test, a helper, a fixture, a snapshot. */
export const inTestFolder = (path: string): boolean => FOLDER.test(path);
/** A test file, or a file in a folder of tests. */
export const isTestPath = (path: string): boolean => inTestFolder(path) || NAME.test(path) || path.endsWith('.snap');
/** Code that lies with the tests and is no fixture. */
export const isTestFile = (path: string): boolean => CODE.test(path) && isTestPath(path) && !FIXTURE.test(path);
/** Settings of a test runner, and what they load before the tests. */
export const isConfig = (path: string): boolean => CONFIG.test(path);
/** … and package.json, which holds such, too. */
export const isSetting = (path: string): boolean => isConfig(path) || /(^|\/)package\.json$/.test(path);

const USES = /\b(test|it|describe|suite|assert|expect|should)\s*(\.\w+\s*)*\(/;
/** Does the text of a test file hold tests or assertions? */
export const asserts = (text: string): boolean => USES.test(text) || LIBRARY.test(text);

/** Modules that register or judge tests. */
export const LIBRARY =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bgetBuiltinModule\s*\(\s*)(['"`])(node:test(?:\/\w+)?|test|mocha|vitest(?:\/\w+)?|jest|@jest\/globals|@vitest\/\w+|tape|tap|uvu(?:\/\w+)?|ava|chai|expect|expect\.js|should|sinon)\1/;
const ASSERT = /(?:\bfrom\s*|\brequire\s*\(\s*)(['"])(?:node:)?assert(?:\/strict)?\1/;

export interface Repository {
  /** Path -> text of everything but the tests, as on the base. */
  files: Record<string, string>;
  /** Path -> text of the tests, hidden ones too. */
  tests: Record<string, string>;
  /** Paths that the reference solution changes: never the tests' own. */
  owned?: ReadonlySet<string>;
}

export interface Protected {
  /** Restored before the verdict, wherever they lie. */
  restored: ReadonlySet<string>;
  /** Code among them: it may have the test library, register and report. */
  trusted: ReadonlySet<string>;
  /** Sources that load a test library, or code of the tests, on the base. */
  allowed: ReadonlySet<string>;
  /** New paths that would be found instead of a restored file. */
  shadows: ReadonlySet<string>;
}

const EXTENSIONS = ['', '.js', '.json', '.node', '.mjs', '.cjs', '.ts', '.tsx', '.mts', '.cts', '.jsx'];
const REWRITES: [RegExp, string[]][] = [
  [/\.js$/, ['.ts', '.tsx', '.jsx']],
  [/\.mjs$/, ['.mts']],
  [/\.cjs$/, ['.cts']],
  [/\.jsx$/, ['.tsx']],
];
const SOURCES =
  /^((packages|apps|libs)\/[^/]+\/)?((src|lib|source|sources|app|bin|cli|core|server|client|dist|build)\/|[^/]+$)/;
const HELPERS = /(^|\/)(support|helpers?|testing|test-?(utils?|helpers?|support|kit)|mocks?|stubs?|fakes?|harness)\//i;
const QUOTED = /(['"`])((?:\.{1,2}\/|#|@?[\w-]+\/)[^'"`\n$]*|\.{1,2}|@?[\w./-]+\.\w+)\1/g;

/** Paths that a specifier may mean, in the order in which they are looked for. */
function candidates(target: string): string[] {
  const out = EXTENSIONS.map((extension) => target + extension);
  for (const [end, others] of REWRITES)
    if (end.test(target)) for (const other of others) out.push(target.replace(end, other));
  return [...out, ...EXTENSIONS.slice(1).map((extension) => `${target}/index${extension}`)];
}

const folderOf = (path: string) => path.split('/').slice(0, -1);

function join(base: string[], specifier: string): string | undefined {
  const out = [...base];
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}

function parsed(text: string | undefined): Json {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}
/** Every path in package.json's `exports`, `imports`, `main` …, whatever the conditions. */
const targets = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(targets)
      : [];

/** Follows the repository's imports. Deterministic; does not run anything. */
export function protectedFiles({ files, tests, owned = new Set() }: Repository): Protected {
  const all: Record<string, string> = { ...files, ...tests };
  const has = (path: string) => Object.hasOwn(all, path);
  const manifest = parsed(files['package.json']);
  const aliases = (manifest.imports ?? {}) as Json;

  /** Files of the repository that this one names, each with the paths that would be found first. */
  const named = new Map<string, [path: string, before: string[]][]>();
  const namedBy = (path: string) => {
    let found = named.get(path);
    if (found) return found;
    found = [];
    if (CODE.test(path) || isConfig(path))
      for (const [, , specifier] of (all[path] ?? '').matchAll(QUOTED)) {
        const bases: (string | undefined)[] = specifier!.startsWith('.')
          ? [join(folderOf(path), specifier!)]
          : specifier!.startsWith('#')
            ? targets(aliases[specifier!]).map((target) => join([], target))
            : specifier === manifest.name || specifier!.startsWith(`${String(manifest.name)}/`)
              ? []
              : [join([], specifier!)];
        for (const base of bases) {
          if (base === undefined) continue;
          const order = candidates(base);
          const at = order.findIndex(has);
          if (at >= 0 && order[at] !== path) found.push([order[at]!, order.slice(0, at)]);
        }
      }
    named.set(path, found);
    return found;
  };
  const reach = (from: Iterable<string>, through: (path: string) => boolean): Set<string> => {
    const seen = new Set(from);
    for (const path of seen) if (through(path)) for (const [next] of namedBy(path)) seen.add(next);
    return seen;
  };

  // What the package's entries lead to is the product, even where it is called test.js.
  const entries = ['main', 'module', 'browser', 'bin', 'exports']
    .flatMap((key) => targets(manifest[key]))
    .concat('index')
    .flatMap((target) =>
      candidates(join([], target) ?? '')
        .filter(has)
        .slice(0, 1),
    )
    .filter((path) => !Object.hasOwn(tests, path));
  const product = reach(entries, (path) => !Object.hasOwn(tests, path));
  const byPath = (path: string) =>
    !owned.has(path) && (Object.hasOwn(tests, path) || isConfig(path) || (isTestPath(path) && !product.has(path)));
  const importers = new Map<string, string[]>();
  for (const path of Object.keys(all))
    for (const [next] of namedBy(path)) importers.set(next, [...(importers.get(next) ?? []), path]);

  /** Code that only tests load and that asserts or says by its folder that it is theirs. */
  const restored = new Set(Object.keys(all).filter((path) => byPath(path)));
  const scripts = targets(manifest.scripts).join(' ');
  for (const path of Object.keys(all))
    if (CODE.test(path) && /setup|register/.test(path) && scripts.includes(path)) restored.add(path);
  const isHelper = (path: string): boolean => {
    if (owned.has(path) || product.has(path) || /(^|\/)package\.json$/.test(path)) return false;
    if (!(importers.get(path) ?? []).every((from) => restored.has(from))) return false;
    const text = all[path]!;
    const judges = LIBRARY.test(text) || ASSERT.test(text);
    return SOURCES.test(path) ? judges : judges || HELPERS.test(path) || /\bexpect\s*\(/.test(text);
  };
  for (const path of restored)
    for (const [next] of namedBy(path)) if (!restored.has(next) && isHelper(next)) restored.add(next);
  // Somebody has to be the code under test.
  const loaded = reach([...restored], (path) => restored.has(path));
  if (![...loaded].some((path) => CODE.test(path) && !restored.has(path)) && product.size === 0)
    for (const path of restored) if (!byPath(path)) restored.delete(path);

  const sources = Object.keys(all).filter((path) => CODE.test(path) && !restored.has(path));
  const used = new Set(sources.flatMap((path) => namedBy(path).map(([next]) => next)));
  const trusted = new Set(
    [...restored].filter(
      (path) =>
        CODE.test(path) && !used.has(path) && (Object.hasOwn(tests, path) || !FIXTURE.test(path) || !isTestPath(path)),
    ),
  );
  const allowed = new Set(
    sources
      .concat([...restored].filter((path) => !trusted.has(path) && CODE.test(path)))
      .filter(
        (path) => LIBRARY.test(all[path]!) || namedBy(path).some(([next]) => restored.has(next) && CODE.test(next)),
      ),
  );
  const shadows = new Set<string>();
  for (const path of restored)
    for (const [next, before] of namedBy(path)) if (restored.has(next)) for (const one of before) shadows.add(one);
  return { restored, trusted, allowed, shadows };
}
