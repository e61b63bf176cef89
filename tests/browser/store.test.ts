/** The store on a real IndexedDB with real Web Locks. */
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/storage/episodes';
import { StoreError } from '../../src/storage/fault';
import type { Step, Trajectory } from '../../src/types';
import { configOf } from '../fixtures/state';

let n = 0;
const open: Store[] = [];
const names: string[] = [];
async function fresh(name = `test-${Date.now()}-${n++}`) {
  names.push(name);
  const store = await openStore(name);
  open.push(store);
  return { store, name };
}
afterEach(async () => {
  for (const store of open.splice(0)) store.close();
  await Promise.all(names.splice(0).map((name) => deleteDB(name)));
});

const step: Step = {
  generations: [{ text: 'x', action: { kind: 'submit' }, by: 'protege', tokensIn: 3, tokensOut: 1, cost: null, ms: 5 }],
  reading: { score: 0, reason: 'r' },
  observation: { text: 'ok', ms: 2 },
  changes: { 'a.js': 'text', 'b.bin': new Uint8Array([0, 255]), 'c.js': null },
};
const trajectory = (id: string, over: Partial<Trajectory> = {}): Trajectory => ({
  format: 'protege-1',
  id,
  task: 'clamp',
  startedAt: `2026-01-0${id.length}T00:00:00.000Z`,
  public: { id: 'clamp', problem: 'p', language: 'javascript', run: 'npm test', title: 'Clamp', paths: ['a.js'] },
  config: configOf({ protege: { id: 'search' }, gate: { id: 'asked' }, sandbox: { id: 'embedded' } }),
  steps: [step],
  exit: null,
  ...over,
});
async function save(store: Store, value: Trajectory) {
  const writer = await store.writer(value.id);
  await writer.save(value);
  await writer.release();
}

describe('store', () => {
  test('keeps a trajectory with its bytes, and a summary beside it; newest first', async () => {
    const { store, name } = await fresh();
    await save(store, trajectory('a'));
    await save(store, trajectory('bb', { exit: 'submitted' }));
    store.close();
    const { store: again } = await fresh(name);
    expect(await again.get('a')).toEqual(trajectory('a'));
    expect((await again.list()).map((row) => row.id)).toEqual(['bb', 'a']);
    expect((await again.list())[1]).toMatchObject({
      title: 'Clamp',
      steps: 1,
      tokens: 4,
      cost: null,
      exit: null,
      resolved: null,
    });
    await again.remove('a');
    expect(await again.get('a')).toBeUndefined();
    expect((await again.list()).map((row) => row.id)).toEqual(['bb']);
  });

  test('unfinished runs are offered, except those being written', async () => {
    const { store } = await fresh();
    await save(store, trajectory('a'));
    await save(store, trajectory('bb', { exit: 'aborted' }));
    const writer = await store.writer('ccc');
    await writer.save(trajectory('ccc'));
    expect((await store.unfinished()).map((row) => row.id)).toEqual(['a']);
    await writer.release();
    expect((await store.unfinished()).map((row) => row.id)).toEqual(['ccc', 'a']);
  });

  test('one writer per run', async () => {
    const { store, name } = await fresh();
    const { store: other } = await fresh(name);
    const writer = await store.writer('a');
    await expect(other.writer('a')).rejects.toMatchObject({ kind: 'busy' });
    await (await other.writer('b')).save(trajectory('b'));
    await writer.release();
    await save(other, trajectory('a'));
  });

  test('a newer database and a damaged record are typed and clear', async () => {
    const { store, name } = await fresh();
    await save(store, trajectory('a'));
    const newer = await openDB(name, 2);
    await expect(store.list()).rejects.toMatchObject({ kind: 'newer' });
    await expect(openStore(name)).rejects.toMatchObject({ kind: 'newer' });
    await newer.put('trajectories', { version: 9, trajectory: {} }, 'later');
    newer.close();

    const { store: third, name: thirdName } = await fresh();
    await save(third, trajectory('x'));
    const raw = await openDB(thirdName, 1);
    await raw.put('trajectories', { version: 1, trajectory: { format: 'protege-1', id: 'x' } }, 'x');
    await raw.put('trajectories', { version: 2, trajectory: {} }, 'y');
    raw.close();
    await expect(third.get('x')).rejects.toMatchObject({ kind: 'damaged' });
    await expect(third.get('y')).rejects.toMatchObject({ kind: 'newer' });
  });

  test('a damaged row stands last and hides no other; it can be deleted', async () => {
    const { store, name } = await fresh();
    await save(store, trajectory('a'));
    await save(store, trajectory('bb'));
    const raw = await openDB(name, 1);
    for (const row of [{ id: 'x' }, { id: 'y', steps: 'many', title: {} }]) await raw.put('summaries', row);
    raw.close();
    const rows = await store.list();
    expect(rows.map(({ id, damaged }) => [id, damaged === true])).toEqual([
      ['bb', false],
      ['a', false],
      ['x', true],
      ['y', true],
    ]);
    expect((await store.unfinished()).filter(({ id }) => id === 'a' || id === 'bb')).toHaveLength(2);
    await store.remove('x');
    expect((await store.list()).map(({ id }) => id)).toEqual(['bb', 'a', 'y']);
  });

  test('each fault says what to do', () => {
    for (const kind of ['unavailable', 'quota', 'blocked', 'newer', 'busy', 'damaged'] as const)
      expect(new StoreError(kind).message).toMatch(/\.$/);
  });
});
