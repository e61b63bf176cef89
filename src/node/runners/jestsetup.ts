/** jest's configuration: the file, which test files it means, and `moduleNameMapper`. */
import type { RunnerHost } from '../runner';
import { expand, isOn, last, pattern, type Flags } from './argv';
import { configFile, list, packageJson, type Config } from './config';
import { plainGlob } from './glob';
import { resolvePath } from './path';

const DEFAULT = /(\/__tests__\/.*|\.(spec|test)|\/(spec|test))\.[cm]?[jt]sx?$/;
const IGNORED = /\/node_modules\/|\/dist\//;

export async function settings(host: RunnerHost, flags: Flags): Promise<Config> {
  const named = last(flags, 'config');
  if (named?.startsWith('{')) return JSON.parse(named) as Config;
  const file = await configFile(
    host,
    named ? [named] : ['js', 'ts', 'mjs', 'cjs', 'json'].map((end) => `jest.config.${end}`),
  );
  return { ...(packageJson(host).jest as Config | undefined), ...file };
}

export function testFiles(host: RunnerHost, flags: Flags, config: Config, root: string): string[] {
  const patterns = [
    ...flags.rest,
    ...(flags.all.get('testPathPattern') ?? []),
    ...(flags.all.get('testPathPatterns') ?? []),
  ];
  if (isOn(flags, 'runTestsByPath')) return expand(host, flags.rest, /./);
  const globs = [...list(config.testMatch), ...(flags.all.get('testMatch') ?? [])];
  const regexes = list(config.testRegex).map((text) => pattern(text));
  const roots = list(config.roots).map((path) => resolvePath(root, path.replace(/^<rootDir>\/?/, '')));
  const all = (roots.length > 0 ? roots : [root]).flatMap((dir) => host.glob(dir, ['**/*']));
  const matched = globs.length > 0 ? new Set(host.glob(root, globs.map(plainGlob))) : undefined;
  const skip = list(config.testPathIgnorePatterns).map((text) => pattern(text.replace('<rootDir>', root)));
  const wanted = patterns.map((text) => pattern(text.replace(/^\.\//, ''), 'i'));
  return all.filter(
    (file) =>
      (matched ? matched.has(file) : regexes.length > 0 ? regexes.some((re) => re.test(file)) : DEFAULT.test(file)) &&
      !IGNORED.test(file) &&
      !skip.some((re) => re.test(file)) &&
      !file.endsWith('.snap') &&
      (wanted.length === 0 || wanted.some((re) => re.test(file))),
  );
}

/** `moduleNameMapper`: regular expressions to paths or package names. */
export function mapNames(host: RunnerHost, mapper: Record<string, string | string[]> | undefined, root: string): void {
  const entries = Object.entries(mapper ?? {}).map(([text, to]) => [pattern(text), list(to)] as const);
  if (entries.length === 0) return;
  host.intercept((specifier, from) => {
    for (const [re, targets] of entries) {
      const match = re.exec(specifier);
      if (!match) continue;
      for (const target of targets) {
        const text = target.replace('<rootDir>', root).replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
        const path = host.resolve(text, from);
        if (path) return { path };
      }
    }
    return undefined;
  });
}
