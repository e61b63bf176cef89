/**
 * Imports in IndexedDB: what came in, what was decided about it, and the bodies of an import that was cut off. Faults of
 * the browser's storage are StoreErrors, as for episodes. Loaded lazily.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Edits } from '../import/edits';
import type { Installed } from '../import/install';
import { originText, type Imported } from '../import/origin';
import type { ExecResult, Files } from '../types';
import { guarded, StoreError } from './fault';

/** What a list shows of an import. */
export interface RecentRow {
  id: string;
  title: string;
  files: number;
  bytes: number;
  savedAt: string;
}

/** What the person decided, and what the tests said. */
export interface Decided {
  dir: string;
  sandbox: string;
  command: string;
  problem: string;
  picked: string[];
  hidden: string[];
  written: Record<string, string>;
  edits: Edits;
  result?: ExecResult;
  root?: FileSystemDirectoryHandle;
}

export interface KeptImport {
  imported: Imported;
  decided: Decided | null;
  installed: Installed | null;
}

/** An import that was cut off, by a failure, a cancel or the end of the page. */
export interface CutOff {
  address: string;
  bodies: Map<string, Uint8Array>;
}

interface Schema extends DBSchema {
  rows: { key: string; value: RecentRow };
  /** Without the files. */
  imports: { key: string; value: Omit<Imported, 'files'> & { place?: string } };
  /** A few files at a time, so that the page never waits for one large write. */
  files: { key: [string, number]; value: Files };
  decided: { key: string; value: Decided };
  /** Apart from `decided`, which is written again and again. */
  installed: { key: string; value: Installed };
  /** Bodies by address, of the one import in `cut`. */
  bodies: { key: string; value: Uint8Array };
  cut: { key: 'address'; value: string };
  /** Picked folders by task, for writing back. */
  roots: { key: string; value: FileSystemDirectoryHandle };
}

const VERSION = 1;
const PARTS = ['rows', 'imports', 'files', 'decided', 'installed'] as const;
const BATCH_BYTES = 128 * 1024;

const batchesOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []]);

function* batches(files: Files): Generator<Files> {
  let batch: [string, Files[string]][] = [];
  let size = 0;
  for (const entry of Object.entries(files)) {
    batch.push(entry);
    size += entry[1].length;
    if (size < BATCH_BYTES) continue;
    yield Object.fromEntries(batch);
    [batch, size] = [[], 0];
  }
  yield Object.fromEntries(batch);
}

export const idOf = ({ origin, mark }: Pick<Imported, 'origin' | 'mark'>): string =>
  `${origin.kind} ${originText(origin)}${mark ? ` ${mark}` : ''}`;

/** Under which the files of one import lie: a new one is written beside the old one, and takes its place when it is whole. */
const placeFor = (id: string): string => `${id}\n${Date.now()} ${crypto.randomUUID()}`;
/** Files that nobody refers to are of an import that was cut off while it was kept; younger ones may be under way. */
const ABANDONED_MS = 600_000;

export class Recent {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /** @throws StoreError unavailable or newer */
  static open(name = 'protege-imports'): Promise<Recent> {
    return guarded(async () => {
      if (typeof indexedDB === 'undefined') throw new StoreError('unavailable');
      const db = await openDB<Schema>(name, VERSION, {
        upgrade(db) {
          db.createObjectStore('rows', { keyPath: 'id' });
          const apart = ['imports', 'files', 'decided', 'installed', 'bodies', 'cut', 'roots'] as const;
          for (const store of apart) db.createObjectStore(store);
        },
        // A newer page waits for this connection to go.
        blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
      });
      return new Recent(db);
    });
  }

  /** Newest first. */
  list = (): Promise<RecentRow[]> =>
    guarded(async () => {
      await this.#sweep().catch(() => {}); // room that nobody misses
      return recentRows(await this.db.getAll('rows'));
    });

  /** Listed when it is whole; the same place imported again takes the old one's, which stays until then. @throws StoreError */
  keep = ({ files, ...imported }: Imported): Promise<void> =>
    guarded(async () => {
      const id = idOf(imported);
      const row = {
        id,
        title: originText(imported.origin),
        files: Object.keys(files).length,
        bytes: imported.bytes,
        savedAt: new Date().toISOString(),
      };
      const place = placeFor(id);
      try {
        let n = 0;
        for (const batch of batches(files)) await this.db.put('files', batch, [place, n++]);
        const change = this.db.transaction(PARTS, 'readwrite');
        const old = await change.objectStore('imports').get(id);
        await Promise.all([
          change.objectStore('files').delete(batchesOf(old?.place ?? id)),
          change.objectStore('decided').delete(id),
          change.objectStore('installed').delete(id),
          change.objectStore('rows').put(row),
          change.objectStore('imports').put({ ...imported, place }, id),
          change.done,
        ]);
      } catch (error) {
        await this.db.delete('files', batchesOf(place)).catch(() => {});
        throw error;
      }
    });

