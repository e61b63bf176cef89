/** vitest's configuration: the file, aliases, and the worker state that its real runner and `vi` ask for. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { isOn, last, pattern, type Flags } from './argv';
import { configFile, list, type Config } from './config';
import { resolvePath } from './path';

const EXTENSIONS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];

export async function settings(host: RunnerHost, flags: Flags): Promise<Config> {
  const named = last(flags, 'config');
  const names = named
    ? [named]
    : ['vitest.config', 'vite.config'].flatMap((base) => EXTENSIONS.map((end) => `${base}.${end}`));
  host.provide('vite', {
    defineConfig: (config: unknown) => config,
    mergeConfig: (a: object, b: object) => ({ ...a, ...b }),
  });
  try {
    return ((await configFile(host, names)) ?? {}) as Config;
  } catch (error) {
    host.write(
      2,
      `The vitest configuration could not be loaded and is ignored: ${(error as Error).message.split('\n')[0]}\n`,
    );
    return {};
  }
}
/** `resolve.alias` and `test.alias` of the configuration: prefixes, or regular expressions with a replacement. */
export function alias(host: RunnerHost, config: Config, root: string): void {
  const raw = {
    ...(config.resolve as Config | undefined)?.alias,
    ...(config.test as Config | undefined)?.alias,
  } as Record<string, Guest>;
  const listed = (
    Array.isArray((config.resolve as Config | undefined)?.alias) ? (config.resolve as Config).alias : []
  ) as Guest[];
  const entries: [string | RegExp, string][] =
    listed.length > 0 ? listed.map(({ find, replacement }) => [find, replacement]) : Object.entries(raw);
  if (entries.length === 0) return;
  host.intercept((specifier, from) => {
    for (const [find, replacement] of entries) {
      const hit =
        typeof find === 'string'
          ? specifier === find || specifier.startsWith(find.endsWith('/') ? find : `${find}/`)
          : find.test(specifier);
      if (!hit) continue;
      const target = String(specifier.replace(find, String(replacement).replace(/^file:\/\//, '')));
      const path = host.resolve(
        /^[./]/.test(target) && !target.startsWith('/') ? resolvePath(root, target) : target,
        from,
      );
      if (path) return { path };
    }
    return undefined;
  });
}

export function workerState(host: RunnerHost, lib: Guest, flags: Flags, test: Config, root: string): Guest {
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
    metaEnv: host.env,
    providedContext: test.provide ?? {},
    evaluatedModules: { idToModuleMap: new Map(), getModuleById: () => undefined, invalidateModule: () => undefined },
    resolvingModules: new Set(),
    onCleanup: () => undefined,
    current: undefined,
    filepath: '',
    rpc: { snapshotSaved: async () => undefined },
  };
}
