/** What Vite does to sources and imports: environment, defines, aliases, `?raw`, stylesheets, assets, `import.meta.glob`. */
import { parse } from 'acorn';
import type { Guest } from '../guest';
import { find } from '../loader/scope';
import type { RunnerHost } from '../runner';
import { list, type RunnerConfig } from './config';
import { plainGlob } from './glob';
import { basename, dirname, resolvePath } from '../../lib/posix';
import type { VitestSetup } from './vitestsetup';

const STYLE = /\.(css|scss|sass|less|styl|stylus|pcss|postcss|sss)$/;
const ASSET =
  /\.(png|jpe?g|gif|svg|ico|webp|avif|mp[34]|webm|ogg|wav|flac|woff2?|eot|ttf|otf|pdf|txt|wasm|webmanifest)$/;

/** Variables of the run; `import.meta.env` shows them, with the flags as booleans. */
export function runEnvironment(host: RunnerHost): Guest {
  const { env } = host;
  env.NODE_ENV ??= 'test';
  Object.assign(env, { VITEST: 'true', TEST: 'true', VITEST_MODE: 'RUN', VITEST_WORKER_ID: '1', VITEST_POOL_ID: '1' });
  Object.assign(env, { MODE: env.MODE ?? 'test', DEV: '1', PROD: '', SSR: '1', BASE_URL: env.BASE_URL ?? '/' });
  const flags = new Set<PropertyKey>(['DEV', 'PROD', 'SSR']);
  return new Proxy(env, {
    get: (target, key) => (flags.has(key) ? Boolean(target[key as string]) : target[key as string]),
    set(target, key, value) {
      target[key as string] = flags.has(key) ? (value ? '1' : '') : String(value);
      return true;
    },
  });
}

