/** The RunnerHost of one framework run: what an adapter in runners/ may use. */
import type { Guest } from './guest';
import type { Instance } from './instance';
import { globToRegExp } from './builtins/path';
import { now, realClearTimeout, realSetTimeout } from './primordials';
import type { FromWorker } from './protocol';
import type { RunnerHost } from './runner';
import { runners } from './runners/index';
import { walk } from './testing/files';
import { normalize, toText } from './vfs';

export function createHost(instance: Instance, framework: string, send: (message: FromWorker) => void): { run(argv: string[]): Promise<number>; files: number } {
  const files = new Set<string>();
  const host: RunnerHost = {
    cwd: instance.cwd,
    env: instance.builtin('process').env,
    read(path) {
      const node = instance.fs.lookup(path);
      return node?.kind === 'file' ? toText(node.data) : undefined;
    },
    glob(root, patterns) {
      const modules = patterns.some((pattern) => pattern.includes('node_modules'));
      const tests = patterns.map((pattern) => globToRegExp(normalize(pattern.startsWith('/') ? pattern : `${root}/${pattern}`)));
      return walk(instance, root, modules).filter((path) => tests.some((test) => test.test(path)));
    },
    require: (specifier, from) => instance.loader.require(specifier, from),
    import(path) {
      files.add(path);
      return instance.loader.importPath(normalize(path));
    },
    provide: (specifier, exports) => void instance.loader.provided.set(specifier, exports),
    resolve: (specifier, from) => instance.loader.resolve(specifier, from),
    intercept: (hook) => void instance.loader.intercepts.unshift(hook),
    rewrite(hook) {
      const { hooks } = instance.loader;
      const before = hooks.rewrite;
      hooks.rewrite = (source, path) => hook(before ? before(source, path) : source, path);
    },
    freshModules: () => instance.loader.fresh(),
    globals: globalThis as Guest,
    report: (test) => send({ type: 'test', test }),
    write: (fd, text) => instance.write(fd, text),
    onUncaught: (handler) => instance.onUncaught((error) => handler(error)),
    idle: () => instance.whenIdle(),
    now,
    setTimeout: realSetTimeout,
    clearTimeout: realClearTimeout,
  };
  return {
    async run(argv) {
      const load = runners[framework];
      if (!load) {
        instance.write(2, `${framework}: this test framework is not available in the sandbox (available: ${Object.keys(runners).join(', ')})\n`);
        return 127;
      }
      return (await load())(host, argv);
    },
    get files() {
      return files.size;
    },
  };
}
