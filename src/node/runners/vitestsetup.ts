/** vitest's configuration: the file, its projects and their test files, and the worker state that its real runner asks for. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { expand, isOn, last, pattern, type Flags } from './argv';
import { configFile, list, type RunnerConfig } from './config';
import { plainGlob } from './glob';
import { basename, dirname, resolvePath } from '../../lib/posix';
import { relative } from './report';

const EXTENSIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
const NAMES = ['vitest.config', 'vite.config'].flatMap((base) => EXTENSIONS.map((end) => `${base}.${end}`));

/** One set of settings with the folder that its paths start from. */
export interface VitestSetup {
  config: RunnerConfig;
  root: string;
}

/** `b` over `a`: objects are merged inside, lists are joined. */
function merge(a: Guest, b: Guest): Guest {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  const plain = (value: unknown) =>
    typeof value === 'object' && value !== null && !(value instanceof RegExp) && !Array.isArray(value);
  if (!plain(a) || !plain(b)) return b ?? a;
  const out: Guest = { ...a };
  for (const key of Object.keys(b)) out[key] = merge(a[key], b[key]);
  return out;
}

/** A configuration with what Vite lends to it: `__dirname`, its own functions, plugins that are not there as nothing. */
async function load(host: RunnerHost, names: string[], dir: string, loading: { on: boolean }): Promise<RunnerConfig> {
  loading.on = true;
  try {
    return (await configFile(host, names, dir)) ?? {};
  } catch (error) {
    const why = (error as Error).message.split('\n')[0];
    host.write(2, `The vitest configuration could not be loaded and is ignored: ${why}\n`);
    return {};
  } finally {
    loading.on = false;
  }
}

