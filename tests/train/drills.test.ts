/** Further bugs for the teacher: real ones, in train repos only, none of which the index was sampled from. */
import { expect, test } from 'vitest';
import { findTasks, readIndex, readPack } from '../../src/experiments/library';
import { applyPatch } from '../../src/lib/diff';
import { drills } from '../../src/train/drills';

test('every drill is another bug than those of the index, and its gold patch undoes it', () => {
  const pack = readPack('case-kit');
  const indexed = findTasks('case-kit').map((lazy) => JSON.stringify(lazy.load().files));
  const all = drills(pack, 12, readIndex().seed);
  expect(all.length).toBeGreaterThan(4);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { files, goldPatch, split } of all) {
    expect(split).toBe('train');
    expect(indexed).not.toContain(JSON.stringify(files));
    expect(applyPatch(files, goldPatch!)).toEqual(pack.files);
  }
});

test('the repos of the other splits are refused', () => {
  for (const name of ['globber', 'wrap-text'])
    expect(() => drills(readPack(name), 5, 1)).toThrow(/only train repos may be learned from/);
});
