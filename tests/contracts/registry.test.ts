/** What every registry line promises: it says what it is, and declares every option that its entry reads. */
import { describe, expect, test } from 'vitest';
import { gates, type GateEntry } from '../../src/gates/index';
import { diffFiles } from '../../src/lib/diff';
import { models, type ModelEntry } from '../../src/models/index';
import { sandboxes } from '../../src/sandboxes/index';
import { scaffolds, type ScaffoldEntry } from '../../src/scaffolds/index';
import type { Entry } from '../../src/types';
import { task } from '../agent/memory';

type Line = Pick<Entry<unknown, never>, 'label' | 'about' | 'options' | 'missing'>;
const registries: Record<string, Record<string, Line>> = { gates, models, sandboxes, scaffolds };

for (const [registry, entries] of Object.entries(registries))
  test.each(Object.entries(entries))(`${registry}: %s says what it is and describes its options`, (_, entry) => {
    expect(entry.label).toMatch(/\S/);
    expect(entry.about).toMatch(/\.$/);
    const keys = (entry.options ?? []).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { label, hidden, fallback, hint, type, min = -Infinity, max = Infinity } of entry.options ?? []) {
      expect(label).toMatch(/\S/);
      expect(keys.some((key) => /^(api)?_?key$|^token$|secret|password/i.test(key))).toBe(false);
      // a field has to show something
      if (!hidden) expect(fallback ?? hint).toBeDefined();
      if (type === 'number' && typeof fallback === 'number') expect(fallback >= min && fallback <= max).toBe(true);
    }
  });

/** Options that are read, whatever they are; each is answered as if it were not set. */
function watched(): { options: Record<string, unknown>; read: Set<string> } {
  const read = new Set<string>();
  const note = (key: string | symbol) => (typeof key === 'string' ? void read.add(key) : undefined);
  const options = new Proxy({}, { get: (_, key) => note(key), has: (_, key) => (note(key), false) });
  return { options, read };
}

const goldPatch = diffFiles(task.files, { ...task.files, 'src/clamp.js': 'x\n' });
/** Entries that can be made without an engine, a person or a provider. */
const made: [string, Line, (options: Record<string, unknown>) => Promise<unknown>][] = [
  ...Object.entries(gates as Record<string, GateEntry>).map(([id, entry]): (typeof made)[number] => [
    `gate ${id}`,
    entry,
    async (options) => (await entry.load()).create(options, undefined),
  ]),
  ...Object.entries(scaffolds as Record<string, ScaffoldEntry>).map(([id, entry]): (typeof made)[number] => [
    `scaffold ${id}`,
    entry,
    async (options) => (await entry.load()).create(options, {}),
  ]),
  ...['search', 'trained', 'oracle', 'scripted'].map((id): (typeof made)[number] => {
    const entry = (models as Record<string, ModelEntry>)[id]!;
    return [`model ${id}`, entry, async (options) => (await entry.load()).create(options, { goldPatch, task })];
  }),
];

describe('every option that is read is declared', () => {
  test.each(made)('%s', async (_, entry, create) => {
    const { options, read } = watched();
    await create(options);
    const declared = (entry.options ?? []).map(({ key }) => key);
    expect([...read].filter((key) => !declared.includes(key))).toEqual([]);
  });

  test('one that is not is found', async () => {
    const { options, read } = watched();
    await (await gates.random.load()).create(options as { p?: unknown });
    expect([...read]).toEqual(['p', 'seed']);
  });
});

test('what is missing is said, with what to do', async () => {
  const of = (id: string) => (models as Record<string, ModelEntry>)[id]!.missing!;
  expect(of('oracle')({}, {})).toMatch(/Choose another expert\.$/);
  expect(of('oracle')({}, { goldPatch })).toBeNull();
  expect(of('endpoint')({ model: '' }, {})).toMatch(/Enter them/);
  expect(of('provider')({ model: 'x' }, {})).toBeNull();
  await expect(async () => (await sandboxes.process!.load()).create({})).rejects.toThrow(/--process/);
});
