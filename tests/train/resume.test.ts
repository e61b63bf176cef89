/** Practice goes on from rl.bin: updates that are done are not done again, other weights begin anew. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findTasks } from '../../src/experiments/library';
import { openArena } from '../../src/experiments/training/arena';
import { practise } from '../../src/experiments/training/rl';
import { randomWeights } from '../../src/models/trained/init';
import { TOKENS } from '../../src/models/trained/vocab';
import { rlDefaults } from '../../src/train/rl';

test('a second run of practice goes on after the last update', async () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'practice-'));
  const shape = { vocab: TOKENS.length, width: 8, layers: 1, heads: 2, hidden: 16, context: 512 };
  const arena = openArena(out, 3);
  const tasks = findTasks('case-kit')
    .slice(0, 1)
    .map((lazy) => lazy.load());
  const updates = async (seed: number, steps: number) => {
    const done: number[] = [];
    const options = { ...rlDefaults, steps, prompts: 1, group: 2 };
    const weights = await practise(shape, randomWeights(shape, seed), tasks, arena, options, out, (event) => {
      if (event.type === 'update') done.push(event.step);
    });
    return { done, weights };
  };
  try {
    expect((await updates(0, 1)).done).toEqual([1]);
    const two = await updates(0, 2);
    expect(two.done).toEqual([2]);
    const again = await updates(0, 2);
    expect(again.done).toEqual([]);
    expect(again.weights).toEqual(two.weights);
    expect((await updates(1, 1)).done).toEqual([1]);
  } finally {
    await arena.close();
    fs.rmSync(out, { recursive: true, force: true });
  }
});
