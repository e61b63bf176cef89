/**
 * Verdict mode's files as the code under test sees them: test files read as empty, and cannot be replaced or moved.
 * The loader keeps the real view, so the tests still run. Sealed by inode, so links and renamed folders do not help.
 */
import { isSetting } from '../facts/protected';
import { fsError } from './errno';
import type { Keeper } from './custody';
import type { Vfs, Inode } from './vfs';

/** What the code under test sees of the files, and what the test libraries do. */
interface Sealed {
  guest: Vfs;
  library: Vfs;
}

/** Views of `fs` with the test files below `root` sealed; `hit` hears of attempts to replace or move one. */
export function seal(fs: Vfs, root: string, keeper: Keeper, hit: (what: string) => void, data: string[] = []): Sealed {
  const sealed = new Set<Inode>();
  const holders = new Set<Inode>();
  const visit = (path: string, above: Inode[]): void => {
    const node = fs.lookup(path, false);
    if (node?.kind === 'dir')
      for (const name of node.entries.keys()) visit(`${path === '/' ? '' : path}/${name}`, [...above, node]);
    else if (node?.kind === 'file') {
      if (!keeper.isHidden(path)) return;
      sealed.add(node);
      for (const dir of above) holders.add(dir);
    }
  };
  visit(root, []);

  const refuse = (path: string): never => {
    hit(`tried to replace or move ${path}`);
    throw fsError('EACCES', 'open', path);
  };
  const fixed = (path: string): boolean => {
    const node = fs.lookup(path, false);
    return node !== undefined && (sealed.has(node) || holders.has(node));
  };
  // Data of the tests may be read and, as on the base, written; who else does it is told.
  const told = new Map<Inode, string>();
  const snapshots = new Set<Inode>();
  for (const path of data) {
    const node = fs.lookup(`${root}/${path}`, false);
    if (node?.kind !== 'file') continue;
    told.set(node, path);
    if (keeper.isSnapshot(`${root}/${path}`)) snapshots.add(node);
  }
  const places = packages(fs, root, keeper);
  /** Settings that steer the runner's next start, where it looks for them. */
  const settings = (path: string): string | undefined => {
    if (!path.startsWith('/') || !isSetting(path)) return undefined;
    const whole = realOf(fs, path);
    const folder = whole.slice(0, whole.lastIndexOf('/'));
    return folder === root || (whole.startsWith(`${root}/`) && keeper.isAboveTests(folder))
      ? whole.slice(root.length + 1)
      : undefined;
  };
  const written = (path: string): void => {
    const place = places(path) ?? settings(path);
    if (place !== undefined) hit(`changed ${place} while the tests ran`);
    const node = fs.lookup(path, false);
    const name = (node && told.get(node)) ?? (node?.kind === 'link' ? told.get(fs.lookup(path)!) : undefined);
    if (name !== undefined) hit(`changed ${name} while the tests ran`);
  };
  const view: Vfs = Object.create(fs, {
    // Counters live in the real file system: assigning to the view would hide its changes from the loader.
    version: { get: () => fs.version, set: (value: number) => (fs.version = value) },
  });
  const library: Vfs = Object.create(view);
  const lookup =
    (hidden: (node: Inode) => boolean): Vfs['lookup'] =>
    (path, follow = true) => {
      const node = fs.lookup(path, follow);
      return node?.kind === 'file' && hidden(node) ? { ...node, data: '' } : node;
    };
  view.lookup = lookup((node) => sealed.has(node) || snapshots.has(node));
  library.lookup = lookup((node) => sealed.has(node));
  view.write = (path, ...rest) => {
    const node = fs.lookup(path);
    if (node && sealed.has(node)) return refuse(path);
    written(path);
    return fs.write(path, ...rest);
  };
  view.detach = (path) => {
    if (fixed(path)) return refuse(path);
    written(path);
    return fs.detach(path);
  };
  view.rename = (from, to) => {
    if (fixed(from) || fixed(to)) return refuse(fixed(from) ? from : to);
    written(from);
    written(to);
    return fs.rename(from, to);
  };
  view.symlink = (target, path) => {
    written(path);
    return fs.symlink(target, path);
  };
  view.link = (from, to) => {
    // Under another name the loader would take it for a source.
    const node = fs.lookup(from);
    if (node && sealed.has(node)) return refuse(from);
    written(to);
    return fs.link(from, to);
  };
  return { guest: view, library };
}

/** A path with every link of its folders followed. */
function realOf(fs: Vfs, path: string): string {
  for (let up = path, rest = ''; ;) {
    try {
      return fs.realpath(up) + rest;
    } catch {
      rest = up.slice(up.lastIndexOf('/')) + rest;
      up = up.slice(0, up.lastIndexOf('/')) || '/';
      if (up === '/') return path;
    }
  }
}

/**
 * Of which installed package a path is a part, or in whose place it would be found by the tests. What a test loads while they
 * run is what was installed before.
 */
function packages(fs: Vfs, root: string, keeper: Keeper): (path: string) => string | undefined {
  const at = `${root}/node_modules`;
  const installed = new Set(
    fs
      .folders(at)
      .flatMap((name) => (name.startsWith('@') ? fs.folders(`${at}/${name}`).map((one) => `${name}/${one}`) : name)),
  );
  return (path) => {
    if (!path.startsWith('/')) return undefined;
    const whole = realOf(fs, path);
    const found = /^(.*?)\/node_modules\/((?:@[^/]+\/)?[^/.@][^/]*)(?:\/|$)/.exec(whole);
    if (!found || !`${found[1]}/`.startsWith(`${root}/`)) return undefined;
    const [, above, name] = found as unknown as [string, string, string];
    const known = installed.has(name) || fs.isDir(`/usr/lib/node_modules/${name}`);
    if (!known || (above !== root && !keeper.isAboveTests(above))) return undefined;
    return `${above}/node_modules/${name}`.slice(root.length + 1);
  };
}
