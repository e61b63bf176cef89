/** Paths as the rows of a file tree: folders before files, each folder once. */
export interface TreeRow {
  path: string;
  name: string;
  depth: number;
  folder: boolean;
}

/** Sorts folders before files at every level. */
const key = (path: string): string =>
  path
    .split('/')
    .map((part, i, parts) => (i < parts.length - 1 ? `\0${part}` : part))
    .join('/');

export function tree(paths: string[]): TreeRow[] {
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  for (const path of paths.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))) {
    const parts = path.split('/');
    parts.slice(0, -1).forEach((name, depth) => {
      const folder = parts.slice(0, depth + 1).join('/');
      if (!seen.has(folder)) rows.push({ path: folder, name, depth, folder: true });
      seen.add(folder);
    });
    rows.push({ path, name: parts.at(-1)!, depth: parts.length - 1, folder: false });
  }
  return rows;
}