export async function projectsOf(
  host: RunnerHost,
  flags: Flags,
): Promise<{ whole: VitestSetup; projects: VitestSetup[] }> {
  const vite = {
    defineConfig: (config: unknown) => config,
    mergeConfig: (a: unknown, b: unknown) => merge(a, b),
    loadEnv: () => ({}),
    normalizePath: (path: string) => path,
    searchForWorkspaceRoot: (path: string) => path,
    createLogger: () => host.globals.console,
  };
  host.provide('vite', vite);
  const defaults = { include: ['**/*.{test,spec}.?(c|m)[jt]s?(x)'], exclude: ['**/node_modules/**', '**/.git/**'] };
  host.provide('vitest/config', {
    ...vite,
    defineProject: vite.defineConfig,
    defineWorkspace: vite.defineConfig,
    configDefaults: { ...defaults, coverage: {} },
    defaultExclude: defaults.exclude,
    defaultInclude: defaults.include,
  });
  const loading = { on: false };
  host.rewrite((source, path) =>
    loading.on &&
    host.isModule(path) &&
    /\b__(dir|file)name\b/.test(source) &&
    !/\b(const|let|var)\s+__(dir|file)name\b/.test(source)
      ? `const __dirname = import.meta.dirname, __filename = import.meta.filename; ${source}`
      : source,
  );
  const said = new Set<string>();
  host.intercept((specifier, _, path) => {
    if (!loading.on || path !== undefined || /^[./#]|^node:|^vite(st)?($|\/)/.test(specifier)) return undefined;
    if (host.resolve(specifier, `${host.cwd}/x.js`) !== undefined || BUILTIN.test(specifier)) return undefined;
    if (!said.has(specifier))
      host.write(2, `The vitest configuration names ${specifier}, which is not here: left out.\n`);
    said.add(specifier);
    const nothing: Guest = () => ({ name: specifier });
    const names = new Proxy(nothing, {
      get: (target, key) => (key === 'default' || key === 'then' || typeof key === 'symbol' ? target[key] : nothing),
    });
    return { value: names };
  });
  const named = last(flags, 'config');
  const config = await load(host, named ? [named] : NAMES, host.cwd, loading);
  const test = (config.test ?? {}) as RunnerConfig;
  const own = last(flags, 'root') ?? (test.root as string | undefined) ?? (config.root as string | undefined) ?? '.';
  const whole = { config, root: resolvePath(host.cwd, own) };
  const workspace = ['vitest.workspace', 'vitest.projects'].flatMap((base) =>
    [...EXTENSIONS, 'json'].map((end) => `${base}.${end}`),
  );
  const found = test.projects ?? test.workspace ?? (await load(host, workspace, whole.root, loading));
  const given = Array.isArray(found) ? (found as unknown[]) : [];
  const projects: VitestSetup[] = [];
  for (let one of given) {
    if (typeof one === 'function') one = await one({ mode: 'test', command: 'serve' });
    if (typeof one === 'object' && one !== null) {
      const { extends: base, ...rest } = (await one) as RunnerConfig;
      const { projects: _p, workspace: _w, include: _i, ...shared } = test;
      const parent =
        base === true
          ? { ...config, test: shared }
          : typeof base === 'string'
            ? await load(host, [base], whole.root, loading)
            : {};
      const made = merge(parent, rest) as RunnerConfig;
      projects.push({
        config: made,
        root: resolvePath(whole.root, String((made.test as RunnerConfig)?.root ?? made.root ?? '.')),
      });
      continue;
    }
    const glob = resolvePath(whole.root, String(one));
    const places = /[*?{[(]/.test(glob)
      ? host.glob('/', [
          plainGlob(glob),
          `${plainGlob(glob)}/package.json`,
          ...NAMES.map((name) => `${plainGlob(glob)}/${name}`),
        ])
      : [glob];
    const seen = new Set<string>();
    for (const path of places) {
      const isFile = host.read(path) !== undefined;
      const isConfig = isFile && /\.[cm]?[jt]s$/.test(path);
      const dir = isFile ? dirname(path) : path;
      if (seen.has(dir) || (isFile && !isConfig && basename(path) !== 'package.json')) continue;
      seen.add(dir);
      const made = await load(host, isConfig ? [basename(path)] : NAMES, dir, loading);
      projects.push({
        config: made,
        root: resolvePath(dir, String((made.test as RunnerConfig)?.root ?? made.root ?? '.')),
      });
    }
  }
  const chosen = flags.all.get('project') ?? [];
  const wanted = projects.filter(
    ({ config, root }) =>
      chosen.length === 0 ||
      chosen.includes(String((config.test as Guest)?.name?.label ?? (config.test as Guest)?.name ?? basename(root))),
  );
  return { whole, projects: projects.length > 0 ? wanted : [whole] };
}
const BUILTIN =
  /^(assert|buffer|child_process|crypto|events|fs|http|https|module|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tty|url|util|v8|vm|worker_threads|zlib)(\/|$)/;

/** The files of a project that the command line means. */
export function testFiles(host: RunnerHost, flags: Flags, filters: string[], { config, root }: VitestSetup): string[] {
  const test = (config.test ?? {}) as RunnerConfig;
  const include = list(test.include).length > 0 ? list(test.include) : ['**/*.{test,spec}.?(c|m)[jt]s?(x)'];
  const excluded = new Set(
    [...list(test.exclude), ...(flags.all.get('exclude') ?? [])].flatMap((glob) => host.glob(root, [plainGlob(glob)])),
  );
  const inside = list(test.includeSource).length > 0 ? host.glob(root, list(test.includeSource).map(plainGlob)) : [];
  const found = [
    ...host.glob(
      resolvePath(root, last(flags, 'dir') ?? (test.dir as string | undefined) ?? '.'),
      include.map(plainGlob),
    ),
    ...inside.filter((file) => host.read(file)?.includes('import.meta.vitest')),
  ].filter(
    (file) =>
      !excluded.has(file) &&
      !file.includes('/node_modules/') &&
      (list(test.exclude).length > 0 || !file.includes('/dist/')),
  );
  if (filters.length === 0) return [...new Set(found)];
  const named = filters.filter((f) => host.read(resolvePath(host.cwd, f)) !== undefined);
  const exact = named.length > 0 ? expand(host, named, /./).filter((file) => file.startsWith(`${root}/`)) : [];
  const matched = found.filter((file) => filters.some((f) => relative(host, file).includes(f.replace(/^\.\//, ''))));
  return [...new Set([...matched, ...exact])];
}

export function workerState(
  host: RunnerHost,
  lib: Guest,
  flags: Flags,
  test: RunnerConfig,
  root: string,
  meta: Guest,
): Guest {
  const name = last(flags, 'testNamePattern') ?? test.testNamePattern;
  const number = (key: string, fallback: number) => Number(last(flags, key) ?? test[key] ?? fallback);
  const env = new lib.SnapshotEnvironment();
  env.getHeader = () => '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html';
  const update = isOn(flags, 'update') ? 'all' : host.env.CI ? 'none' : 'new';
  const config = {
    root,
    name: '',
    mode: 'test',
    pool: 'threads',
    testTimeout: number('testTimeout', 5000),
    hookTimeout: number('hookTimeout', 10_000),
    retry: number('retry', 0),
    testNamePattern: name === undefined ? undefined : name instanceof RegExp ? name : pattern(String(name)),
    allowOnly: isOn(flags, 'allowOnly') || !host.env.CI || test.allowOnly === true,
    passWithNoTests: true,
    maxConcurrency: 5,
    includeTaskLocation: false,
    strictTags: false,
    tags: [],
    logHeapUsage: false,
    setupFiles: list(test.setupFiles).map((file) => resolvePath(root, file)),
    sequence: {
      shuffle: false,
      concurrent: false,
      hooks: 'stack',
      setupFiles: 'list',
      seed: 1,
      ...(test.sequence as object | undefined),
    },
    expect: (test.expect as object | undefined) ?? {},
    experimental: { viteModuleRunner: true, importDurations: { limit: 0 } },
    fakeTimers: { loopLimit: 10_000, shouldClearNativeTimers: true, ...(test.fakeTimers as object | undefined) },
    snapshotOptions: { updateSnapshot: update, snapshotEnvironment: env, snapshotFormat: test.snapshotFormat ?? {} },
    clearMocks: test.clearMocks,
    mockReset: test.mockReset,
    restoreMocks: test.restoreMocks,
    unstubEnvs: test.unstubEnvs,
    unstubGlobals: test.unstubGlobals,
  };
  return {
    ctx: { pool: 'threads' },
    config,
    environment: { name: 'node' },
    metaEnv: meta,
    providedContext: test.provide ?? {},
    evaluatedModules: { idToModuleMap: new Map(), getModuleById: () => undefined, invalidateModule: () => undefined },
    resolvingModules: new Set(),
    onCleanup: () => undefined,
    current: undefined,
    filepath: '',
    rpc: { snapshotSaved: async () => undefined },
  };
}
