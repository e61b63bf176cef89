/** jest's configuration: the file, its projects, which test files they mean, and where their modules are found. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { expand, isOn, last, pattern, type Flags } from './argv';
import { configFile, list, packageJson, type RunnerConfig } from './config';
import { plainGlob } from './glob';
import { basename, dirname, resolvePath } from '../../lib/posix';

const DEFAULT = /(\/__tests__\/.*|\.(spec|test)|\/(spec|test))\.[cm]?[jt]sx?$/;
const ENDINGS = ['js', 'ts', 'mjs', 'cjs', 'json', 'cts', 'mts'].map((end) => `jest.config.${end}`);

/** One set of settings with the folder that its paths start from. */
export interface JestSetup {
  config: RunnerConfig;
  root: string;
}

const rootOf = (config: RunnerConfig, dir: string): string =>
  resolvePath(dir, String(config.rootDir ?? '.').replace('<rootDir>', '.'));

/** A path of the configuration: `<rootDir>/x`, relative to the root, absolute, or a package's name as it is. */
export const place = (text: string, root: string): string =>
  text.startsWith('<rootDir>')
    ? resolvePath(root, `.${text.slice('<rootDir>'.length)}`)
    : /^\.\.?(\/|$)/.test(text)
      ? resolvePath(root, text)
      : text;

export async function settings(host: RunnerHost, flags: Flags): Promise<JestSetup> {
  const named = last(flags, 'config');
  const dir = named && !named.startsWith('{') ? dirname(resolvePath(host.cwd, named)) : host.cwd;
  const config = named?.startsWith('{')
    ? (JSON.parse(named) as RunnerConfig)
    : {
        ...(named ? {} : (packageJson(host).jest as RunnerConfig | undefined)),
        ...(await configFile(host, named ? [named] : ENDINGS)),
      };
  const given = last(flags, 'rootDir');
  return { config, root: given === undefined ? rootOf(config, dir) : resolvePath(host.cwd, given) };
}

/** The projects of a configuration, itself where it names none. */
export async function projectsOf(host: RunnerHost, flags: Flags, { config, root }: JestSetup): Promise<JestSetup[]> {
  const named = flags.all.get('projects')?.flatMap((text) => text.split(',')) ?? (config.projects as unknown[]) ?? [];
  const out: JestSetup[] = [];
  for (const one of named) {
    if (typeof one === 'object' && one !== null) {
      const own = one as RunnerConfig;
      out.push({ config: own, root: rootOf(own, root) });
      continue;
    }
    for (const path of folders(host, place(String(one), root), root)) {
      const isFile = host.read(path) !== undefined;
      const dir = isFile ? dirname(path) : path;
      const file = await configFile(host, isFile ? [basename(path)] : ENDINGS, dir);
      const own = { ...(packageJson(host, dir).jest as RunnerConfig | undefined), ...file };
      out.push({ config: own, root: rootOf(own, dir) });
    }
  }
  const chosen = flags.all.get('selectProjects') ?? [];
  const name = ({ displayName }: RunnerConfig): string => String((displayName as Guest)?.name ?? displayName ?? '');
  const wanted = out.filter((project) => chosen.length === 0 || chosen.includes(name(project.config)));
  return named.length === 0 ? [{ config, root }] : wanted;
}

