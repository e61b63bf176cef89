/** Which repo-relative POSIX paths a task may hold. */

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
