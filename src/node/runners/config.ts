/** Configuration of a test framework: package.json keys, JSON with comments, simple YAML, JS and TS modules. */
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';
import { bareJson } from '../loader/tsconfig';
import { transpiles } from '../transpilers';
import { resolvePath } from '../../lib/posix';

export type RunnerConfig = Record<string, Guest>;

export function packageJson(host: RunnerHost, dir = host.cwd): RunnerConfig {
  const text = host.read(resolvePath(dir, 'package.json'));
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as RunnerConfig;
  } catch {
    return {};
  }
}

/** The first of the files that exists, read by its extension; undefined when none does. Broken files throw. */
export async function configFile(host: RunnerHost, names: string[], dir = host.cwd): Promise<RunnerConfig | undefined> {
  for (const name of names) {
    const path = resolvePath(dir, name);
    const text = host.read(path);
    if (text === undefined) continue;
    if (/\.ya?ml$/.test(name)) return yaml(text);
    if (/\.jsonc?$|rc$/.test(name)) {
      try {
        return JSON.parse(stripComments(text)) as RunnerConfig;
      } catch (error) {
        throw new Error(`${name} is not valid JSON: ${(error as Error).message}`, { cause: error });
      }
    }
    const loaded = await host.import(path);
    let config = (loaded.default ?? loaded) as Guest;
    if (config?.__esModule && config.default) config = config.default;
    if (typeof config === 'function') config = await config({ mode: 'test', command: 'serve', projectDir: host.cwd });
    return config as RunnerConfig;
  }
  return undefined;
}

const stripComments = bareJson;

/** The YAML that rc files use: `key: value`, `key: [a, b]` and `- item` lists. */
export function yaml(text: string): RunnerConfig {
  const config: RunnerConfig = {};
  let list: unknown[] | undefined;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s+#.*$|^#.*$/, '').trimEnd();
    const item = /^\s*-\s+(.*)$/.exec(line);
    const pair = /^([\w-]+)\s*:\s*(.*)$/.exec(line);
    if (item && list) list.push(scalar(item[1]!));
    else if (pair) {
      const value = pair[2]!;
      if (value === '') config[pair[1]!] = list = [];
      else
        config[pair[1]!] = value.startsWith('[')
          ? value
              .slice(1, -1)
              .split(',')
              .map((v) => scalar(v.trim()))
          : scalar(value);
    }
  }
  return config;
}

function scalar(text: string): unknown {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text);
  if (quoted) return quoted[2];
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

export const list = (value: unknown): string[] =>
  value === undefined || value === null || value === false
    ? []
    : Array.isArray(value)
      ? value.map(String)
      : [String(value)];

/** Loads `--require`/`--import` modules, local files before packages; returns their exports. */
export async function preload(host: RunnerHost, names: string[], dir = host.cwd): Promise<Record<string, unknown>[]> {
  const loaded: Record<string, unknown>[] = [];
  for (const name of names) {
    if (transpiles(name)) continue;
    const path = ['', '.js', '.cjs', '.mjs', '.ts', '/index.js']
      .map((end) => resolvePath(dir, name + end))
      .find((candidate) => host.read(candidate) !== undefined);
    loaded.push(
      path ? await host.import(path) : (host.require(name, `${dir}/package.json`) as Record<string, unknown>),
    );
  }
  return loaded;
}
