/** The RunnerHost of one framework run: what an adapter in runners/ may use. */
import { active } from './active';
import type { Guest } from './guest';
import type { Instance } from './instance';
import { globToRegExp } from './builtins/path';
import { now, realClearTimeout, realSetTimeout, stringSlice } from './primordials';
import type { FromWorker } from './protocol';
import type { RunnerHost } from './runner';
import { listeners, runners } from './runners/index';
import { walk } from './testing/files';
import { normalize, toText } from './vfs';

/** `files` collects what was imported as a test file. */
function makeHost(instance: Instance, send: (message: FromWorker) => void, files: Set<string>): RunnerHost {
  const { verdict } = instance.options;
  return {
    cwd: instance.cwd,
    env: instance.builtin('process').env,
    read(path) {
      const node = instance.fs.lookup(path);
      return node?.kind === 'file' ? toText(node.data) : undefined;
    },
    glob(root, patterns) {
      const modules = patterns.some((pattern) => pattern.includes('node_modules'));
      const tests = patterns.map((pattern) =>
        globToRegExp(normalize(pattern.startsWith('/') ? pattern : `${root}/${pattern}`)),
      );
      return walk(instance, root, modules).filter((path) => tests.some((test) => test.test(path)));
    },
    require: (specifier, from) => instance.loader.require(specifier, from, undefined, true),
    async import(path) {
      files.add(path);
      try {
        return (await instance.loader.importPath(normalize(path))) as Record<string, unknown>;
      } finally {
        verdict?.sweep();
      }
    },
    provide: (specifier, exports) => void instance.loader.provided.set(specifier, exports),
    resolve: (specifier, from) => instance.loader.resolve(specifier, from),
    intercept: (hook) => void instance.loader.intercepts.unshift(hook),
    rewrite(hook) {
      const { hooks } = instance.loader;
      const before = hooks.rewrite;
      hooks.rewrite = (source, path) => hook(before ? before(source, path) : source, path);
    },
    isModule: (path) => instance.loader.format(path, '') === 'module',
    beforeImport: (hook) => void (instance.loader.hooks.beforeImport = hook),
    freshModules: () => instance.loader.fresh(),
    globals: (active.realm?.libraries ?? globalThis) as Guest,
    define: (name, value) => void ((active.realm?.tests ?? (globalThis as Guest))[name] = value),
    script: () => instance.script,
    onEnd: (run) => instance.onEnd(run),
    protect: (name, object, keys) => verdict?.watch(name, object, keys),
    report(test) {
      verdict?.sweep();
      send({
        type: 'test',
        test: test.name.length > LONGEST_NAME ? { ...test, name: stringSlice(test.name, 0, LONGEST_NAME) } : test,
      });
    },
    write: (fd, text) => instance.write(fd, text),
    onUncaught: (handler) => instance.onUncaught((error) => handler(error)),
    idle: () => instance.whenIdle(),
    now,
    setTimeout: realSetTimeout,
    clearTimeout: realClearTimeout,
  };
}

/** A name is for people; a report of one that fills the memory is for nobody. */
const LONGEST_NAME = 2_000;

export function createHost(
  instance: Instance,
  framework: string,
  send: (message: FromWorker) => void,
): { run(argv: string[]): Promise<number>; files: number } {
  const files = new Set<string>();
  const host = makeHost(instance, send, files);
  return {
    async run(argv) {
      const load = runners[framework];
      if (!load) {
        instance.write(
          2,
          `${framework}: this test framework is not available in the sandbox (available: ${Object.keys(runners).join(', ')})\n`,
        );
        return 127;
      }
      return (await load())(host, argv);
    },
    get files() {
      return files.size;
    },
  };
}

/** `node file.js` whose file uses a test library: its results are heard from the moment the library has loaded. */
export function hearLibraries(instance: Instance, send: (message: FromWorker) => void): void {
  const { hooks } = instance.loader;
  const before = hooks.libraryLoaded;
  const host = makeHost(instance, send, new Set());
  hooks.libraryLoaded = (path, exports) => {
    const name = /^\/usr\/lib\/node_modules\/([^/]+)\/index\.js$/.exec(path)?.[1];
    if (name !== undefined)
      listeners[name]?.(host, exports, () => send({ type: 'runner-done', framework: name, files: 1 }));
    before?.(path, exports);
  };
}
