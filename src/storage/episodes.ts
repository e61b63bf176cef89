/**
 * Episodes in IndexedDB: heavy trajectories and light summaries, written in one strict transaction. What can go wrong
 * with a browser's storage is a StoreError with its kind, never a lost or half-written episode.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Exit, Trajectory } from '../types';
import { isDoubtful } from '../facts/remarks';
import { checkTrajectory } from '../trajectory/check';
import { measure } from '../trajectory/measure';
import { StoreError, typed } from './fault';

/** What a list shows of an episode. */
export interface EpisodeSummary {
  id: string;
  task: string;
  title: string;
  startedAt: string;
  savedAt: string;
  protege: string;
  /** The tiny protégé's weights, where they are not the shipped ones. */
  weights?: string;
  expert: string | null;
  gate: string;
  steps: number;
  expertCalls: number;
  tokens: number;
  cost: number | null;
  ms: number;
  /** Null while the episode is unfinished: it can be resumed. */
  exit: Exit | null;
  /** Null without a verdict. */
  resolved: boolean | null;
  /** Resolved, and yet something speaks against it. */
  doubt?: true;
  /** The row does not read: it can be removed, and opened where its episode is whole. */
  damaged?: true;
  /** See Trajectory. */
  branch?: { of: string; at: number };
}

interface Schema extends DBSchema {
  trajectories: { key: string; value: { version: 1; trajectory: Trajectory } };
  summaries: { key: string; value: EpisodeSummary; indexes: { startedAt: string } };
}

/** The right to write one run; held by one tab at a time. */
export interface Writer {
  save(trajectory: Trajectory): Promise<void>;
  /** Resolves when another tab may write. */
  release(): Promise<void>;
}

export interface Store {
  /** @throws StoreError busy when another tab (or this one) holds the run. */
  writer(id: string): Promise<Writer>;
  get(id: string): Promise<Trajectory | undefined>;
  /** Newest first. A row that does not read stands last, `damaged`, with what of it does. */
  list(): Promise<EpisodeSummary[]>;
  /** Episodes without an end that nobody is writing now, newest first. */
  unfinished(): Promise<EpisodeSummary[]>;
  remove(id: string): Promise<void>;
  close(): void;
}

const VERSION = 1;

/** @throws StoreError unavailable, blocked or newer */
export async function openStore(name = 'protege'): Promise<Store> {
  if (typeof indexedDB === 'undefined') throw new StoreError('unavailable');
  let replaced = false;
  const db = await open(name, () => (replaced = true));
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw replaced ? new StoreError('newer', error) : typed(error);
    }
  };
  const list = () => guarded(async () => listed(await db.getAll('summaries')));
  return {
    list,
    writer: async (id) => {
      const release = await lock(name, id);
      return { save: (trajectory) => guarded(() => put(db, trajectory)), release };
    },
    get: (id) =>
      guarded(async () => {
        const record = await db.get('trajectories', id);
        return record && checked(record);
      }),
    unfinished: async () => {
      const held = new Set((await navigator.locks.query()).held?.map((held) => held.name));
      return (await list()).filter(({ id, exit }) => exit === null && !held.has(lockName(name, id)));
    },
    remove: (id) =>
      guarded(async () => {
        const change = db.transaction(['trajectories', 'summaries'], 'readwrite', { durability: 'strict' });
        await Promise.all([
          change.objectStore('trajectories').delete(id),
          change.objectStore('summaries').delete(id),
          change.done,
        ]);
      }),
    close: () => db.close(),
  };
}

function open(name: string, onReplaced: () => void): Promise<IDBPDatabase<Schema>> {
  return new Promise((resolve, reject) => {
    const opening = openDB<Schema>(name, VERSION, {
      upgrade(db) {
        db.createObjectStore('trajectories');
        db.createObjectStore('summaries', { keyPath: 'id' }).createIndex('startedAt', 'startedAt');
      },
      blocked: () => {
        reject(new StoreError('blocked'));
        opening.then(
          (db) => db.close(),
          () => {},
        );
      },
      blocking: (_current, _blocked, event) => {
        onReplaced(); // a newer page waits for this connection to go
        (event.target as IDBDatabase).close();
      },
    });
    opening.then(resolve, (error) => reject(typed(error)));
  });
}

