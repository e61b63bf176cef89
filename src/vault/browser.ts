/** The vault's surroundings in a worker: IndexedDB, Web Locks, the content policy, the network's state. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { confined, forbidden } from '../lib/canary';
import type { Probe } from './faults';
import { bookOf, memoryStore, type Book, type LedgerStore } from './ledger';
import { Fault } from './protocol';
import type { Box } from './keyring';
import type { Sealed } from './seal';
import type { VaultDeps } from './vault';

interface Schema extends DBSchema {
  book: { key: 'book'; value: Book };
  sealed: { key: 'keys'; value: Sealed };
}

const LOCK = 'protege-vault ';

export async function surroundings(database = 'protege-vault'): Promise<VaultDeps> {
  const session = crypto.randomUUID();
  // held as long as this worker lives; the browser lets go of it after a crash
  await new Promise<void>((held) => {
    void navigator.locks.request(LOCK + session, () => (held(), new Promise(() => {})));
  });
  const db = await open(database);
  return {
    fetch: globalThis.fetch.bind(globalThis),
    session,
    store: db ? storeOf(db) : memoryStore(),
    ...(db ? { box: boxOf(db) } : {}),
    confined,
    probe,
  };
}

/** Without storage (a private window) the book lasts as long as the page. */
async function open(database: string): Promise<IDBPDatabase<Schema> | null> {
  try {
    return await openDB<Schema>(database, 1, {
      upgrade(db) {
        db.createObjectStore('book');
        db.createObjectStore('sealed');
      },
    });
  } catch {
    return null;
  }
}

function storeOf(db: IDBPDatabase<Schema>): LedgerStore {
  return {
    async update(change) {
      const tx = db.transaction('book', 'readwrite', { durability: 'strict' });
      try {
        const book = bookOf(await tx.store.get('book'));
        const result = change(book);
        await tx.store.put(book, 'book');
        await tx.done;
        return result;
      } catch (error) {
        tx.done.catch(() => {});
        if (error instanceof Fault) {
          tx.abort();
          throw error;
        }
        throw new Fault(
          'storage',
          'The browser did not let the page write down what it spends, so nothing is sent. Free some storage and try again.',
        );
      }
    },
    async sessions() {
      const { held = [] } = await navigator.locks.query();
      const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(LOCK));
      return new Set(names.map((name) => name.slice(LOCK.length)));
    },
  };
}

const boxOf = (db: IDBPDatabase<Schema>): Box => ({
  get: () => db.get('sealed', 'keys'),
  put: async (sealed) => void (await db.put('sealed', sealed, 'keys')),
  delete: () => db.delete('sealed', 'keys'),
});

const online = (): boolean => navigator.onLine;

/** Why a connection failed, found out without the key. */
async function probe(base: string): Promise<Probe> {
  if (!online()) return 'offline';
  const { origin } = new URL(base);
  const options = {
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  } as const;
  try {
    await fetch(origin, { ...options, mode: 'no-cors', signal: AbortSignal.timeout(10_000) });
  } catch {
    return (await forbidden(origin)) ? 'policy' : online() ? 'address' : 'offline';
  }
  return 'cors';
}