/** `.env`, `.env.test` and `.local` of both, those that `VITE_` begins; then `test.env` and `define`. */
export function projectVariables(host: RunnerHost, { config, root }: VitestSetup, meta: Guest): void {
  const dir = resolvePath(root, String(config.envDir ?? '.'));
  const prefixes = list(config.envPrefix ?? 'VITE_');
  for (const name of ['.env', '.env.local', '.env.test', '.env.test.local']) {
    for (const line of (host.read(`${dir}/${name}`) ?? '').split('\n')) {
      const [, key, value = ''] = /^\s*(?:export\s+)?([\w.]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      const plain = /^(['"`])([\s\S]*)\1/.exec(value)?.[2] ?? value.replace(/\s+#.*$/, '');
      if (key && prefixes.some((prefix) => key.startsWith(prefix))) host.env[key] = plain;
    }
  }
  for (const [key, value] of Object.entries((config.test as RunnerConfig | undefined)?.env ?? {})) meta[key] = value;
  for (const [key, given] of Object.entries((config.define ?? {}) as Record<string, unknown>)) {
    let value: unknown = given;
    try {
      if (typeof given === 'string') value = JSON.parse(given);
    } catch {
      // an expression: its text is no JSON
    }
    const named = /^(?:process\.env|import\.meta\.env)\.(\w+)$/.exec(key);
    if (named) meta[named[1]!] = value;
    else if (/^[\w$]+$/.test(key)) host.define(key, value);
  }
}

type Alias = [find: string | RegExp, replacement: string];

function aliases({ config }: VitestSetup): Alias[] {
  const of = (given: Guest): Alias[] =>
    Array.isArray(given)
      ? given.map(({ find, replacement }): Alias => [find, String(replacement)])
      : Object.entries((given ?? {}) as Record<string, string>);
  const all = [
    ...of((config.test as RunnerConfig | undefined)?.alias),
    ...of((config.resolve as RunnerConfig | undefined)?.alias),
  ];
  return all.map(([find, replacement]) => [find, replacement.replace(/^file:\/\//, '')]);
}

/** Aliases of the project that runs, and what only Vite can import. */
export function viteImports(host: RunnerHost, current: () => VitestSetup): void {
  const known = new Map<VitestSetup, Alias[]>();
  host.intercept((specifier, from, path) => {
    const project = current();
    const entries = known.get(project) ?? aliases(project);
    known.set(project, entries);
    let file = path;
    let text = specifier;
    for (const [find, replacement] of entries) {
      const hit =
        typeof find === 'string'
          ? text === find || text.startsWith(find.endsWith('/') ? find : `${find}/`)
          : find.test(text);
      if (!hit) continue;
      const target = text.replace(find, replacement);
      text = /^\.\.?(\/|$)/.test(target) && !text.startsWith('.') ? resolvePath(project.root, target) : target;
      file = host.resolve(text.replace(/\?.*$/, ''), from);
      break;
    }
    if (text.startsWith('/') && host.read(text) === undefined && !file)
      file = host.resolve(resolvePath(project.root, `.${text.replace(/\?.*$/, '')}`), from); // a path of the public root
    const query = /\?([\w-]+)/.exec(text)?.[1];
    if (
      query === 'raw' ||
      query === 'url' ||
      query === 'inline' ||
      STYLE.test(text.replace(/\?.*$/, '')) ||
      ASSET.test(text)
    ) {
      const at =
        file ?? host.resolve(text.replace(/\?.*$/, ''), from) ?? resolvePath(dirname(from), text.replace(/\?.*$/, ''));
      const content = host.read(at);
      if (content === undefined) return undefined;
      if (query === 'raw') return { value: { default: content }, esm: true };
      if (query !== 'url' && STYLE.test(at)) return { value: styles(at), esm: true };
      const shown = at.startsWith(`${project.root}/`) ? at.slice(project.root.length) : at;
      return { value: { default: shown }, esm: true };
    }
    return file !== undefined && file !== path ? { path: file } : undefined;
  });
}

/** A stylesheet has no text in tests; the classes of a CSS module are called after themselves. */
function styles(path: string): object {
  if (!/\.module\.\w+$/.test(basename(path))) return { default: '' };
  const names = new Proxy({}, { get: (_, key) => (typeof key === 'string' ? `_${key}_` : undefined), has: () => true });
  return { default: names };
}

/** Sources as Vite hands them to Vitest, mocks not hoisted yet. */
export function viteSource(host: RunnerHost, source: string, path: string, own: () => string): string {
  let text = source
    .replace(/\bimport\.meta\.env\b/g, 'globalThis.__vite_env__')
    .replace(/\bimport\.meta\.vitest\b/g, () => (path === own() ? 'globalThis.__vite_api__' : 'undefined'));
  if (/\bimport\.meta\.glob\s*[(<]/.test(text)) text = globs(host, text, path);
  return text;
}

/** `import.meta.glob('./x/*.js', { eager: true })` -> the object of what is there, with imports behind the text. */
function globs(host: RunnerHost, source: string, path: string): string {
  let program: Guest;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  } catch {
    return source;
  }
  const calls: Guest[] = [];
  const metas = new Set(find(program, new Set()).metas.map((node) => node.start));
  const visit = (node: Guest): void => {
    if (!node || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (node.type === 'CallExpression' && node.callee.property?.name === 'glob' && metas.has(node.callee.object.start))
      calls.push(node);
    for (const key of Object.keys(node)) if (key !== 'type') visit(node[key]);
  };
  visit(program.body);
  let out = source;
  let behind = '';
  let count = 0;
  for (const call of calls.sort((a, b) => b.start - a.start)) {
    const read = (node: Guest): unknown => {
      try {
        return node ? evaluate(`(${source.slice(node.start, node.end)})`) : undefined;
      } catch {
        return undefined;
      }
    };
    const patterns = [read(call.arguments[0])].flat() as string[];
    const options = (read(call.arguments[1]) ?? {}) as Guest;
    const at = (pattern: string) =>
      resolvePath(
        pattern.startsWith('/') ? host.cwd : dirname(path),
        pattern.startsWith('/') ? `.${pattern}` : pattern,
      );
    const matches = (wanted: boolean) =>
      patterns
        .filter((pattern) => pattern.startsWith('!') !== wanted)
        .flatMap((pattern) => host.glob('/', [plainGlob(at(pattern.replace(/^!/, '')))]));
    const unwanted = new Set(matches(false));
    const files = [...new Set(matches(true))].filter((file) => !unwanted.has(file) && file !== path).sort();
    const query = typeof options.query === 'string' ? options.query : options.as ? `?${options.as}` : '';
    const pick = options.import && options.import !== '*' ? `[${JSON.stringify(options.import)}]` : '';
    const entries = files.map((file) => {
      const key = patterns[0]!.startsWith('/') ? file.slice(host.cwd.length) : relativeTo(dirname(path), file);
      const from = JSON.stringify(file + query);
      if (!options.eager)
        return `${JSON.stringify(key)}: () => import(${from})${pick ? `.then((ns) => ns${pick})` : ''}`;
      const name = `__vite_glob_${count++}`;
      behind += `import * as ${name} from ${from};`;
      return `${JSON.stringify(key)}: ${name}${pick}`;
    });
    const lines = source.slice(call.start, call.end).replace(/[^\n]/g, '');
    out = `${out.slice(0, call.start)}({${entries.join(', ')}})${lines}${out.slice(call.end)}`;
  }
  return behind ? `${out}\n;${behind}` : out;
}
const evaluate = globalThis.eval;

function relativeTo(dir: string, file: string): string {
  let up = '';
  for (let at = dir; !file.startsWith(`${at === '/' ? '' : at}/`); at = dirname(at)) up += '../';
  const base = resolvePath(dir, up || '.');
  return `${up || './'}${file.slice(base === '/' ? 1 : base.length + 1)}`;
}
