/**
 * One file into the Cache API: streamed, counted, checked, retried. A damaged file is fetched once more; a cut connection
 * up to three times. What is here already is not fetched again.
 */
import { md5 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { toBase64 } from '../lib/bytes';
import { namedError } from './pump';
import { forbidden } from '../lib/canary';

export interface WantedFile {
  url: string;
  /** Name of the Cache API cache, and the key when it is not the URL. */
  cache: string;
  key?: string;
  /** A byte range of the URL, both ends included. */
  range?: [number, number];
  bytes?: number;
  md5?: string;
  /** sha256-/sha384-/sha512-… */
  sri?: string;
  /** @throws when the content is not what the file should be. */
  check?(blob: Blob): Promise<void>;
}

export interface Fetching {
  signal?: AbortSignal;
  /** Bytes arrived (negative when an attempt is thrown away). */
  onBytes?(count: number): void;
  onHealed?(url: string): void;
  /** Milliseconds without a byte before an attempt is given up. */
  idleMs?: number;
}

const ATTEMPTS = 3;

/** The file in the cache when it is whole; `deep` reads all of it. */
export async function kept(wanted: WantedFile, deep = false): Promise<Blob | undefined> {
  const cache = await caches.open(wanted.cache);
  const found = await cache.match(wanted.key ?? wanted.url);
  if (!found) return undefined;
  const blob = await found.blob();
  if (wanted.bytes !== undefined && blob.size !== wanted.bytes) return undefined;
  if (!deep && !wanted.check) return blob;
  try {
    await wanted.check?.(blob);
    if (deep) await verify(wanted, blob);
    return blob;
  } catch {
    return undefined;
  }
}

/** The file, from the cache or the network. @throws named errors, see faults. */
export async function obtain(wanted: WantedFile, fetching: Fetching = {}): Promise<Blob> {
  let damaged = false;
  for (let attempt = 1; ; attempt++) {
    let arrived = 0;
    try {
      const blob = await download(wanted, fetching, (count) => {
        arrived += count;
        fetching.onBytes?.(count);
      });
      await wanted.check?.(blob);
      await verify(wanted, blob);
      const cache = await caches.open(wanted.cache);
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(blob.size) };
      await cache.put(wanted.key ?? wanted.url, new Response(blob, { headers }));
      if (damaged) fetching.onHealed?.(wanted.url);
      return blob;
    } catch (error) {
      fetching.onBytes?.(-arrived);
      fetching.signal?.throwIfAborted();
      const { name } = error as Error;
      if (name === 'IntegrityError' && !damaged) damaged = true;
      else if (!/^(CutError|StalledError|ServerError)$/.test(name) || attempt >= ATTEMPTS) throw error;
      await pause(200 * 4 ** (attempt - 1), fetching.signal);
    }
  }
}

async function download(
  { url, range, bytes }: WantedFile,
  { signal, idleMs = 30_000 }: Fetching,
  onBytes: (count: number) => void,
): Promise<Blob> {
  const idle = new AbortController();
  let timer = setTimeout(() => idle.abort(), idleMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => idle.abort(), idleMs);
  };
  try {
    const response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, idle.signal]) : idle.signal,
      cache: 'no-store',
      credentials: 'omit',
      ...(range ? { headers: { range: `bytes=${range[0]}-${range[1]}` } } : {}),
    }).catch(async (error: unknown) => {
      throw idle.signal.aborted ? error : await unreachedError(url);
    });
    refuse(response, url);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const reader = response.body!.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      alive();
      chunks.push(value);
      size += value.length;
      onBytes(value.length);
      if (bytes !== undefined && size > bytes) {
        await reader.cancel();
        throw namedError('IntegrityError', `${file(url)} is longer than the ${bytes} bytes it should have.`);
      }
    }
    if (bytes !== undefined && size < bytes)
      throw namedError('CutError', `${file(url)} ended after ${size} of ${bytes} bytes.`);
    return new Blob(chunks);
  } catch (error) {
    if (idle.signal.aborted) throw namedError('StalledError', `${file(url)}: not a byte in ${idleMs / 1000} s.`);
    if (error instanceof TypeError) throw namedError('CutError', `The connection was cut while ${file(url)} came in.`);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Why nothing at all came from the address. */
export async function unreachedError(url: string): Promise<Error> {
  const { host } = new URL(url);
  return (await forbidden(url))
    ? namedError(
        'PolicyError',
        `This build of the site may not load from ${host}: its content policy does not list it.`,
      )
    : namedError('UnreachableError', `${host} cannot be reached.`);
}

function refuse(response: Response, url: string): void {
  const { status } = response;
  if (status === 404 || status === 410)
    throw namedError('MissingFileError', `${file(url)} is not at ${url} (${status}).`);
  if (status === 401 || status === 403)
    throw namedError('RefusedError', `${new URL(url).host} refuses ${file(url)} (${status}).`);
  if (status === 429 || status >= 500)
    throw namedError('ServerError', `${new URL(url).host} failed on ${file(url)} (${status}).`);
  if (!response.ok) throw namedError('RefusedError', `${new URL(url).host} answered ${status} for ${file(url)}.`);
  if (/text\/html/i.test(response.headers.get('content-type') ?? ''))
    throw namedError('WrongTypeError', `${url} is a web page, not ${file(url)}.`);
}

/** @throws IntegrityError */
async function verify(wanted: WantedFile, blob: Blob): Promise<void> {
  if (wanted.md5) {
    const hash = md5.create();
    const reader = blob.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      hash.update(value);
    }
    const found = bytesToHex(hash.digest());
    if (found !== wanted.md5.toLowerCase()) throw mismatch(wanted.url, `MD5 ${wanted.md5}`, found);
  }
  if (wanted.sri) {
    const [, kind, expected] = /^sha(256|384|512)-([A-Za-z0-9+/=]+)$/.exec(wanted.sri) ?? [];
    if (!kind) throw namedError('WrongHashError', `"${wanted.sri}" is no integrity hash; write it like sha256-…`);
    const digest = new Uint8Array(await crypto.subtle.digest(`SHA-${kind}`, await blob.arrayBuffer()));
    const found = toBase64(digest);
    if (found !== expected) throw mismatch(wanted.url, wanted.sri, `sha${kind}-${found}`);
  }
}

const mismatch = (url: string, expected: string, found: string) =>
  namedError('IntegrityError', `${file(url)} is damaged or was changed: it should be ${expected} and is ${found}.`);

export const file = (url: string): string => decodeURIComponent(new URL(url).pathname.split('/').pop() || url);

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}
