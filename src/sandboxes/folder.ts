/** Files of the page as a folder of the container: there, and what changed back. */
import type { FileSystemTree, WebContainer } from '@webcontainer/api';
import { same } from '../lib/diff';
import type { Changes, Files } from '../types';

/** Files -> the tree that mount takes. */
export function toTree(files: Files): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let at = root;
    for (const part of parts) {
      const next = at[part];
      if (next && 'directory' in next) at = next.directory;
      else at = (at[part] = { directory: {} }).directory;
    }
    at[name] = { file: { contents } };
  }
  return root;
}

/** An exported tree -> files; symbolic links stay out. */
export function fromTree(tree: FileSystemTree, prefix = '', out: Files = {}): Files {
  for (const [name, node] of Object.entries(tree)) {
    if ('directory' in node) fromTree(node.directory, `${prefix}${name}/`, out);
    else if ('contents' in node.file) out[prefix + name] = node.file.contents;
  }
  return out;
}

/** The page's changes -> the folder `dir` of the container. */
export async function putIn(wc: WebContainer, dir: string, changes: Changes): Promise<void> {
  const made = new Set<string>();
  for (const [path, content] of Object.entries(changes)) {
    const full = `${dir}/${path}`;
    if (content === null) await wc.fs.rm(full, { force: true, recursive: true });
    else {
      const parent = full.slice(0, full.lastIndexOf('/'));
      if (!made.has(parent)) await wc.fs.mkdir(parent, { recursive: true });
      made.add(parent);
      await wc.fs.writeFile(full, content);
    }
  }
}

/** What differs from `known`, which then holds the new state. Installed packages and `skip` stay out. */
export async function changedIn(
  wc: WebContainer,
  dir: string,
  known: Map<string, string | Uint8Array>,
  skip = '',
): Promise<Changes> {
  const tree = await wc.export(dir, { format: 'json', excludes: ['**/node_modules/**', 'node_modules', '.git'] });
  const changes: Changes = {};
  const now = fromTree(tree as FileSystemTree);
  for (const [path, content] of Object.entries(now)) {
    if (/(^|\/)node_modules\//.test(path) || path.startsWith('.git/') || (skip && path.startsWith(skip))) continue;
    if (same(known.get(path), content)) continue;
    known.set(path, content);
    changes[path] = content;
  }
  for (const path of [...known.keys()]) {
    if (Object.hasOwn(now, path)) continue;
    known.delete(path);
    changes[path] = null;
  }
  return changes;
}
