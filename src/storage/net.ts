/** The net trained in this browser, where the protégé `trained` finds it: under an address of its own in the cache. */
import { StoreError } from './fault';

const KEPT = 'protege-nets';

export const MINE = 'models/tiny/mine.bin';

/** @throws StoreError when the browser gives the page no storage. */
export async function keepNet(bytes: Uint8Array): Promise<void> {
  const cache = await caches.open(KEPT).catch((cause: unknown) => {
    const advice = 'This browser gives the page no storage for the net. Save it as a file instead.';
    throw new StoreError('unavailable', cause, advice);
  });
  await cache.put(new URL(MINE, document.baseURI).href, new Response(new Uint8Array(bytes)));
}
