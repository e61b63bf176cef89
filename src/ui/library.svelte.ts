/** The episodes kept in this browser: the list, opening, deleting with undo, export and import. */
import { oneLine } from '../lib/foreign';
import { newId } from '../lib/ids';
import { messageOf } from '../lib/text';
import type { BrowserStorage } from '../storage/browser';
import type { EpisodeSummary } from '../storage/episodes';
import type { AgentEvent, Files, Stream, Task, Trajectory } from '../types';
import { catalog } from './catalog.svelte';
import { demoBy, isDemo, openDemo } from './demos';
import { keyless } from './expert/vault';
import { isLesson } from './learn/ids';
import type { Recording } from './recording';
import { episodeHref, linkTo } from './route.svelte';
import { isShared } from './shared';
import type { ExportKind } from './export';
import { complain, toasts } from './toasts.svelte';

export type EpisodeRow = EpisodeSummary;

export type OutcomeFilter = 'any' | 'resolved' | 'failed' | 'open';

export const orders = {
  newest: { label: 'Newest first', by: (a: EpisodeRow, b: EpisodeRow) => b.startedAt.localeCompare(a.startedAt) },
  oldest: { label: 'Oldest first', by: (a: EpisodeRow, b: EpisodeRow) => a.startedAt.localeCompare(b.startedAt) },
  task: { label: 'By task', by: (a: EpisodeRow, b: EpisodeRow) => a.title.localeCompare(b.title) },
  steps: { label: 'Most steps', by: (a: EpisodeRow, b: EpisodeRow) => b.steps - a.steps },
  calls: { label: 'Most expert calls', by: (a: EpisodeRow, b: EpisodeRow) => b.expertCalls - a.expertCalls },
} as const;
export type Order = keyof typeof orders;

export function matching(rows: EpisodeRow[], text: string, outcome: OutcomeFilter, order: Order): EpisodeRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows
    .filter((row) => {
      const fits =
        outcome === 'any' ||
        (outcome === 'resolved' && row.resolved === true) ||
        (outcome === 'open' && row.exit === null) ||
        (outcome === 'failed' && row.resolved !== true && row.exit !== null);
      const hay = `${row.title} ${row.task} ${row.protege} ${row.gate} ${row.expert ?? ''}`.toLowerCase();
      return fits && words.every((word) => hay.includes(word));
    })
    .toSorted(orders[order].by);
}