  /** What a kill in the middle of `keep` left behind. */
  async #sweep(): Promise<void> {
    const change = this.db.transaction(['imports', 'files'], 'readwrite');
    const [ids, imports, keys] = await Promise.all([
      change.objectStore('imports').getAllKeys(),
      change.objectStore('imports').getAll(),
      change.objectStore('files').getAllKeys(),
    ]);
    const held = new Set(imports.map(({ place }, i) => place ?? ids[i]));
    const lost = keys.filter(([place]) => {
      const since = Number(/\n(\d+) [^\n]*$/.exec(place)?.[1] ?? 0);
      return !held.has(place) && Date.now() - since > ABANDONED_MS;
    });
    await Promise.all([...lost.map((key) => change.objectStore('files').delete(key)), change.done]);
  }

  /** What was decided since; `installed` only where it is new. @throws StoreError */
  decide = (id: string, decided: Decided, installed?: Installed | null): Promise<void> =>
    guarded(async () => {
      const change = this.db.transaction(PARTS, 'readwrite');
      // Removed meanwhile, in this tab or another one: it stays removed.
      if ((await change.objectStore('rows').getKey(id)) !== undefined) {
        await change.objectStore('decided').put(decided, id);
        if (installed === null) await change.objectStore('installed').delete(id);
        else if (installed) await change.objectStore('installed').put(installed, id);
      }
      await change.done;
    });

  /** @throws StoreError damaged */
  get = (id: string): Promise<KeptImport> =>
    guarded(async () => {
      const [stored, decided, installed] = await Promise.all([
        this.db.get('imports', id),
        this.db.get('decided', id),
        this.db.get('installed', id),
      ]);
      if (!stored) throw new StoreError('damaged');
      const { place = id, ...imported } = stored;
      const keys = await this.db.getAllKeys('files', batchesOf(place));
      if (keys.length === 0) throw new StoreError('damaged');
      const files: Files = {};
      for (const key of keys) Object.assign(files, await this.db.get('files', key));
      return { imported: { ...imported, files }, decided: decided ?? null, installed: installed ?? null };
    });

  remove = (id: string): Promise<void> => guarded(() => this.#delete(id));

  async #delete(id: string): Promise<void> {
    const change = this.db.transaction(PARTS, 'readwrite');
    const place =
      (
        await change
          .objectStore('imports')
          .get(id)
          .catch(() => undefined)
      )?.place ?? id;
    const one = (['rows', 'imports', 'decided', 'installed'] as const).map((store) =>
      change.objectStore(store).delete(id),
    );
    await Promise.all([...one, change.objectStore('files').delete(batchesOf(place)), change.done]);
  }

  cutOff = (): Promise<CutOff | null> =>
    guarded(async () => {
      const address = await this.db.get('cut', 'address');
      if (address === undefined) return null;
      const [urls, bodies] = await Promise.all([this.db.getAllKeys('bodies'), this.db.getAll('bodies')]);
      return { address, bodies: new Map(urls.map((url, i) => [url, bodies[i]!])) };
    });

  /** Bodies that came for an import of `address`; those of another one go. */
  came = (address: string, bodies: ReadonlyMap<string, Uint8Array>): Promise<void> =>
    guarded(async () => {
      const change = this.db.transaction(['bodies', 'cut'], 'readwrite');
      const store = change.objectStore('bodies');
      if ((await change.objectStore('cut').get('address')) !== address) await store.clear();
      await Promise.all([
        change.objectStore('cut').put(address, 'address'),
        ...[...bodies].map(([url, body]) => store.put(body, url)),
        change.done,
      ]);
    });

  /** The import is whole, or given up. */
  forgetCut = (): Promise<void> =>
    guarded(async () => {
      const change = this.db.transaction(['bodies', 'cut'], 'readwrite');
      await Promise.all([change.objectStore('bodies').clear(), change.objectStore('cut').clear(), change.done]);
    });

  root = (task: string): Promise<FileSystemDirectoryHandle | undefined> => guarded(() => this.db.get('roots', task));
  keepRoot = (task: string, root: FileSystemDirectoryHandle): Promise<void> =>
    guarded(async () => void (await this.db.put('roots', root, task)));

  close(): void {
    this.db.close();
  }
}

/** Newest first; a damaged row hides no other and can be removed by its own id. */
function recentRows(stored: readonly unknown[]): RecentRow[] {
  const rows = stored.map((one): RecentRow => {
    const row = (typeof one === 'object' && one !== null ? one : {}) as RecentRow;
    const whole =
      [row.id, row.title, row.savedAt].every((value) => typeof value === 'string') &&
      [row.files, row.bytes].every((value) => typeof value === 'number' && Number.isFinite(value));
    if (whole) return row;
    return {
      id: row.id,
      title: `${String(row.title ?? row.id)} (damaged)`,
      files: 0,
      bytes: 0,
      savedAt: new Date(0).toISOString(),
    };
  });
  return rows.sort((a, b) => b.savedAt.localeCompare(a.savedAt));
}
