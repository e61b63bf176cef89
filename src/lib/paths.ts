/** Repo-relative POSIX paths. */

/** Normalised (`./a//b/../c` -> `a/c`, `''` for the root), or null when it leaves the root or is absolute. */
export function repoPath(path: string): string | null {
  if (path.startsWith('/') || path.includes('\0') || /^[a-z]:[\\/]/i.test(path)) return null;
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return null;
  }
  return out.join('/');
}

/** What somebody meant by `path`: as written, or an absolute path whose end is one of `known`. */
export function locate(path: string, known: readonly string[]): string | null {
  const clean = path.trim().replaceAll('\\', '/');
  if (!clean.startsWith('/')) return repoPath(clean);
  const parts = clean.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return null;
  for (let i = 0; i < parts.length; i++) {
    const end = parts.slice(i).join('/');
    if (known.some((name) => name === end || name.startsWith(`${end}/`))) return end;
  }
  return null;
}

/** `specifier` seen from the file `from`, repo-relative; starts with `..` when it leaves the repository. */
export function resolveFrom(from: string, specifier: string): string {
  const out: string[] = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}
