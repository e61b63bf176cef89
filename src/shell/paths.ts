/** Absolute POSIX paths of the sandbox, and the check of paths that come from outside. */

/** Why a repo-relative path may not be used, in plain words; undefined when it is fine. */
export function unusablePath(path: unknown): string | undefined {
  if (typeof path !== 'string' || path === '') return 'it is empty';
  if (path.includes('\0')) return 'it holds a NUL character';
  if (path.length > 1024) return 'it is longer than 1,024 characters';
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path) || path.startsWith('\\')) return 'it is absolute';
  if (path.split(/[\\/]/).includes('..')) return "it leaves the repository ('..')";
  if (path.split('/').some((part) => part === '.' || part === ''))
    return "it is not in plain form (empty or '.' parts)";
  if (path === '.git' || path.startsWith('.git/')) return "the sandbox makes its own repository below '.git'";
  return undefined;
}

/** Throws with one clear sentence when the path can't be a file of the repository. */
export function checkPath(path: string): string {
  const fault = unusablePath(path);
  if (fault)
    throw new Error(
      `The path ${JSON.stringify(String(path).slice(0, 120))} can't be used: ${fault}. Give a plain path inside the repository.`,
    );
  return path;
}

/** Joins and folds '.' and '..'; an absolute part starts over. The result is absolute. */
export function resolvePath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const dirname = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';
export const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
