/** Downloads in web-llm's format and as GGUF, against a server that breaks them in every way we know. */
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { browserOf, explainFault, type FaultCode } from '../../src/engines/faults';
import { openGguf } from '../../src/engines/gguf';
import { prefetch } from '../../src/engines/mlc';
import {
  ENGINE_STREAMS,
  type EngineApi,
  type GgufSource,
  type MlcSource,
  type LoadProgress,
} from '../../src/engines/port';
import { here, remove } from '../../src/engines/store';
import { connect } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';

const server = inject('weights');
const source = (how: string): MlcSource => ({
  engine: 'webllm',
  id: how,
  weights: `${server}/${how}`,
  lib: `${server}/${how}/lib.wasm`,
});
const gguf = (how: string): GgufSource => ({ engine: 'wllama', id: how, files: [`${server}/${how}/model.gguf`] });
const log = async () => (await (await fetch(`${server}/log`)).json()) as string[];
const fault = (error: unknown) => explainFault(error as Error, browserOf(navigator.userAgent)).code;
const bring = (how: string, options = {}, seen?: (progress: LoadProgress) => void) =>
  drain(prefetch(source(how), options), seen);

beforeEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await log();
});

describe('web-llm files', () => {
  test('all arrive, counted by the byte, and a second time nothing is fetched', async () => {
    const seen: LoadProgress[] = [];
    await bring('ok', {}, (progress) => seen.push(progress));
    expect(seen.at(-1)).toMatchObject({ phase: 'download', kept: 0 });
    expect(seen.at(-1)!.done).toBe(seen.at(-1)!.total);
    expect(seen.at(-1)!.total).toBeGreaterThan(600_000);
    expect(await here(source('ok'))).toMatchObject({ complete: true });
    expect((await log()).length).toBe(10);
    await bring('ok', {}, (progress) => seen.push(progress));
    expect(seen.at(-1)!.kept).toBe(seen.at(-1)!.total);
    expect(await log()).toEqual([]);
  });

  test.each([
    ['flip-once', 'a flipped byte'],
    ['short-once', 'a short file'],
    ['cut-once', 'a cut connection'],
    ['busy-once', 'a busy server'],
  ])('%s: %s is healed by fetching that file again', async (how) => {
    let healed: string | undefined;
    await bring(how, {}, (progress) => (healed = progress.healed));
    expect(await here(source(how))).toMatchObject({ complete: true });
    const asked = (await log()).filter((path) => path.endsWith('params_shard_3.bin'));
    expect(asked).toHaveLength(2);
    if (how === 'flip-once') expect(healed).toContain('params_shard_3.bin');
  });

  test.each<[string, FaultCode]>([
    ['flip', 'damaged'],
    ['cut', 'cut'],
    ['missing', 'missing'],
    ['refused', 'refused'],
    ['pages', 'wrong-type'],
    ['badjson', 'wrong-format'],
    ['notwasm', 'wrong-format'],
  ])('%s is the state "%s", and what came in is kept', async (how, code) => {
    expect(fault(await bring(how).catch((reason: unknown) => reason))).toBe(code);
    expect((await here(source(how))).complete).toBe(false);
  });

  test('a server that falls silent is given up', async () => {
    await expect(bring('stall', { idleMs: 200 })).rejects.toMatchObject({ name: 'StalledError' });
  });

  test('a server that is not there', async () => {
    const away = { ...source('ok'), weights: 'http://127.0.0.1:9/w' };
    expect(fault(await drain(prefetch(away)).catch((error: unknown) => error))).toBe('unreachable');
  });

  test('cancelled at once, then it goes on at the next shard', async () => {
    const stop = new AbortController();
    let last: LoadProgress | undefined;
    const cancelled = bring('slow', { signal: stop.signal }, (progress) => {
      last = progress;
      if (progress.done > 350_000) stop.abort(new DOMException('cancelled', 'AbortError'));
    });
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(last!.bytesPerSecond).toBeGreaterThan(0);
    expect(last!.secondsLeft).toBeGreaterThan(0);
    const before = await here(source('slow'));
    expect(before.complete).toBe(false);
    expect(before.bytes).toBeGreaterThan(200_000);
    await log();
    await bring('slow');
    const again = await log();
    expect(again.filter((path) => path.includes('shard')).length).toBeLessThan(6);
    expect((await here(source('slow'))).complete).toBe(true);
  });

  test('a byte that changed in the cache is found by the deep check and healed', async () => {
    await bring('ok');
    const cache = await caches.open('webllm/model');
    const url = `${server}/ok/resolve/main/params_shard_2.bin`;
    const data = new Uint8Array(await (await cache.match(url))!.arrayBuffer());
    data[5]! ^= 4;
    await cache.put(url, new Response(data, { headers: { 'content-length': String(data.length) } }));
    await log();
    await bring('ok', { deep: true });
    expect(await log()).toEqual(['/ok/resolve/main/params_shard_2.bin']);
  });

  test('a wrong hash is refused, a right one passes', async () => {
    const text = await (await fetch(`${server}/ok/resolve/main/mlc-chat-config.json`)).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
    const right = `sha256-${btoa(String.fromCharCode(...digest))}`;
    const wrong = `sha256-${btoa('x'.repeat(32))}`;
    await drain(prefetch({ ...source('ok'), integrity: { config: right } }));
    const error = await drain(prefetch({ ...source('slow'), integrity: { config: wrong } })).catch((e: unknown) => e);
    expect(fault(error)).toBe('damaged');
  });

  test('a full disk is the state "quota"', async () => {
    const { usage = 0 } = await navigator.storage.estimate();
    await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize: usage + 200_000 });
    try {
      expect(fault(await bring('ok').catch((error: unknown) => error))).toBe('quota');
    } finally {
      await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin });
    }
  });

  test('deleting takes all of it and nothing else', async () => {
    await bring('ok');
    await bring('flip-once');
    await remove(source('ok'));
    expect(await here(source('ok'))).toEqual({ bytes: 0, complete: false });
    expect((await here(source('flip-once'))).complete).toBe(true);
  });

  test('in the worker: a library that is none of web-llm is a typed state, not a crash', async () => {
    const worker = new Worker(new URL('../../workers/webllm.ts', import.meta.url), { type: 'module' });
    const { remote } = connect<EngineApi>(worker, ENGINE_STREAMS);
    const error = await drain(remote.load(source('ok'), { context: 4096 })).catch((reason: unknown) => reason as Error);
    worker.terminate();
    expect(error).toBeInstanceOf(Error);
    expect(['library', 'no-adapter', 'unknown']).toContain(fault(error));
    expect((error as Error).message).toMatch(/\S/);
  });
});

