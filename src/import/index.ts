/** Brings a repository in: from GitHub or npm by address; archives and folders have their own files. */
import { parseAddress } from './address';
import type { BodyCache } from './download';
import { importGithub } from './github';
import { publicHosts, type Hosts } from './hosts';
import { importNpm } from './npm';
import type { Imported } from './origin';
import { reporting, type ImportProgress } from './progress';
import { Traffic, type TokenFetch } from './traffic';
import type { Stream } from '../types';

export interface ImportOptions {
  hosts?: Hosts;
  signal?: AbortSignal;
  withToken?: TokenFetch;
  /** Give the same map again to go on after a failure or a cancel. */
  kept?: BodyCache;
  /** First wait before a second try. Default 500 ms. */
  backoffMs?: number;
}

/**
 * A GitHub address, owner/repo or npm package -> its files, pinned. Yields progress.
 * @throws ImportError with one clear sentence, or the signal's reason.
 */
export function importAddress(address: string, options: ImportOptions = {}): Stream<ImportProgress, Imported> {
  const { hosts = publicHosts, kept = new Map(), ...rest } = options;
  const source = parseAddress(address, hosts.web);
  return reporting((emit) => {
    const reach = { hosts, kept, emit, traffic: new Traffic(rest), hasToken: rest.withToken !== undefined };
    return source.kind === 'github' ? importGithub(source, reach) : importNpm(source, reach);
  });
}