/** Of rows as they are stored, whatever they are: one that is damaged hides no other. */
export function listed(rows: readonly unknown[]): EpisodeSummary[] {
  const all = rows.map(readable);
  return [
    ...all.filter(({ damaged }) => !damaged).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)),
    ...all.filter(({ damaged }) => damaged),
  ];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const NEVER = new Date(0).toISOString();

function readable(stored: unknown): EpisodeSummary {
  const row = (typeof stored === 'object' && stored !== null ? stored : {}) as EpisodeSummary;
  const texts = ['id', 'task', 'title', 'startedAt', 'savedAt', 'protege', 'gate'] as const;
  const numbers = ['steps', 'expertCalls', 'tokens', 'ms'] as const;
  const whole =
    texts.every((name) => isText(row[name])) &&
    numbers.every((name) => isNumber(row[name])) &&
    [row.expert, row.exit].every((value) => value === null || isText(value)) &&
    (row.cost === null || isNumber(row.cost)) &&
    (row.resolved === null || typeof row.resolved === 'boolean');
  if (whole) return row;
  const id = isText(row.id) ? row.id : String(row.id);
  const known = <K extends keyof EpisodeSummary>(names: readonly K[], is: (value: unknown) => boolean, or: unknown) =>
    Object.fromEntries(names.map((name) => [name, is(row[name]) ? row[name] : or]));
  return {
    ...(known(texts, isText, '') as unknown as EpisodeSummary),
    ...known(numbers, isNumber, 0),
    ...known(['startedAt', 'savedAt'], (value) => isText(value) && !Number.isNaN(Date.parse(value)), NEVER),
    id,
    title: `${isText(row.title) && row.title ? row.title : id} (damaged)`,
    expert: null,
    cost: null,
    exit: 'error',
    resolved: null,
    damaged: true,
  };
}

async function put(db: IDBPDatabase<Schema>, trajectory: Trajectory): Promise<void> {
  const change = db.transaction(['trajectories', 'summaries'], 'readwrite', { durability: 'strict' });
  await Promise.all([
    change.objectStore('trajectories').put({ version: VERSION, trajectory }, trajectory.id),
    change.objectStore('summaries').put(summaryOf(trajectory)),
    change.done,
  ]);
}

function checked({ version, trajectory }: { version: number; trajectory: Trajectory }): Trajectory {
  if (version > VERSION) throw new StoreError('newer');
  try {
    return checkTrajectory(trajectory);
  } catch (error) {
    throw new StoreError('damaged', error);
  }
}

export function summaryOf(trajectory: Trajectory): EpisodeSummary {
  const { id, task, startedAt, config, exit } = trajectory;
  const { steps, expertCalls, protegeTokens, expertTokens, cost, ms, resolved } = measure(trajectory);
  return {
    id,
    task,
    title: trajectory.public.title ?? task,
    startedAt,
    savedAt: new Date().toISOString(),
    protege: config.protege.id,
    expert: config.expert?.id ?? null,
    gate: config.gate.id,
    steps,
    expertCalls,
    tokens: protegeTokens + expertTokens,
    cost,
    ms,
    exit,
    resolved,
    ...(isDoubtful(trajectory.report) ? { doubt: true } : {}),
    ...(config.protege.id === 'trained' && typeof config.protege.options?.weights === 'string'
      ? { weights: config.protege.options.weights }
      : {}),
    ...(trajectory.branch ? { branch: trajectory.branch } : {}),
  };
}

const lockName = (store: string, id: string) => `${store}/run/${id}`;

/** Takes the run's Web Lock or fails at once; the browser frees it when the tab dies. */
function lock(store: string, id: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const held: Promise<unknown> = navigator.locks.request(lockName(store, id), { ifAvailable: true }, (granted) => {
      if (!granted) throw new StoreError('busy');
      return new Promise<void>((release) => {
        resolve(async () => {
          release();
          await held;
        });
      });
    });
    held.catch(reject);
  });
}
