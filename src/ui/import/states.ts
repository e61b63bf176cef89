/** What "Your repo" can be doing, and the addresses of GitHub and the package mirror as this browser keeps them. */
import { checkHosts, publicHosts, type Hosts } from '../../import/hosts';
import type { ImportProgress } from '../../import/progress';
import { preference, readJson } from '../../storage/preferences';
import type { ExecResult } from '../../types';

export type Coming =
  | { kind: 'none' }
  | { kind: 'coming'; progress: ImportProgress | null; startedAt: number }
  | { kind: 'failed'; message: string }
  | { kind: 'cancelled' };
export type Trying =
  | { kind: 'none' }
  | { kind: 'packages'; progress: ImportProgress | null }
  | { kind: 'running' }
  | { kind: 'done'; result: ExecResult }
  | { kind: 'failed'; message: string };

const HOSTS = preference('protege-hosts');

export const savedHosts = (): Hosts =>
  readJson(
    HOSTS,
    (saved) => checkHosts(saved as Partial<Hosts>),
    () => ({ ...publicHosts }),
  );

/** @throws ImportError address; StoreError when this browser keeps nothing */
export function saveHosts(hosts: Partial<Hosts>): Hosts {
  const checked = checkHosts(hosts);
  const fault = HOSTS.keep(JSON.stringify(checked));
  if (fault) throw fault;
  return checked;
}

/** Names of the tests that ended so, each once. */
export const testNames = ({ tests }: ExecResult, status: 'fail' | 'pass'): string[] => [
  ...new Set((tests?.tests ?? []).filter((test) => test.status === status).map(({ name }) => name)),
];
