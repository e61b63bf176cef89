/** What lies in this browser's caches: per model, in all, and how to delete it. */
import { GGUF_CACHE } from './gguf';
import { files, folder, shards } from './mlc';
import { kept } from './fetcher';
import type { ModelSource } from './port';

const CACHES = ['webllm/model', 'webllm/config', 'webllm/wasm', GGUF_CACHE];

export interface Here {
  /** Bytes of it that are in the cache. */
  bytes: number;
  complete: boolean;
}

const size = (response: Response): number => Number(response.headers.get('content-length') ?? 0);
const isOpen = () => typeof caches !== 'undefined';

/** Addresses that belong to the source start with one of these. */
const prefixes = (source: ModelSource): string[] =>
  source.engine === 'webllm' ? [folder(source.weights)] : source.files.flatMap((url) => [url]);

export async function here(source: ModelSource): Promise<Here> {
  if (!isOpen()) return { bytes: 0, complete: false };
  let bytes = 0;
  for (const name of CACHES) {
    if (!(await caches.has(name))) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!prefixes(source).some((prefix) => request.url.startsWith(prefix))) continue;
      bytes += size((await cache.match(request)) ?? new Response());
    }
  }
  return { bytes, complete: bytes > 0 && (await isComplete(source)) };
}

async function isComplete(source: ModelSource): Promise<boolean> {
  if (source.engine === 'wllama') {
    const cache = await caches.open(GGUF_CACHE);
    const keys = (await cache.keys()).map(({ url }) => url);
    return source.files.every((url) => keys.some((key) => key.startsWith(url) && /protege-part=0-0$/.test(key)));
  }
  const { manifest, ...rest } = files(source);
  const list = await kept(manifest);
  if (!list || !(await Promise.all(Object.values(rest).map((wanted) => kept(wanted)))).every(Boolean)) return false;
  return (await Promise.all((await shards(source, list)).map((shard) => kept(shard)))).every(Boolean);
}

/** What goes when it is deleted: a model with an adapter stands on its base's files, which stay as long as the base is listed. */
export function ownPart(source: ModelSource, listed: readonly { source: ModelSource }[]): ModelSource {
  if (source.engine !== 'wllama') return source;
  const bases = listed.flatMap(({ source: other }) =>
    other.engine === 'wllama' &&
    other.files.length < source.files.length &&
    other.files.every((url) => source.files.includes(url))
      ? other.files
      : [],
  );
  return { ...source, files: source.files.filter((url) => !bases.includes(url)) };
}

export async function remove(source: ModelSource): Promise<void> {
  for (const name of CACHES) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const mine = prefixes(source).some((prefix) => request.url.startsWith(prefix));
      const lib =
        source.engine === 'webllm' && request.url === source.lib && !source.lib.includes('/binary-mlc-llm-libs/');
      if (mine || lib) await cache.delete(request);
    }
  }
}

export interface StorageRoom {
  used: number;
  quota: number;
  persistent: boolean;
}

/** Storage of this site; null when the browser does not tell. */
export async function room(): Promise<StorageRoom | null> {
  try {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    return { used: usage, quota, persistent: await navigator.storage.persisted() };
  } catch {
    return null;
  }
}
