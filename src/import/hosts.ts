/** Where repositories and packages come from. A setting: mirrors of GitHub and of jsDelivr can stand in. */
import { ImportError } from './fault';

export interface Hosts {
  /** Addresses that people paste. */
  web: string;
  /** GitHub REST. */
  api: string;
  /** Files by commit. */
  raw: string;
  /** jsDelivr's listing of packages and repositories. */
  listing: string;
  /** jsDelivr's files. */
  cdn: string;
}

export const publicHosts: Hosts = {
  web: 'https://github.com',
  api: 'https://api.github.com',
  raw: 'https://raw.githubusercontent.com',
  listing: 'https://data.jsdelivr.com',
  cdn: 'https://cdn.jsdelivr.net',
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Addresses without a trailing slash; throws ImportError for one that is no https address (http only on this machine). */
export function checkHosts(given: Partial<Record<keyof Hosts, unknown>>): Hosts {
  const out = { ...publicHosts };
  for (const key of Object.keys(publicHosts) as (keyof Hosts)[]) {
    const value = given[key];
    if (value === undefined || value === '') continue;
    let url: URL;
    try {
      url = new URL(String(value));
    } catch {
      throw new ImportError('address', `"${String(value).slice(0, 80)}" is not an address; write it with https://.`);
    }
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
      throw new ImportError('address', `${url.origin} must start with https:// (http:// only on this machine).`);
    if (url.username || url.password || url.search || url.hash)
      throw new ImportError('address', `Give the address of ${url.host} without a user name, ? or #.`);
    out[key] = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }
  return out;
}
