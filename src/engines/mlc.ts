/**
 * Weights in web-llm's format: fills the caches that web-llm reads, under its own keys, so that its `reload` finds all
 * files there. That way bytes are counted, a broken download goes on at the next shard, and every shard is held against
 * the MD5 that its manifest names.
 */
import type { AppConfig } from '@mlc-ai/web-llm';
import { kept, obtain, type WantedFile } from './fetcher';
import { DownloadMeter } from './meter';
import type { MlcSource, LoadProgress } from './port';
import { namedError, pump } from './pump';
import type { Stream } from '../types';

const MODEL = 'webllm/model';
const CONFIG = 'webllm/config';
const WASM = 'webllm/wasm';
const PARALLEL = 3;
const EVERY_MS = 100;

interface Shard {
  dataPath: string;
  nbytes: number;
  md5sum?: string;
}

/** The folder web-llm reads: `…/resolve/main/` is added unless a revision is named. */
export function folder(weights: string): string {
  const base = weights.endsWith('/') ? weights : `${weights}/`;
  return new URL(/.+\/resolve\/.+\//.test(base) ? base : `${base}resolve/main/`).href;
}

/** What web-llm needs to find the source. */
export function appConfig({ id, weights, lib, features, overrides, integrity }: MlcSource): AppConfig {
  const { config, lib: model_lib, tokenizer } = integrity ?? {};
  const hashes = {
    ...(config ? { config } : {}),
    ...(model_lib ? { model_lib } : {}),
    ...(tokenizer ? { tokenizer: { 'tokenizer.json': tokenizer } } : {}),
    onFailure: 'error' as const,
  };
  return {
    model_list: [
      {
        model: weights,
        model_id: id,
        model_lib: lib,
        ...(features ? { required_features: features } : {}),
        ...(overrides ? { overrides } : {}),
        ...(integrity ? { integrity: hashes } : {}),
      },
    ],
    cacheBackend: 'cache',
  };
}

const json = (what: string, holds: (value: Record<string, unknown>) => boolean) => async (blob: Blob) => {
  try {
    const value: unknown = JSON.parse(await blob.text());
    if (typeof value === 'object' && value && holds(value as Record<string, unknown>)) return;
  } catch {
    // said below
  }
  throw namedError('WrongFormatError', `${what} does not hold what web-llm expects of it.`);
};

const isLib = async (blob: Blob) => {
  const magic = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (String.fromCharCode(...magic) !== '\0asm')
    throw namedError('WrongFormatError', 'The model library is no WebAssembly file.');
};

/** The files that are not shards; `shards` lists the rest once the manifest is here. */
export function files({
  weights,
  lib,
  integrity,
}: MlcSource): Record<'config' | 'manifest' | 'tokenizer' | 'lib', WantedFile> {
  const at = folder(weights);
  const sri = (hash?: string) => (hash ? { sri: hash } : {});
  return {
    config: {
      url: `${at}mlc-chat-config.json`,
      cache: CONFIG,
      check: json('mlc-chat-config.json', (value) => Array.isArray(value.tokenizer_files)),
      ...sri(integrity?.config),
    },
    manifest: {
      url: `${at}tensor-cache.json`,
      cache: MODEL,
      check: json('tensor-cache.json', (value) => Array.isArray(value.records) && value.records.every(isShard)),
    },
    tokenizer: {
      url: `${at}tokenizer.json`,
      cache: MODEL,
      check: json('tokenizer.json', (value) => 'model' in value),
      ...sri(integrity?.tokenizer),
    },
    lib: { url: lib, cache: WASM, check: isLib, ...sri(integrity?.lib) },
  };
}

const isShard = (value: unknown): boolean =>
  typeof value === 'object' &&
  typeof (value as Shard)?.dataPath === 'string' &&
  /^[\w.-]+$/.test((value as Shard).dataPath) &&
  Number.isSafeInteger((value as Shard).nbytes);

export async function shards({ weights }: MlcSource, manifest: Blob): Promise<WantedFile[]> {
  const { records } = JSON.parse(await manifest.text()) as { records: Shard[] };
  return records.map(({ dataPath, nbytes, md5sum }) => ({
    url: folder(weights) + dataPath,
    cache: MODEL,
    bytes: nbytes,
    ...(md5sum ? { md5: md5sum } : {}),
  }));
}

/** Brings whatever is missing. `deep` holds all that is here against its hashes first. */
export async function* prefetch(
  source: MlcSource,
  { signal, deep = false, idleMs }: { signal?: AbortSignal; deep?: boolean; idleMs?: number } = {},
): Stream<LoadProgress, void> {
  yield* pump<LoadProgress, void>(async (report) => {
    const meter = new DownloadMeter();
    let last = 0;
    const tell = (force = false) => {
      const now = performance.now();
      if (!force && now - last < EVERY_MS) return;
      last = now;
      report(meter.read());
    };
    const bring = async (wanted: WantedFile, counted: boolean): Promise<Blob> => {
      signal?.throwIfAborted();
      const here = await kept(wanted, deep);
      if (here) {
        meter.keep(here.size);
        if (!counted) meter.total += here.size;
        tell();
        return here;
      }
      const blob = await obtain(wanted, {
        ...(signal ? { signal } : {}),
        ...(idleMs ? { idleMs } : {}),
        onBytes: (count) => {
          meter.move(count);
          if (!counted) meter.total += count;
          tell();
        },
        onHealed: (url) => (meter.healed = url),
      });
      return blob;
    };
    const { config, manifest, tokenizer, lib } = files(source);
    await bring(config, false);
    const list = await shards(source, await bring(manifest, false));
    meter.total += list.reduce((sum, { bytes }) => sum + bytes!, 0);
    await bring(tokenizer, false);
    await bring(lib, false);
    const queue = [...list];
    const failed = new AbortController();
    const work = async () => {
      for (let next = queue.shift(); next && !failed.signal.aborted; next = queue.shift()) await bring(next, true);
    };
    try {
      await Promise.all(Array.from({ length: PARALLEL }, work));
    } catch (error) {
      failed.abort();
      throw error;
    }
    tell(true);
  });
}
