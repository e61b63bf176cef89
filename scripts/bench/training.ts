/** What the training benchmark measures: writing tokens, learning tokens, practised episodes, memory. */
import os from 'node:os';
import path from 'node:path';
import fs from 'node:fs';
import v8 from 'node:v8';
import vm from 'node:vm';
import { findTasks } from '../../src/experiments/library';
import { openArena } from '../../src/experiments/training/arena';
import { practise } from '../../src/experiments/training/rl';
import { openDecoder } from '../../src/models/trained/decoder';
import { randomWeights } from '../../src/models/trained/init';
import type { Shape } from '../../src/models/trained/net';
import { readCheckpoint } from '../../src/models/trained/checkpoint';
import { packBatch, type Example } from '../../src/train/batch';
import { newAdam, openGrader, update } from '../../src/train/optimise';
import { rlDefaults } from '../../src/train/rl';

/** Tokens a second, one at a time after 250 that were read, with the shipped weights. */
export async function decoding(n: number): Promise<number> {
  const { weights, shape } = await readCheckpoint();
  const decoder = await openDecoder(weights, shape);
  const tokens = Array.from({ length: 250 }, (_, i) => i);
  await decoder.read(tokens);
  await decoder.branch([[1]]);
  const started = performance.now();
  for (let i = 0; i < n; i++) {
    tokens.push(i % shape.vocab);
    await decoder.read(tokens);
  }
  const seconds = (performance.now() - started) / 1000;
  decoder.close();
  return n / seconds;
}

/** Tokens a second of forward, backward and Adam on the net that other engines were measured with (0.12 M, 8 × 64). */
export async function learning(steps: number): Promise<number> {
  const shape: Shape = { vocab: 256, width: 64, layers: 2, heads: 4, hidden: 170, context: 64 };
  const sizes = { rows: 8, length: 64, written: 63 };
  const weights = randomWeights(shape, 1);
  const adam = newAdam(weights);
  const grader = await openGrader(shape, sizes);
  const allowed = Array.from({ length: 256 }, (_, i) => i);
  const examples: Example[] = Array.from({ length: 8 }, (_, r) => {
    const tokens = Array.from({ length: 64 }, (_, i) => (i * 7 + r) % 256);
    const written = tokens.slice(1).map((token, i) => ({ at: i + 1, token, allowed, weight: 1 }));
    return { id: String(r), tokens, written };
  });
  const batch = packBatch(examples, sizes, shape);
  const step = async () => update(weights, (await grader.grade(weights, batch)).grads, adam, { rate: 1e-3 });
  await step();
  const started = performance.now();
  for (let i = 0; i < steps; i++) await step();
  const seconds = (performance.now() - started) / 1000;
  grader.close();
  return (steps * 8 * 64) / seconds;
}

/** Tokens a second of whole SFT steps (8 × 256, the shipped net) on so many workers. */
export async function learningOn(jobs: number, steps: number): Promise<number> {
  const { weights, shape } = await readCheckpoint();
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-sft-'));
  const arena = openArena(out, 20, jobs);
  const sizes = { rows: 8, length: 256, written: 12 };
  try {
    const grader = await arena.pool!.grader(shape, sizes, { kind: 'cross-entropy' });
    const allowed = [5, 6, 7];
    const examples: Example[] = Array.from({ length: 8 }, (_, r) => {
      const tokens = Array.from({ length: 256 }, (_, i) => (i * 7 + r) % shape.vocab);
      const written = Array.from({ length: 12 }, (_, i) => ({ at: 20 * (i + 1), token: 5, allowed, weight: 1 }));
      return { id: String(r), tokens, written };
    });
    const batch = packBatch(examples, sizes, shape);
    await grader.grade(weights, batch);
    const started = performance.now();
    for (let i = 0; i < steps; i++) await grader.grade(weights, batch);
    return (steps * 8 * 256) / ((performance.now() - started) / 1000);
  } finally {
    await arena.close();
    fs.rmSync(out, { recursive: true, force: true });
  }
}

/**
 * Episodes a minute over a few updates, tests run for real the first time; and how this thread's memory (what is
 * reachable, with the arrays outside the heap) grew from the first update to the last, MB. `jobs` 0 = all in this thread.
 */
export async function practising(
  updates: number,
  jobs: number,
): Promise<{ perMinute: number; episodes: number; growth: number }> {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-rl-'));
  const { weights, shape } = await readCheckpoint();
  const arena = openArena(out, 20, jobs);
  const tasks = findTasks('train')
    .slice(0, 4)
    .map((lazy) => lazy.load());
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  const held: number[] = [];
  const started = performance.now();
  try {
    await practise(shape, weights, tasks, arena, { ...rlDefaults, steps: updates, prompts: 2 }, out, (event) => {
      if (event.type !== 'update') return;
      collect();
      const { heapUsed, external } = process.memoryUsage();
      held.push((heapUsed + external) / 1e6);
    });
  } finally {
    await arena.close();
    fs.rmSync(out, { recursive: true, force: true });
  }
  const episodes = updates * 2 * rlDefaults.group;
  return { perMinute: episodes / ((performance.now() - started) / 60_000), episodes, growth: held.at(-1)! - held[0]! };
}
