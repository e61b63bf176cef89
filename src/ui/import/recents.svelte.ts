/** Imports that outlive the page: the list on screen, saving soon after a change, and what the browser's storage refuses. */
import type { Installed } from '../../import/install';
import type { Imported } from '../../import/origin';
import { messageOf } from '../../lib/text';
import { StoreError } from '../../storage/fault';
import { Bodies } from './bodies';
import type { Decided, KeptImport, Recent, RecentRow } from '../../storage/imports';

const SOON_MS = 300;
/** A cut-off import as the list shows it. */
interface Cut {
  address: string;
  files: number;
  bytes: number;
}

const words = (error: unknown): string => {
  if (!(error instanceof StoreError)) return messageOf(error);
  switch (error.kind) {
    case 'quota':
      return 'The browser has no room left: what is open here is kept only until the page is closed. Remove an import below, or episodes in the Library.';
    case 'unavailable':
      return 'This browser gives the page no storage (a private window?): an import is kept only until the page is closed.';
    case 'damaged':
      return 'This import is damaged and cannot be opened. Remove it and import it again.';
    case 'newer':
      return 'Your imports were written by a newer version of this page. Reload to get it.';
    default:
      return error.message;
  }
};

class Recents {
  rows = $state.raw<RecentRow[]>([]);
  cut = $state.raw<Cut | null>(null);
  /** Why imports are not kept, in one sentence. */
  problem = $state<string | null>(null);
  #store: Promise<Recent> | null = null;
  #bodies: Bodies | null = null;
  /** The import on screen, while the storage has no room for it. */
  #unkept: Imported | null = null;
  /** The saving of it, while it lasts. */
  #keeping: Promise<unknown> = Promise.resolve();
  #installed: Installed | null = null;
  #roots = new Map<string, FileSystemDirectoryHandle>();
  /** What was decided of an import and is not saved yet. */
  #waiting: { imported: Imported; save: () => Promise<unknown> } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  #open(): Promise<Recent> {
    this.#store ??= import('../../storage/imports').then(({ Recent }) => Recent.open());
    this.#store.catch(() => (this.#store = null));
    return this.#store;
  }

  /** Does it, or says what is wrong with the storage; the room goes on either way. */
  async #try<T>(work: (store: Recent) => Promise<T>): Promise<T | undefined> {
    try {
      return await work(await this.#open());
    } catch (error) {
      this.problem = words(error);
      return undefined;
    }
  }

  load = (): Promise<unknown> =>
    this.#try(async (store) => {
      const [rows, cut] = await Promise.all([store.list(), store.cutOff()]);
      this.rows = rows;
      if (!cut || this.#bodies) return;
      this.#bodies = this.#gather(cut.address, cut.bodies);
      const bytes = [...cut.bodies.values()].reduce((sum, { length }) => sum + length, 0);
      this.cut = { address: cut.address, files: cut.bodies.size, bytes };
    });

  /** The import is here: it is kept from now on, once `after` let the page show it. */
  async keep(imported: Imported, after: Promise<unknown> = Promise.resolve()): Promise<void> {
    this.#bodies?.end();
    this.#bodies = this.cut = null;
    const before = this.flush();
    this.#unkept = imported;
    this.#installed = null;
    await (this.#keeping = Promise.allSettled([before, after]).then(() =>
      this.#try(async (store) => {
        await store.forgetCut();
        await store.keep(imported);
        if (this.#unkept === imported) this.#unkept = null;
        this.problem = null;
        this.rows = await store.list();
      }),
    ));
    await this.flush();
  }

  /** Saved soon; the last one counts. */
  decide(imported: Imported, decided: Decided, installed: Installed | null): void {
    const save = () =>
      this.#try(async (store) => {
        const { idOf } = await import('../../storage/imports');
        const news = installed === this.#installed ? [] : [installed];
        await store.decide(idOf(imported), decided, ...news);
        this.#installed = installed;
      });
    this.#waiting = { imported, save };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SOON_MS);
  }

  /** Saves now what waits; of an import that is still being saved, after it. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (!waiting) return;
    if (waiting.imported === this.#unkept) await this.#keeping;
    // no room for the import itself
    if (waiting.imported === this.#unkept) this.#waiting ??= waiting;
    else await waiting.save();
  }

  /** @throws one sentence */
  async open(id: string): Promise<KeptImport> {
    await this.flush();
    try {
      const kept = await (await this.#open()).get(id);
      this.#installed = kept.installed;
      return kept;
    } catch (error) {
      throw new Error(words(error), { cause: error });
    }
  }

  remove = (id: string): Promise<unknown> =>
    this.#try(async (store) => {
      await store.remove(id);
      this.rows = await store.list();
      if (this.#unkept) await this.keep(this.#unkept);
    });

  /** What came of an import of this address so far; what still comes is added to it. */
  bodies(address: string): Bodies {
    if (this.#bodies?.address === address) return this.#bodies;
    this.#bodies?.end();
    this.cut = null;
    return (this.#bodies = this.#gather(address));
  }

  #gather = (address: string, known?: Map<string, Uint8Array>): Bodies =>
    new Bodies(address, async (to, bodies) => void (await this.#try((store) => store.came(to, bodies))), known);

  async forgetCut(): Promise<void> {
    this.#bodies?.end();
    this.#bodies = this.cut = null;
    await this.#try((store) => store.forgetCut());
  }

  /** The picked folder that a task came from, where the browser lets the page write to it. */
  async root(task: string): Promise<FileSystemDirectoryHandle | undefined> {
    return this.#roots.get(task) ?? (await this.#try((store) => store.root(task)));
  }

  async keepRoot(task: string, root: FileSystemDirectoryHandle): Promise<void> {
    this.#roots.set(task, root);
    await this.#try((store) => store.keepRoot(task, root));
  }
}

export const recents = new Recents();
