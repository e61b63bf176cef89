/** Downloads listed files side by side, each checked against its listed hash, from the first address that has it. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../lib/bytes';
import type { FileCollector } from './collect';
import { ImportError } from './fault';
import { limits, megabytes, tooLarge, tooManyFiles } from './limits';
import type { ImportProgress } from './progress';
import type { GetOptions, Traffic } from './traffic';

export interface Listed {
  path: string;
  size: number;
  /** Base64 SHA-256, where the listing has one. */
  sha256?: string;
  /** Tried in this order. */
  from: { url: string; token?: boolean; accept?: string }[];
}

/** Bodies by address, kept by the caller: a second try goes on where the first one stopped. Addresses name a commit. */
export type BodyCache = Map<string, Uint8Array>;

const hasHash = (bytes: Uint8Array, hash: string): boolean => toBase64(sha256(bytes)) === hash;

/**
 * Fills `collector` in listing order. `strict` files must match their hash; others only say so in the notes.
 * @throws ImportError large before anything is fetched, when the listing alone is over a limit.
 */
export async function downloadFiles(
  listed: readonly Listed[],
  collector: FileCollector,
  traffic: Traffic,
  kept: BodyCache,
  emit: (progress: ImportProgress) => void,
  { root = '' }: { root?: string } = {},
): Promise<void> {
  const wanted: Listed[] = [];
  for (const file of listed) {
    if (collector.refuses(root + file.path) !== null) continue;
    if (file.size > limits.fileBytes) collector.leave(file.path, `larger than ${megabytes(limits.fileBytes)}`);
    else wanted.push(file);
  }
  if (wanted.length > limits.files) throw tooManyFiles(limits);
  if (wanted.reduce((sum, { size }) => sum + size, 0) > limits.packed) throw tooLarge('This repository', limits.packed);

  const bodies = new Array<Uint8Array>(wanted.length);
  let done = 0;
  let bytes = 0;
  let failed = false;
  const tell = () => emit({ phase: 'files', done, total: wanted.length, bytes });
  tell();
  await Promise.all(
    wanted.map(async (file, i) => {
      if (failed) return;
      try {
        bodies[i] = await one(file, traffic, kept, () => failed);
      } catch (error) {
        failed = true;
        throw error;
      }
      done++;
      bytes += bodies[i].length;
      if (bytes > limits.packed) throw tooLarge('This repository', limits.packed);
      tell();
    }),
  );
  wanted.forEach((file, i) => collector.add(root + file.path, bodies[i]!));
}

async function one(file: Listed, traffic: Traffic, kept: BodyCache, over: () => boolean): Promise<Uint8Array> {
  let last: unknown;
  for (const { url, token, accept } of file.from) {
    const known = kept.get(url);
    if (known) return known;
    if (over()) throw new ImportError('network', 'Another file failed before.');
    const options: GetOptions = {
      what: `The file ${file.path}`,
      limit: limits.fileBytes,
      ...(token ? { token } : {}),
      ...(accept ? { accept } : {}),
    };
    try {
      const body = await traffic.bytes(url, options);
      if (file.sha256 !== undefined && !hasHash(body, file.sha256)) {
        last = new ImportError(
          'integrity',
          `${file.path} from ${new URL(url).host} is not the file that its listing names. Try again, or drop a zip of the repository here.`,
        );
        continue;
      }
      kept.set(url, body);
      return body;
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      last = error;
    }
  }
  throw last;
}
