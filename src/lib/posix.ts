/** Absolute POSIX paths of the sandbox; our own, since guest code may have changed its `path`. */

/** Joins and folds '.' and '..'; an absolute part starts over. The result is absolute. */
export function resolvePath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const dirname = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