describe('GGUF files', () => {
  test.each(['ok', 'noranges'])('%s: arrives in parts or in one piece, whole, and is kept', async (how) => {
    const [blob] = await drain(openGguf(gguf(how)));
    expect(blob!.size).toBeGreaterThan(1_000_000);
    expect(await blob!.slice(0, 4).text()).toBe('GGUF');
    await log();
    await drain(openGguf(gguf(how)));
    expect((await log()).length).toBeLessThanOrEqual(how === 'ok' ? 0 : 1);
    expect(await here(gguf(how))).toMatchObject({ complete: true });
    await remove(gguf(how));
    expect((await here(gguf(how))).bytes).toBe(0);
  });

  test.each<[string, FaultCode]>([
    ['missing', 'missing'],
    ['refused', 'refused'],
    ['notgguf', 'wrong-format'],
    ['cut', 'cut'],
  ])('%s is the state "%s"', async (how, code) => {
    expect(fault(await drain(openGguf(gguf(how))).catch((error: unknown) => error))).toBe(code);
  });

  test('a wrong SHA-256 is refused and forgotten', async () => {
    const wrong = { ...gguf('ok'), sha256: ['0'.repeat(64)] };
    expect(fault(await drain(openGguf(wrong)).catch((error: unknown) => error))).toBe('damaged');
    expect((await here(gguf('ok'))).bytes).toBeLessThan(1000);
  });
});
