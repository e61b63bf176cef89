/** The tasks to begin with exist, eight of them, each once. */
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { findInstance, type TaskIndex } from '../../src/tasks/instances';
import { curated } from '../../src/ui/curated';

test('eight tasks of the list', () => {
  const index = JSON.parse(fs.readFileSync('public/tasks/index.json', 'utf8')) as TaskIndex;
  expect(new Set(curated.map(({ id }) => id)).size).toBe(8);
  for (const { id } of curated) expect(findInstance(index, id), id).toBeGreaterThanOrEqual(0);
});
