/** The vault's surroundings in a worker: IndexedDB, Web Locks, the content policy, the network's state. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Probe } from './faults';
import { emptyBook, memoryStore, type Book, type LedgerStore } from './ledger';
import { Fault } from './protocol';
import type { Box } from './ring';
import type { Sealed } from './seal';
import type { VaultDeps } from './vault';

interface Schema extends DBSchema {
  book: { key: 'book'; value: Book };
  sealed: { key: 'keys'; value: Sealed };
}

const LOCK = 'protege-vault ';

/** A request to here must be blocked by the content policy before it leaves. */
const CANARY = 'https://csp-canary.invalid/';
const PATIENCE_MS = 3000;

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
        const book = { ...emptyBook(), ...(await tx.store.get('book')) };
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

let known: Promise<boolean> | undefined;

/** Whether the content policy is in force in this realm; asked once. */
export function confined(): Promise<boolean> {
  known ??= new Promise((resolve) => {
    const listen = (event: SecurityPolicyViolationEvent) => event.blockedURI.startsWith(CANARY) && done(true);
    const done = (is: boolean) => {
      removeEventListener('securitypolicyviolation', listen as EventListener);
      clearTimeout(timer);
      resolve(is);
    };
    const timer = setTimeout(() => done(false), PATIENCE_MS);
    addEventListener('securitypolicyviolation', listen as EventListener);
    fetch(CANARY, { mode: 'no-cors', credentials: 'omit', cache: 'no-store' }).then(
      () => done(false),
      () => setTimeout(() => done(false), 300), // the violation is told about the same time
    );
  });
  return known;
}

const blocked = new Set<string>();
if (typeof addEventListener === 'function')
  addEventListener('securitypolicyviolation', ((event: SecurityPolicyViolationEvent) => {
    if (URL.canParse(event.blockedURI)) blocked.add(new URL(event.blockedURI).origin);
  }) as EventListener);

const online = (): boolean => navigator.onLine;

/** Why a connection failed, found out without the key. */
async function probe(base: string): Promise<Probe> {
  if (!online()) return 'offline';
  const { origin } = new URL(base);
  if (blocked.has(origin)) return 'policy';
  const options = {
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  } as const;
  try {
    await fetch(origin, { ...options, mode: 'no-cors', signal: AbortSignal.timeout(10_000) });
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 100)); // a violation is told about a little later
    return blocked.has(origin) ? 'policy' : online() ? 'address' : 'offline';
  }
  return 'cors';
}
