/** Imports in a real IndexedDB, and changes written into a real folder of the browser's own file system. */
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { writeBack } from '../../src/ui/import/pick';
import { idOf, Recent, type Decided } from '../../src/storage/imports';

let n = 0;
const open: Recent[] = [];
const names: string[] = [];
async function fresh(name = `imports-${Date.now()}-${n++}`) {
  names.push(name);
  const recent = await Recent.open(name);
  open.push(recent);
  return { recent, name };
}
afterEach(async () => {
  for (const recent of open.splice(0)) recent.close();
  await Promise.all(names.splice(0).map((name) => deleteDB(name)));
});

const imported = (file: string) => ({
  name: file,
  origin: { kind: 'archive', file } as const,
  files: { 'a.js': 'a', 'b.bin': new Uint8Array([0, 255]) },
  bytes: 3,
  notes: [],
});
const decided: Decided = {
  dir: 'packages/a',
  sandbox: 'webcontainer',
  command: 'npm test',
  problem: 'It breaks.',
  picked: ['one'],
  hidden: ['x.test.js'],
  written: { 'mine.test.js': 't' },
  edits: { 'a.js': null },
};
const installed = { files: { 'node_modules/x/index.js': 'x' }, packages: [], refused: [], bytes: 1 };

describe('recent imports', () => {
  test('whole after a close; what was decided is replaced, packages stay until there are others', async () => {
    const { recent, name } = await fresh();
    const one = imported('one.zip');
    await recent.keep(one);
    await recent.decide(idOf(one), decided, installed);
    await recent.decide(idOf(one), { ...decided, picked: [] });
    await recent.keep(imported('two.zip'));
    recent.close();
    const { recent: again } = await fresh(name);
    expect((await again.list()).map(({ title, files, bytes }) => [title, files, bytes])).toEqual([
      ['two.zip', 2, 3],
      ['one.zip', 2, 3],
    ]);
    expect(await again.get(idOf(one))).toEqual({ imported: one, decided: { ...decided, picked: [] }, installed });
    expect(await again.get(idOf(imported('two.zip')))).toMatchObject({ decided: null, installed: null });
    await again.keep(one); // imported once more: nothing of before is left
    expect(await again.get(idOf(one))).toEqual({ imported: one, decided: null, installed: null });
  });

  test('one that was removed, here or in another tab, is not written again', async () => {
    const { recent, name } = await fresh();
    const { recent: other } = await fresh(name);
    const one = imported('one.zip');
    await recent.keep(one);
    await other.remove(idOf(one));
    await recent.decide(idOf(one), decided, installed);
    expect(await recent.list()).toEqual([]);
    await expect(recent.get(idOf(one))).rejects.toMatchObject({ kind: 'damaged' });
  });

  test('archives of one name with other content are two; the same one again replaces itself', async () => {
    const { recent } = await fresh();
    const first = { ...imported('src.zip'), mark: 'aaaa' };
    const second = { ...imported('src.zip'), mark: 'bbbb', files: { 'c.js': 'c' } };
    for (const one of [first, second, first]) await recent.keep(one);
    expect((await recent.list()).map(({ id }) => id).sort()).toEqual([idOf(first), idOf(second)].sort());
    expect((await recent.get(idOf(first))).imported.files).toEqual(first.files);
    expect((await recent.get(idOf(second))).imported.files).toEqual(second.files);
  });

  test('an import again that is cut off, or that does not fit, leaves the old one whole', async () => {
    const { recent, name } = await fresh();
    const old = imported('one.zip');
    await recent.keep(old);
    await recent.decide(idOf(old), decided, installed);
    const whole = await recent.get(idOf(old));
    // A value that no database takes, after a batch that it took: as when the storage is full.
    const files = { 'a.js': 'x'.repeat(200_000), 'b.js': (() => 1) as unknown as string };
    await expect(recent.keep({ ...old, files })).rejects.toThrow();
    expect(await recent.get(idOf(old))).toEqual(whole);
    const raw = await openDB(name, 1);
    expect(new Set((await raw.getAllKeys('files')).map((key) => (key as string[])[0])).size).toBe(1);
    // What a kill in the middle left behind: nobody's, and old enough.
    await raw.put('files', { 'a.js': 'half' }, [`${idOf(old)}\n${Date.now() - 3_600_000} half`, 0]);
    await raw.put('files', { 'a.js': 'half' }, [`${idOf(old)}\n${Date.now()} under way`, 0]);
    expect(await recent.get(idOf(old))).toEqual(whole);
    await recent.list();
    expect(
      (await raw.getAllKeys('files')).filter((key) => / (half|under way)$/.test((key as string[])[0]!)),
    ).toHaveLength(1);
    raw.close();
  });

  test('a damaged row hides no other, is named, and can be removed', async () => {
    const { recent, name } = await fresh();
    await recent.keep(imported('one.zip'));
    const raw = await openDB(name, 1);
    await raw.put('rows', { id: 'archive broken.zip', files: 'many' });
    raw.close();
    expect((await recent.list()).map(({ title }) => title)).toEqual(['one.zip', 'archive broken.zip (damaged)']);
    await expect(recent.get('archive broken.zip')).rejects.toMatchObject({ kind: 'damaged' });
    await recent.remove('archive broken.zip');
    expect((await recent.list()).map(({ title }) => title)).toEqual(['one.zip']);
  });

  test('bodies are those of the last address', async () => {
    const { recent } = await fresh();
    await recent.came('acme/one', new Map([['u1', new Uint8Array([1])]]));
    await recent.came('acme/one', new Map([['u2', new Uint8Array([2])]]));
    expect(await recent.cutOff()).toEqual({
      address: 'acme/one',
      bodies: new Map([
        ['u1', new Uint8Array([1])],
        ['u2', new Uint8Array([2])],
      ]),
    });
    await recent.came('acme/two', new Map([['u3', new Uint8Array([3])]]));
    expect([...((await recent.cutOff())?.bodies.keys() ?? [])]).toEqual(['u3']);
    await recent.forgetCut();
    expect(await recent.cutOff()).toBeNull();
  });

  test('a newer database is a StoreError', async () => {
    const { recent, name } = await fresh();
    recent.close();
    (await openDB(name, 2)).close();
    await expect(Recent.open(name)).rejects.toMatchObject({ kind: 'newer' });
  });
});

test('changes go into the folder: made, changed and deleted, below it only', async () => {
  const top = await navigator.storage.getDirectory();
  const root = await top.getDirectoryHandle(`picked-${Date.now()}`, { create: true });
  try {
    await writeBack(root, { 'src/a.js': 'old', 'src/gone.js': 'x' });
    expect(await writeBack(root, { 'src/a.js': 'new', 'src/gone.js': null, 'b/c.bin': new Uint8Array([0, 255]) })).toBe(
      3,
    );
    const src = await root.getDirectoryHandle('src');
    expect(await (await (await src.getFileHandle('a.js')).getFile()).text()).toBe('new');
    await expect(src.getFileHandle('gone.js')).rejects.toMatchObject({ name: 'NotFoundError' });
    const bytes = await (
      await (await (await root.getDirectoryHandle('b')).getFileHandle('c.bin')).getFile()
    ).arrayBuffer();
    expect(new Uint8Array(bytes)).toEqual(new Uint8Array([0, 255]));
    await expect(writeBack(root, { '../out.js': 'x' })).rejects.toThrow();
  } finally {
    await top.removeEntry(root.name, { recursive: true });
  }
});
