/** Packages of a monorepo: npm, yarn and bun workspaces, pnpm-workspace.yaml, lerna.json. */
import type { Files } from '../types';
import { manifestOf, parseJson } from './manifest';

export interface Member {
  /** Folder, `''` = the root. */
  dir: string;
  name: string;
  /** Its test script, when it has one. */
  test?: string;
}

const expression = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/^\.\//, '')
      .replace(/\/$/, '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\\\{([^{}]*)\\\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`)
      .replace(/\*\*\/?/g, '\0')
      .replace(/\*/g, '[^/]+')
      .replace(/\0/g, '(?:.+/)?')
      .replace(/\(\?:\.\+\/\)\?$/, '.+')}$`,
  );

function globs(files: Files): string[] {
  const found = [...(manifestOf(files)?.workspaces ?? [])];
  const pnpm = files['pnpm-workspace.yaml'];
  if (typeof pnpm === 'string') {
    const block = /^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(pnpm)?.[1] ?? '';
    const inline = /^packages:\s*\[([^\]]*)\]/m.exec(pnpm)?.[1] ?? '';
    found.push(...[...inline.matchAll(/[^\s,'"]+/g)].map(([glob]) => glob));
    found.push(...[...block.matchAll(/^\s*-\s*['"]?([^'"#\n]+?)['"]?\s*(?:#.*)?$/gm)].map((match) => match[1]!));
  }
  const lerna = parseJson(files['lerna.json'])?.packages;
  if (Array.isArray(lerna)) found.push(...lerna.filter((one) => typeof one === 'string'));
  return found;
}

/** Empty for a repository that is one package. */
export function membersOf(files: Files): Member[] {
  const patterns = globs(files);
  const [no, yes] = [
    patterns.filter((glob) => glob.startsWith('!')).map((glob) => expression(glob.slice(1))),
    patterns.filter((glob) => !glob.startsWith('!')).map(expression),
  ];
  if (yes.length === 0) return [];
  return Object.keys(files)
    .filter((path) => path.endsWith('/package.json') && !/(^|\/)node_modules\//.test(path))
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter((dir) => yes.some((one) => one.test(dir)) && !no.some((one) => one.test(dir)))
    .sort()
    .map((dir) => {
      const manifest = manifestOf(files, dir);
      const test = manifest?.scripts.test;
      return { dir, name: manifest?.name ?? dir, ...(test ? { test } : {}) };
    });
}

/** Other packages of the monorepo that the files import, as they would be linked below node_modules; theirs too. */
export function siblings(
  files: Files,
  members: readonly Member[],
  imported: (files: Files) => ReadonlySet<string>,
  own: Files,
): Files {
  const out: Files = {};
  const done = new Set<string>();
  let front = own;
  for (;;) {
    const names = imported(front);
    const found = members.filter(({ name }) => names.has(name) && !done.has(name));
    if (found.length === 0) return out;
    front = {};
    for (const { name, dir } of found) {
      done.add(name);
      for (const [path, content] of Object.entries(files)) {
        if (!path.startsWith(`${dir}/`)) continue;
        const inside = path.slice(dir.length + 1);
        out[`node_modules/${name}/${inside}`] = content;
        front[inside] = content;
      }
    }
  }
}