/** What a glob of projects means: the folders that hold a package or a configuration, or the file itself. */
function folders(host: RunnerHost, glob: string, root: string): string[] {
  const full = resolvePath(root, glob);
  if (!/[*?{[(]/.test(full)) return [full];
  const marks = ['package.json', ...ENDINGS].map((name) => `${plainGlob(full)}/${name}`);
  return [
    ...new Set([
      ...host.glob(root, marks).map(dirname),
      ...host.glob(root, [plainGlob(full)]).filter((path) => /jest\.config\.[cm]?[jt]s(on)?$/.test(path)),
    ]),
  ];
}

export function testFiles(host: RunnerHost, flags: Flags, { config, root }: JestSetup): string[] {
  const patterns = [
    ...flags.rest,
    ...(flags.all.get('testPathPattern') ?? []),
    ...(flags.all.get('testPathPatterns') ?? []),
  ];
  if (isOn(flags, 'runTestsByPath')) return expand(host, flags.rest, /./);
  const globs = [...list(config.testMatch), ...(flags.all.get('testMatch') ?? [])].map((glob) =>
    plainGlob(glob.replace('<rootDir>', root)),
  );
  const regexes = list(config.testRegex).map((text) => pattern(text.replace('<rootDir>', root)));
  const roots = list(config.roots).map((path) => resolvePath(root, place(path, root)));
  const all = (roots.length > 0 ? roots : [root]).flatMap((dir) => host.glob(dir, ['**/*']));
  const matched =
    globs.length > 0
      ? new Set(
          host.glob(
            root,
            globs.filter((glob) => !glob.startsWith('!')),
          ),
        )
      : undefined;
  const unwanted = new Set(
    host.glob(
      root,
      globs.filter((glob) => glob.startsWith('!')).map((glob) => plainGlob(glob.slice(1))),
    ),
  );
  const skip = list(config.testPathIgnorePatterns).map((text) => pattern(text.replace('<rootDir>', root)));
  const wanted = patterns.map((text) => pattern(text.replace(/^\.\//, ''), 'i'));
  return [...new Set(all)].filter(
    (file) =>
      (matched
        ? matched.has(file) && !unwanted.has(file)
        : regexes.length > 0
          ? regexes.some((re) => re.test(file))
          : DEFAULT.test(file)) &&
      !file.includes('/node_modules/') &&
      !skip.some((re) => re.test(file)) &&
      !file.endsWith('.snap') &&
      (wanted.length === 0 || wanted.some((re) => re.test(file))),
  );
}

/** `moduleNameMapper`, `moduleDirectories` and `modulePaths` of the project that runs. */
export function mapNames(host: RunnerHost, current: () => JestSetup): void {
  const known = new Map<JestSetup, { names: [RegExp, string[]][]; dirs: string[]; paths: string[] }>();
  const read = (project: JestSetup) => {
    const { config, root } = project;
    const found = known.get(project) ?? {
      names: Object.entries((config.moduleNameMapper ?? {}) as Record<string, string | string[]>).map(
        ([text, to]): [RegExp, string[]] => [pattern(text), list(to)],
      ),
      dirs: list(config.moduleDirectories).filter((dir) => dir !== 'node_modules'),
      paths: list(config.modulePaths).map((path) => resolvePath(root, place(path, root))),
    };
    known.set(project, found);
    return found;
  };
  host.intercept((specifier, from, path) => {
    const { root } = current();
    const { names, dirs, paths } = read(current());
    for (const [re, targets] of names) {
      const match = re.exec(specifier);
      if (!match) continue;
      for (const target of targets) {
        const text = target.replace('<rootDir>', root).replace(/\$(\d)/g, (_, n: string) => match[Number(n)] ?? '');
        const found = host.resolve(text.startsWith('.') ? resolvePath(root, text) : text, from);
        if (found) return { path: found };
      }
    }
    if (path !== undefined || /^[./]|^node:/.test(specifier) || (dirs.length === 0 && paths.length === 0))
      return undefined;
    const up: string[] = [];
    for (let dir = dirname(from); dir.startsWith(root); dir = dirname(dir)) {
      up.push(...dirs.filter((name) => !/^[/<]/.test(name)).map((name) => `${dir}/${name}`));
      if (dir === root) break;
    }
    const fixed = dirs.filter((name) => /^[/<]/.test(name)).map((name) => resolvePath(root, place(name, root)));
    for (const dir of [...up, ...fixed, ...paths]) {
      const found = host.resolve(`${dir}/${specifier}`, from);
      if (found) return { path: found };
    }
    return undefined;
  });
}
