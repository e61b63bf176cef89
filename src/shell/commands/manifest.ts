/** The package.json that a command is about. */
import { dirname, resolvePath } from '../../lib/posix';
import { toText } from '../bytes';
import type { ShellSession } from '../session';

export interface NpmManifest {
  name?: string;
  version?: string;
  scripts?: Record<string, string>;
  bin?: string | Record<string, string>;
  workspaces?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The nearest package.json upwards. `fault` when it can't be read. */
export function manifestAt(
  session: ShellSession,
  cwd: string,
): { dir: string; manifest: NpmManifest } | { fault: string } {
  for (let dir = cwd; ; dir = dirname(dir)) {
    const node = session.fs.get(resolvePath(dir, 'package.json'));
    if (node?.kind === 'file') {
      try {
        const manifest: unknown = JSON.parse(toText(node.data));
        if (typeof manifest === 'object' && manifest !== null) return { dir, manifest };
        return { fault: `${dir}/package.json is not an object.` };
      } catch (error) {
        return { fault: `${dir}/package.json is not valid JSON: ${(error as Error).message}` };
      }
    }
    if (dir === '/') return { fault: `no package.json here or above ${cwd}.` };
  }
}
