/** The check of paths that come from outside. */

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
