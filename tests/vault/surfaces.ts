/** Where a key could show up in a page, each place as one text; the heap as the strings of a snapshot of the page. */
import type { Page } from 'playwright';
import { forms } from '../../src/vault/redact';

/** Any usual encoding of the key is in the text. */
export const found = (text: string, key: string): boolean => forms(key).some((form) => text.includes(form));

export async function heap(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

/** Everything the page's own origin keeps or shows; strings of workers are not among them. */
export async function surfaces(page: Page): Promise<Record<string, string>> {
  const kept = await page.evaluate(async () => {
    const text = (value: unknown): string =>
      JSON.stringify(value, (_, item) =>
        item instanceof ArrayBuffer
          ? new TextDecoder('latin1').decode(item)
          : ArrayBuffer.isView(item)
            ? new TextDecoder('latin1').decode(item)
            : item,
      ) ?? '';
    const databases = await indexedDB.databases();
    const rows: string[] = [];
    for (const { name } of databases) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name!);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).getAll();
        rows.push(await new Promise((resolve) => (all.onsuccess = () => resolve(text(all.result)))));
      }
      db.close();
    }
    const cached: string[] = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys())
        cached.push(request.url, await (await (await caches.open(name)).match(request))!.text());
    const files: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle): Promise<void> => {
      for await (const [name, handle] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        files.push(name);
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle);
        else files.push(await (await (handle as FileSystemFileHandle).getFile()).text());
      }
    };
    await walk(await navigator.storage.getDirectory());
    return {
      dom:
        document.documentElement.outerHTML +
        [...document.querySelectorAll('input,textarea')].map((field) => (field as HTMLInputElement).value).join('\n'),
      address: `${location.href} ${text(history.state)} ${document.referrer}`,
      localStorage: text({ ...localStorage }),
      sessionStorage: text({ ...sessionStorage }),
      indexedDB: rows.join('\n'),
      caches: cached.join('\n'),
      opfs: files.join('\n'),
      cookies: document.cookie,
    };
  });
  return { ...kept, heap: await heap(page) };
}
