/** Who may import whom: the table in ARCHITECTURE.md, held against every import; the size of files; one thing to a name. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_LINES = 300;
/** One idea that needs more room (a whole folder ends with /); keep this list short. */
const LONGER: Record<string, number> = {
  'src/types.ts': 510,
  'src/run.ts': 330, // the one place that puts everything together
  'src/node/builtins/': 600, // one file is one module of Node
  'src/node/testing/': 350,
  'src/node/vfs.ts': 350,
  'src/shell/fs.ts': 330,
};

const table = readTable(readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8'));
const sources = ['src', 'workers'].flatMap((folder) => walk(join(ROOT, folder))).map((path) => relative(ROOT, path));

/** Folder or file (below src, or `workers`) -> what it may import, as prefixes below src. Rows in the table's order. */
function readTable(markdown: string): Map<string, string[]> {
  const rows = [...markdown.matchAll(/^\| (`[^|]+`) \|[^|]*\| ([^|]+) \|$/gm)].map((row) => ({
    names: words(row[1]!).map((name) => name.replace(/^src\//, '').replace(/\.ts$|\/$/g, '')),
    may: row[2]!,
  }));
  const known = new Map<string, string[]>();
  for (const { names, may } of rows) {
    const allowed = words(may).filter((word) => word !== 'index');
    if (may.includes('all of the above')) allowed.push(...known.keys());
    if (may.includes("registries' `index`"))
      allowed.push('models/index', 'gates/index', 'sandboxes/index', 'scaffolds/index');
    for (const name of names) known.set(name, allowed);
  }
  return known;
}

function words(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
}

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (path === join(ROOT, 'src/tasks/repos')) return [];
    return statSync(path).isDirectory() ? walk(path) : /\.(ts|svelte|js|mjs)$/.test(name) ? [path] : [];
  });
}

/** Below src, without extension; `workers/x` for a worker. */
const nameOf = (path: string) => path.replace(/^src\//, '').replace(/(\.svelte)?\.(ts|js|mjs)$|\.svelte$/, '');

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"]+)\1/g;

/** Files of ours that `source` at `path` imports, statically, dynamically, as types or for their effect. */
function importsOf(path: string, source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(IMPORT)].flatMap((match) => {
    const target = join(dirname(path), match[2]!.replace(/\?.*$/, ''));
    const file = [target, `${target}.ts`, `${target}.js`, `${target}/index.ts`].find((name) => {
      const full = join(ROOT, name);
      return existsSync(full) && statSync(full).isFile();
    });
    return file?.startsWith('src/') ? [nameOf(file)] : file?.startsWith('workers/') ? [file] : [];
  });
}

const EAGER = /^\s*(?:import|export)\s+(?!type\b)(?:([^'"]*?)\bfrom\s*)?(['"])(\.{1,2}\/[^'"?]+)\2/gm;

/** What is loaded before the file itself runs: no types, nothing lazy. Paths from the root. */
function eagerOf(path: string, source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  return [...code.matchAll(EAGER)].flatMap(([, names = '', , specifier]) => {
    const listed = /^\{([^}]*)\}\s*$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    if (listed?.every((name) => name.trim().startsWith('type '))) return [];
    const target = join(dirname(path), specifier!);
    const found = [target, `${target}.ts`, `${target}/index.ts`].find((name) => sources.includes(name));
    return found ? [found] : [];
  });
}

/** Groups of files that load each other before any of them can run. */
function circles(graph: Map<string, string[]>): string[][] {
  const [index, low, stack, found] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[][],
  ];
  const visit = (at: string): void => {
    index.set(at, index.size);
    low.set(at, index.get(at)!);
    stack.push(at);
    for (const next of graph.get(at) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(at, Math.min(low.get(at)!, low.get(next)!));
    }
    if (low.get(at) !== index.get(at)) return;
    const group = stack.splice(stack.indexOf(at));
    if (group.length > 1) found.push(group.sort());
  };
  for (const at of graph.keys()) if (!index.has(at)) visit(at);
  return found;
}

const within = (name: string, prefix: string) => name === prefix || name.startsWith(`${prefix}/`);

