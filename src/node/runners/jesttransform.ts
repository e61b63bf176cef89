/** What jest does to sources: the project's own transformers, and Babel's CommonJS for ES module syntax. */
import type { Guest } from '../guest';
import { hasModuleSyntax } from '../loader/syntax';
import { toCommonJs } from '../loader/typescript';
import type { RunnerHost } from '../runner';
import { pattern } from './argv';
import { hoistMocks, type HoistSpec } from './hoist';
import { place, type JestSetup } from './jestsetup';

/** They teach syntax that the runtime reads by itself. */
const KNOWN =
  /^(babel-jest|ts-jest|@swc\/jest|esbuild-jest|@sucrase\/jest-plugin|esbuild-runner|jest-esbuild|@jest\/transform|react-native|babel-preset)/;

interface Own {
  path: RegExp;
  process(source: string, path: string): string | undefined;
}

function transformers(host: RunnerHost, { config, root }: JestSetup): Own[] {
  return Object.entries((config.transform ?? {}) as Record<string, string | [string, unknown]>).flatMap(
    ([text, given]) => {
      const [name, options] = [given].flat() as [string, unknown];
      if (KNOWN.test(name) || /\/node_modules\/(babel-jest|ts-jest|@swc\/jest)\//.test(name)) return [];
      let loaded: Guest;
      return {
        path: pattern(text),
        process(source: string, path: string) {
          if (!loaded) {
            const module = host.require(place(name, root), `${root}/package.json`) as Guest;
            const made = module?.default ?? module;
            loaded = made.createTransformer ? made.createTransformer(options) : made;
          }
          const out = loaded.process?.(source, path, {
            config: { ...config, rootDir: root, cwd: host.cwd },
            transformerConfig: options ?? {},
            configString: '{}',
            cacheFS: new Map(),
            instrument: false,
            supportsDynamicImport: true,
            supportsStaticESM: false,
          });
          return typeof out === 'string' ? out : (out?.code as string | undefined);
        },
      };
    },
  );
}

/** Sources of the guest's own files as jest runs them. */
export function transformSources(host: RunnerHost, hoist: HoistSpec, current: () => JestSetup): void {
  const known = new Map<JestSetup, Own[]>();
  let busy = false; // a transformer's own files are not transformed
  host.rewrite((source, path) => {
    if (busy) return source;
    const project = current();
    const own = known.get(project) ?? transformers(host, project);
    known.set(project, own);
    const inside = path.includes('/node_modules/');
    const mine = inside ? undefined : own.find((one) => one.path.test(path));
    if (mine) {
      busy = true;
      try {
        source = mine.process(source, path) ?? source;
      } finally {
        busy = false;
      }
    }
    if (inside || host.isModule(path)) return hoistMocks(source, hoist);
    if (!hasModuleSyntax(source, path) || /\bimport\s*\.\s*meta\b/.test(source)) return hoistMocks(source, hoist);
    const ordered = hoistMocks(source, { ...hoist, ordered: true });
    const script = toCommonJs(ordered, path);
    // Top-level await needs a real module.
    return script !== undefined && !hasModuleSyntax(script, path) && isScript(script)
      ? script
      : hoistMocks(source, hoist);
  });
}

function isScript(text: string): boolean {
  try {
    compile(`(function(){${text}\n})`);
    return true;
  } catch {
    return false;
  }
}
const compile = globalThis.eval;
