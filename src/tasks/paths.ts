/** Which repo-relative POSIX paths a task may hold, and how test files name the sources they import. */

import { acts } from '../lib/foreign';

/** Why the path cannot be used ("which is absolute"), or null when it is fine. */
export function pathFault(path: string): string | null {
  if (path === '') return 'which is empty';
  if (path.includes('\0')) return 'which contains a NUL character';
  if (acts(path)) return 'which contains characters that cannot be seen or that act on a terminal';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'which is absolute';
  if (path.includes('\\')) return 'which contains a backslash; write / between folders';
  if (path.length > 1024) return 'which is longer than 1,024 characters';
  const parts = path.split('/');
  if (parts.includes('..')) return 'which leaves the repository with ..';
  if (parts.some((part) => part === '' || part === '.')) return 'which has an empty or . part';
  if (parts.includes('__proto__')) return 'which contains __proto__';
  if (path in {}) return 'which is a reserved name of JavaScript objects';
  if (parts.length > 32) return 'which is deeper than 32 folders';
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

/** Relative specifiers that a source file requires or imports. */
export const importsOf = (source: string): string[] =>
  [...source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.{1,2}(?:\/[^'"]*)?)\1/g)].map(
    (found) => found[2]!,
  );