/** What `path` imports against the table, as `path -> target`. */
function violations(path: string, source: string): string[] {
  const name = nameOf(path);
  const row = [...table.keys()].find((key) => within(name, key));
  const targets = importsOf(path, source);
  if (row === undefined)
    return name === 'main' || name === 'embed'
      ? targets.filter((t) => !within(t, 'ui')).map((t) => `${path} -> ${t}`)
      : [`${path} is in no row`];
  const allowed = [...table.get(row)!, row, ...(row === 'workers' ? ['node/protocol'] : [])];
  if (row === 'workers') {
    const hosted = new Set(targets.filter((t) => !allowed.some((p) => within(t, p))).map((t) => t.split('/')[0]));
    const never = [...hosted].filter((folder) => ['ui', 'run', 'cli', 'trajectory'].includes(folder!));
    return [...never, ...(hosted.size > 1 ? [[...hosted].join(' and ')] : [])].map((t) => `${path} -> ${t}`);
  }
  return targets.filter((t) => !allowed.some((p) => within(t, p))).map((t) => `${path} -> ${t}`);
}

const ceiling = (path: string) => Object.entries(LONGER).find(([longer]) => path.startsWith(longer))?.[1] ?? MAX_LINES;

describe('architecture', () => {
  test('the table is read', () => {
    expect([...table.keys()]).toEqual(
      expect.arrayContaining(['types', 'lib', 'agent', 'models', 'gates', 'run', 'ui', 'workers']),
    );
    expect(table.get('agent')).toEqual(['types', 'lib', 'facts']);
    expect(table.get('types')).toEqual([]);
    expect(table.get('ui')).toContain('gates/index');
    expect(sources.length).toBeGreaterThan(50);
  });

  test('every import is allowed', () => {
    expect(sources.flatMap((path) => violations(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });

  test.each([
    ['src/agent/parse.ts', "import { run } from '../run';", 'run'],
    ['src/agent/parse.ts', "import '../ui/session.svelte';", 'ui/session'],
    ['src/gates/stall.ts', "import type { Team } from '../agent/policy';", 'agent/policy'],
    ['src/lib/text.ts', "export { gates } from '../gates/index';", 'gates/index'],
    ['src/trajectory/record.ts', "const x = await import('../agent/episode');", 'agent/episode'],
    ['src/ui/view.ts', "import { create } from '../gates/stall';", 'gates/stall'],
    ['src/types.ts', "import { drain } from './lib/stream';", 'lib/stream'],
  ])('a planted import in %s is found: %s', (path, source, target) => {
    expect(violations(path, source)).toEqual([`${path} -> ${target}`]);
  });

  test('what the table allows is not found', () => {
    expect(violations('src/trajectory/exporters.ts', "import { render } from '../agent/prompt';")).toEqual([]);
    expect(violations('src/ui/view.ts', "import { gates } from '../gates/index';")).toEqual([]);
    expect(violations('src/agent/policy.ts', "// import '../run'\nimport { parse } from './parse';")).toEqual([]);
  });

  test('no files load each other in a circle, but for the runtime of the sandbox', () => {
    const graph = new Map(sources.map((path) => [path, eagerOf(path, readFileSync(join(ROOT, path), 'utf8'))]));
    expect(circles(graph).filter((group) => !group.every((path) => path.startsWith('src/node/')))).toEqual([]);
    expect(
      circles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual([['b', 'c']]);
  });

  test('a noun has one meaning: no two files export a type of the same name', () => {
    const homes = new Map<string, string[]>();
    for (const path of sources) {
      const source = readFileSync(join(ROOT, path), 'utf8');
      for (const [, name] of source.matchAll(/^export (?:abstract )?(?:interface|type|class) (\w+)/gm))
        homes.set(name!, [...(homes.get(name!) ?? []), path]);
    }
    expect([...homes].filter(([, paths]) => paths.length > 1)).toEqual([]);
    expect(homes.size).toBeGreaterThan(500);
  });

  test(`files are small: at most ${MAX_LINES} lines, and a median below 120`, () => {
    const sizes = sources.map((path) => ({
      path,
      lines: readFileSync(join(ROOT, path), 'utf8').split('\n').length - 1,
    }));
    const large = sizes
      .filter(({ path, lines }) => lines > ceiling(path))
      .map(({ path, lines }) => `${path}: ${lines}`);
    expect(large).toEqual([]);
    expect(sizes.map(({ lines }) => lines).sort((a, b) => a - b)[Math.floor(sizes.length / 2)]).toBeLessThan(120);
    expect(Object.keys(LONGER).length).toBeLessThanOrEqual(6);
  });
});
