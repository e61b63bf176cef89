/** Where a figure comes from. */
import { execFileSync } from 'node:child_process';
import { root } from './library';

/** The commit of this code; a checkout without git has none. */
export function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}
