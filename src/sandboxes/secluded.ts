/**
 * A program of this machine that cannot look at the others: on Linux in a process space of its own with a /proc of its own,
 * so that no environment and no memory of the processes above it (where a provider's key may be) can be read.
 */

const builtin = <T>(name: string): T =>
  (process as unknown as { getBuiltinModule(name: string): T }).getBuiltinModule(name);

const SPACE = ['--pid', '--fork', '--kill-child', '--mount-proc'];
/** Root needs no user space of its own; others get one, in which they are who they are and nobody else (no sudo). */
const WAYS = [['--user', '--map-current-user', ...SPACE], SPACE];

let found: string[] | null | undefined;

/** What to put before a command, or null where this system has no such thing. Tried out once. */
export function secluded(): string[] | null {
  if (found !== undefined) return found;
  if (process.platform !== 'linux') return (found = null);
  const { spawnSync } = builtin<typeof import('node:child_process')>('node:child_process');
  const root = process.getuid?.() === 0;
  const works = (flags: string[]) => {
    const { status, stdout } = spawnSync('unshare', [...flags, '--', 'cat', '/proc/1/comm'], { encoding: 'utf8' });
    return status === 0 && stdout.trim() === 'cat';
  };
  const way = (root ? [...WAYS].reverse() : WAYS.slice(0, 1)).find(works);
  return (found = way ? ['unshare', ...way, '--'] : null);
}
