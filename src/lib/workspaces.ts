/** Packages of a monorepo, over whatever holds its files: npm, yarn and bun workspaces, pnpm-workspace.yaml, lerna.json. */

export interface FolderTree {
  read(path: string): string | undefined;
  /** Names of the folders in a folder. */
  folders(path: string): string[];
}

const json = (text: string | undefined): Record<string, unknown> | undefined => {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  } catch {
    return undefined;
  }
};

/** The globs that a root names; undefined where it names none. */
function globsAt(dir: string, tree: FolderTree): string[] | undefined {
  const given = json(tree.read(`${dir}/package.json`))?.workspaces;
  const list = Array.isArray(given) ? given : ((given as { packages?: unknown } | undefined)?.packages ?? []);
  const pnpm = tree.read(`${dir}/pnpm-workspace.yaml`) ?? '';
  const block = /^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(pnpm)?.[1] ?? '';
  const lerna = json(tree.read(`${dir}/lerna.json`))?.packages;
  const found = [
    ...(Array.isArray(list) ? list : []),
    ...[...block.matchAll(/^\s*-\s*['"]?([^'"#\n]+?)['"]?\s*(?:#.*)?$/gm)].map((match) => match[1]!),
    ...(Array.isArray(lerna) ? lerna : []),
  ].filter((one): one is string => typeof one === 'string');
  return found.length > 0 ? found : undefined;
}

const MOST = 500;

/** Folders below `dir` that a glob names. */
function expand(dir: string, glob: string, tree: FolderTree): string[] {
  let at = [dir];
  for (const part of glob.replace(/^\.\//, '').split('/').filter(Boolean)) {
    if (part === '**') {
      const all = [...at];
      for (let i = 0; i < all.length && all.length < MOST; i++)
        for (const name of tree.folders(all[i]!)) if (name !== 'node_modules') all.push(`${all[i]}/${name}`);
      at = all;
    } else if (/[*?{]/.test(part)) {
      const alternatives = part
        .replace(/[.+^$()|[\]\\]/g, '\\$&')
        .replace(/\*/g, '[^/]*')
        .replace(/\?/g, '[^/]');
      const test = new RegExp(
        `^${alternatives.replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.replace(/,/g, '|')})`)}$`,
      );
      at = at.flatMap((one) =>
        tree
          .folders(one)
          .filter((name) => name !== 'node_modules' && test.test(name))
          .map((name) => `${one}/${name}`),
      );
    } else at = at.map((one) => `${one}/${part}`);
  }
  return at.slice(0, MOST);
}

/** Name -> absolute folder of every package of the monorepo that `from` lies in; empty where it is none. */
export function workspaces(from: string, tree: FolderTree): Map<string, string> {
  for (let dir = from; ; dir = dir.slice(0, Math.max(dir.lastIndexOf('/'), 0))) {
    const globs = globsAt(dir, tree);
    if (globs) {
      const out = new Set(globs.filter((glob) => !glob.startsWith('!')).flatMap((glob) => expand(dir, glob, tree)));
      for (const glob of globs.filter((one) => one.startsWith('!')))
        for (const one of expand(dir, glob.slice(1), tree)) out.delete(one);
      const named = [...out].sort().flatMap((one): [string, string][] => {
        const manifest = json(tree.read(`${one}/package.json`));
        return manifest ? [[typeof manifest.name === 'string' ? manifest.name : one.slice(dir.length + 1), one]] : [];
      });
      return new Map(named);
    }
    if (dir === '') return new Map();
  }
}