type LibraryState = { kind: 'none' } | { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

/** A stored episode with all that is at hand to show it and go on with it. */
export interface OpenedEpisode {
  trajectory: Trajectory;
  base: Files;
  task: Task | null;
}

class Library {
  rows = $state.raw<EpisodeRow[]>([]);
  /** Cut off by a reload or a crash, and not running in any tab. */
  unfinished = $state.raw<EpisodeRow[]>([]);
  state = $state.raw<LibraryState>({ kind: 'none' });
  /** Why episodes are not kept past this page, when they are not. */
  problem = $state<string | null>(null);
  /** Bytes this site uses in the browser's storage; null when the browser does not say. */
  used = $state<number | null>(null);
  #opening: Promise<BrowserStorage> | null = null;

  storage(): Promise<BrowserStorage> {
    this.#opening ??= import('../storage/browser')
      .then(({ openStorage }) => openStorage())
      .catch((error) => {
        this.#opening = null;
        throw error;
      });
    return this.#opening;
  }

  async load(): Promise<void> {
    if (this.state.kind !== 'ready') this.state = { kind: 'loading' };
    try {
      const { store, problem } = await this.storage();
      [this.rows, this.unfinished] = await Promise.all([store.list(), store.unfinished()]);
      const damaged = this.rows.filter((row) => row.damaged).map(({ id }) => oneLine(id));
      const named = `${damaged.slice(0, 3).join(', ')}${damaged.length > 3 ? ` and ${damaged.length - 3} more` : ''}`;
      this.problem =
        problem?.message ??
        (damaged.length > 0
          ? `What is kept of ${named} is damaged. The other episodes are not touched; delete the damaged row below.`
          : null);
      this.state = { kind: 'ready' };
      this.used = (await navigator.storage?.estimate?.())?.usage ?? null;
    } catch (error) {
      this.state = { kind: 'failed', message: messageOf(error) };
    }
  }

  /** @throws one sentence when the episode is gone or damaged. */
  async open(id: string): Promise<OpenedEpisode> {
    if (isDemo(id) || isLesson(id)) return this.#example(id);
    if (isShared(id)) {
      const { openShared } = await import('./share');
      return { ...(await openShared(id)), task: null };
    }
    const storage = await this.storage();
    const trajectory = await storage.store.get(id);
    if (!trajectory) throw new Error('It is not in this browser. Perhaps it was deleted, or saved in another one.');
    const task = await this.task(trajectory.task);
    const { workspace } = await import('./packs');
    const base = (await storage.base(id)) ?? (task ? workspace(task) : {});
    return { trajectory, base, task };
  }

  /** Kept here, or from the site's own list; null when it is not at hand. */
  async task(id: string): Promise<Task | null> {
    const storage = await this.storage();
    return (await storage.task(id)) ?? (await catalog.task(id).catch(() => null));
  }

  /** Takes in a finished recording that is not kept here yet. */
  async adopt(trajectory: Trajectory, base: Files): Promise<void> {
    const storage = await this.storage();
    if (this.rows.some(({ id }) => id === trajectory.id) || (await storage.store.get(trajectory.id))) return;
    if (Object.keys(base).length > 0) await storage.keepBase(trajectory.id, base);
    await this.#put(trajectory);
    await this.load();
  }

  /** A recorded episode that the site ships; it is not kept in this browser. */
  async #example(id: string): Promise<OpenedEpisode> {
    const { trajectory, base } = await (isLesson(id) ? this.#lesson(id) : this.#demo(id));
    const task = await catalog.task(trajectory.task).catch(() => null);
    const { workspace } = await import('./packs');
    return { trajectory, base: Object.keys(base).length > 0 || !task ? base : workspace(task), task };
  }

  async #lesson(id: string): Promise<Recording> {
    const { openEpisode } = await import('./learn/episodes');
    return openEpisode(id);
  }

  async #demo(id: string): Promise<Recording> {
    const demo = demoBy(id);
    if (!demo) throw new Error('This site has no such example.');
    return openDemo(demo);
  }

  /** The same stream, every step saved; storage faults are shown and the run goes on. */
  async keep(stream: Stream<AgentEvent, Trajectory>, id: string): Promise<Stream<AgentEvent, Trajectory>> {
    const [{ store }, { record }] = await Promise.all([this.storage(), import('../trajectory/record')]);
    const writer = await store.writer(id);
    let told = '';
    const problem = (error: unknown) => {
      if (messageOf(error) === told) return;
      told = messageOf(error);
      complain(error);
    };
    const kept = record(stream, { save: async (trajectory) => writer.save(await keyless(trajectory)), problem });
    return finishing(kept, async () => {
      await writer.release();
      await this.load();
    });
  }

  /** Deletes at once; the note that says so can bring it back. */
  async remove(id: string): Promise<void> {
    const { store } = await this.storage();
    const trajectory = await store.get(id).catch(() => undefined); // a damaged one can still be deleted
    await store.remove(id);
    await this.load();
    toasts.add(
      'Episode deleted.',
      trajectory && {
        action: { label: 'Undo', run: () => void this.#put(trajectory).then(() => this.load(), complain) },
      },
    );
  }

  /** Under an id of its own: a file that came in does not take the place of an episode that is here. */
  async #free(trajectory: Trajectory): Promise<Trajectory> {
    const { store } = await this.storage();
    const there = await store.get(trajectory.id).catch(() => null);
    if (there === undefined || (there && JSON.stringify(there) === JSON.stringify(trajectory))) return trajectory;
    return { ...trajectory, id: `${trajectory.id.slice(0, 100)}-${newId()}` };
  }

  async #put(trajectory: Trajectory): Promise<void> {
    const { store } = await this.storage();
    const writer = await store.writer(trajectory.id);
    try {
      await writer.save(trajectory);
    } finally {
      await writer.release();
    }
  }

  /** Takes in what reads; each file that does not is named in one sentence. */
  async importFiles(files: Iterable<File>): Promise<void> {
    const titles: string[] = [];
    for (const file of files) {
      try {
        titles.push(await this.#import(file));
      } catch (error) {
        complain(error);
      }
    }
    if (titles.length === 0) return;
    await this.load();
    toasts.add(titles.length === 1 ? `Imported ${titles[0]}.` : `Imported ${titles.length} episodes.`, { ms: 4000 });
  }

  /** @throws one sentence that starts with the file's name. */
  async #import(file: File): Promise<string> {
    try {
      const { parseRecording } = await import('./recording');
      const { trajectory, base } = parseRecording(parseJson(await file.text()));
      const storage = await this.storage();
      const own = await this.#free(trajectory);
      if (Object.keys(base).length > 0) await storage.keepBase(own.id, base);
      await this.#put(own);
      return trajectory.public.title ?? trajectory.task;
    } catch (error) {
      throw new Error(`${file.name}: ${messageOf(error)}`, { cause: error });
    }
  }

  /**
   * The episode's address into the clipboard, at the step on show: of an example its own, of others one that holds them; or the
   * lines that put it into another page (`frame`).
   */
  async copyLink(id: string, step: number | null, frame = false): Promise<void> {
    let of: string | null = id;
    if (!isDemo(id) && !(isLesson(id) && !frame) && !isShared(id)) {
      const [{ trajectory, base }, { sharedId }] = await Promise.all([this.open(id), import('./share')]);
      of = await sharedId(trajectory, base);
    }
    if (of === null) {
      toasts.add('It is too long for a link. Save it as a file and send that: anyone can open it in the Library.', {
        action: { label: 'Save', run: () => void this.export(id, 'traj').catch(complain) },
      });
      return;
    }
    if (frame) {
      const { frameCode } = await import('./embed/address');
      await navigator.clipboard.writeText(frameCode(location.href, of, step));
      toasts.add('Copied. Put it into any page: the frame shows this episode, and nothing of yours.', { ms: 4000 });
      return;
    }
    await navigator.clipboard.writeText(linkTo(`${episodeHref(of)}${step === null ? '' : `?step=${step}`}`));
    toasts.add('Link copied. Whoever opens it sees this episode; the link itself holds it, no server does.', {
      ms: 4000,
    });
  }

  async export(id: string, kind: ExportKind): Promise<void> {
    const [{ trajectory, base }, { saveFile, takeOut }] = await Promise.all([this.open(id), import('./export')]);
    await saveFile(takeOut(trajectory, base, kind));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('This is not JSON. Choose a .traj.json file that was exported here or by mini-swe-agent.', {
      cause: error,
    });
  }
}

async function* finishing<E, R>(stream: Stream<E, R>, after: () => Promise<void>): Stream<E, R> {
  try {
    return yield* stream;
  } finally {
    await after();
  }
}

export const library = new Library();
