/**
 * GGUF files by address: fetched in parts of 32 MB with byte ranges and kept in the Cache API, so that a broken download
 * goes on where it was. Servers without ranges send the whole file in one piece.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { file, kept, obtain, unreachedError, type WantedFile } from './fetcher';
import { DownloadMeter } from './meter';
import type { GgufSource, LoadProgress } from './port';
import { namedError, pump } from './pump';
import type { Stream } from '../types';

export const GGUF_CACHE = 'protege/gguf';
const PART = 32 * 2 ** 20;

/** Key of a part; the address itself with a mark, so that deleting by address finds it. */
const key = (url: string, from: number, size: number): string =>
  `${url}${url.includes('?') ? '&' : '?'}protege-part=${from}-${size}`;

export async function isGguf(blob: Blob): Promise<void> {
  const magic = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...magic) !== 'GGUF')
    throw namedError('WrongFormatError', 'The file is no GGUF model: it does not begin with "GGUF".');
}

interface Extent {
  bytes: number;
  ranges: boolean;
}

/** Length of the file, and whether the server sends parts. */
async function extent(url: string, signal?: AbortSignal): Promise<Extent> {
  const noted = await (await caches.open(GGUF_CACHE)).match(key(url, 0, 0));
  if (noted) return (await noted.json()) as Extent;
  const response = await fetch(url, {
    headers: { range: 'bytes=0-3' },
    cache: 'no-store',
    credentials: 'omit',
    ...(signal ? { signal } : {}),
  }).catch(async () => {
    signal?.throwIfAborted();
    throw await unreachedError(url);
  });
  const total = Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN);
  const whole = Number(response.headers.get('content-length') ?? NaN);
  const ranges = response.status === 206 && Number.isFinite(total);
  void response.body?.cancel();
  return { bytes: ranges ? total : whole, ranges };
}

function parts(url: string, { bytes, ranges }: Extent): WantedFile[] {
  const from = (start: number) => (start === 0 ? { check: isGguf } : {});
  if (!ranges) return [{ url, cache: GGUF_CACHE, key: key(url, 0, 1), ...(bytes > 0 ? { bytes } : {}), ...from(0) }];
  return Array.from({ length: Math.ceil(bytes / PART) }, (_, i): WantedFile => {
    const start = i * PART;
    const size = Math.min(PART, bytes - start);
    return {
      url,
      cache: GGUF_CACHE,
      key: key(url, start, size),
      range: [start, start + size - 1],
      bytes: size,
      ...from(start),
    };
  });
}

/** The files as blobs. @throws named errors, see faults. */
export async function* openGguf(
  { files, sha256: hashes }: GgufSource,
  signal?: AbortSignal,
): Stream<LoadProgress, Blob[]> {
  if (files.length === 0)
    throw namedError('NoFileError', 'This model comes from a file on your disk. Open the file again.');
  return yield* pump<LoadProgress, Blob[]>(async (report) => {
    const meter = new DownloadMeter();
    const blobs: Blob[] = [];
    const extents = await Promise.all(files.map((url) => extent(url, signal)));
    meter.total = extents.reduce((sum, { bytes }) => sum + (bytes || 0), 0);
    for (const [i, url] of files.entries()) {
      const wanted = parts(url, extents[i]!);
      const pieces: Blob[] = [];
      for (const part of wanted) {
        signal?.throwIfAborted();
        const here = await kept(part);
        if (here) meter.keep(here.size);
        pieces.push(
          here ??
            (await obtain(part, {
              ...(signal ? { signal } : {}),
              onBytes: (count) => (meter.move(count), report(meter.read())),
            })),
        );
        report(meter.read());
      }
      const cache = await caches.open(GGUF_CACHE);
      await cache.put(key(url, 0, 0), new Response(JSON.stringify(extents[i])));
      const blob = new Blob(pieces);
      if (hashes?.[i]) await held(url, blob, hashes[i]!, wanted, report);
      blobs.push(blob);
    }
    return blobs;
  });
}

/** @throws IntegrityError, and forgets the parts, when the whole file has another hash. */
async function held(
  url: string,
  blob: Blob,
  expected: string,
  wanted: WantedFile[],
  report: (progress: LoadProgress) => void,
): Promise<void> {
  const hash = sha256.create();
  const reader = blob.stream().getReader();
  let done = 0;
  for (;;) {
    const next = await reader.read();
    if (next.done) break;
    hash.update(next.value);
    done += next.value.length;
    report({ phase: 'verify', done, total: blob.size });
  }
  const found = bytesToHex(hash.digest());
  if (found === expected.toLowerCase()) return;
  const cache = await caches.open(GGUF_CACHE);
  await Promise.all(wanted.map((part) => cache.delete(part.key!)));
  throw namedError(
    'IntegrityError',
    `${file(url)} is damaged or was changed: SHA-256 should be ${expected} and is ${found}.`,
  );
}
