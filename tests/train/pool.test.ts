/** The pool on real worker threads: any number of workers gives the same lessons, episodes, weights and memory. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prepare } from '../../scripts/protege.mjs';
import { findTasks } from '../../src/experiments/library';
import { openArena } from '../../src/experiments/training/arena';
import { diskTable, readLines } from '../../src/experiments/disk';
import { collect } from '../../src/experiments/training/data';
import { passAt1 } from '../../src/experiments/training/dev';
import { practise } from '../../src/experiments/training/rl';
import { fineTune } from '../../src/experiments/training/sft';
import { randomWeights } from '../../src/models/trained/init';
import { TOKENS } from '../../src/models/trained/vocab';
import { inOrder } from '../../src/lib/pool';
import { rlDefaults } from '../../src/train/rl';
import { sftDefaults } from '../../src/train/sft';
import { LONG } from '../sample';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pool-'));
beforeAll(() => prepare());
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const shape = { vocab: TOKENS.length, width: 8, layers: 1, heads: 2, hidden: 16, context: 512 };
const tasks = () =>
  findTasks('case-kit')
    .slice(0, 1)
    .map((lazy) => lazy.load());

/** The whole training in small, with so many workers (0 = in this thread). */
async function train(jobs: number) {
  const out = path.join(dir, `jobs-${jobs}`);
  const arena = openArena(out, 10, jobs);
  try {
    const examples = await collect(tasks(), arena, out, 0, () => {});
    expect(examples.length).toBeGreaterThan(0);
    const losses: number[] = [];
    const sft = { ...sftDefaults, steps: 2, rows: 4, every: 2 };
    const weights = await fineTune(
      shape,
      examples,
      examples.slice(0, 4),
      sft,
      path.join(out, 'sft.bin'),
      ({ loss, heldOut = 0 }) => losses.push(loss, heldOut),
      arena.pool,
    );
    const told: unknown[] = [];
    const rl = { ...rlDefaults, steps: jobs > 0 ? 1 : 0, prompts: 1, group: 2 };
    const last = await practise(shape, randomWeights(shape, 0), tasks(), arena, rl, out, (event) => {
      told.push(
        event.type === 'update' ? { ...event, ms: 0 } : [event.trajectory.task, event.trajectory.patch, event.terms],
      );
    });
    const score = await passAt1(shape, weights, tasks(), arena, false);
    const keys = readLines<[string, unknown]>(path.join(out, 'runs.jsonl')).map(([key]) => key);
    return { examples, losses, weights, told, last, score, keys };
  } finally {
    await arena.close();
  }
}

test('one worker, two and none: the same', async () => {
  const [none, two] = [await train(0), await train(2)];
  const { keys: twoKeys, ...twoRest } = two;
  expect(new Set(twoKeys).size).toBe(twoKeys.length);
  // sums in one piece round differently
  expect(none.examples).toEqual(two.examples);
  expect(none.score).toEqual(two.score);
  none.losses.forEach((loss, i) => expect(loss).toBeCloseTo(two.losses[i]!, 4));
  if (!LONG) return;
  const { keys: oneKeys, ...oneRest } = await train(1);
  expect(twoRest).toEqual(oneRest);
  expect([...twoKeys].sort()).toEqual([...oneKeys].sort());
});

test('results come in order; the first failure ends it after the others are done; an abort ends it early', async () => {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const slowFirst = async (_: string, n: number) => (await pause(n === 0 ? 30 : 1), n);
  const read = async (stream: AsyncIterable<number>) => {
    const out: number[] = [];
    for await (const n of stream) out.push(n);
    return out;
  };
  expect(await read(inOrder(['a', 'b'], [0, 1, 2, 3], slowFirst))).toEqual([0, 1, 2, 3]);
  const seen: number[] = [];
  const failing = async (_: string, n: number) => {
    if (n === 1) throw new Error('no such luck');
    await pause(5);
    seen.push(n);
    return n;
  };
  await expect(read(inOrder(['a', 'b'], [0, 1, 2, 3], failing))).rejects.toThrow('no such luck');
  expect(seen).toEqual([0]);
  const stop = new AbortController();
  const stopping = async (_: string, n: number) => (n === 1 && stop.abort(), n);
  expect(await read(inOrder(['a'], [0, 1, 2, 3], stopping, stop.signal))).toEqual([0, 1]);
});

test('a table on disk: what was set is there again, a torn line is not and harms no other', () => {
  const file = path.join(dir, 'table.jsonl');
  const first = diskTable<{ text: string }>(file);
  first.set('a', { text: 'ä\n"' });
  first.set('b', { text: 'b' });
  first.set('a', { text: 'again' });
  expect(first.get('a')).toEqual({ text: 'ä\n"' });
  fs.appendFileSync(file, '["c",{"text":"to');
  const second = diskTable<{ text: string }>(file);
  expect(second.get('c')).toBeUndefined();
  second.set('d', { text: 'd' });
  expect([...'abd'].map((key) => diskTable<{ text: string }>(file).get(key)?.text)).toEqual(['ä\n"', 'b', 'd']);
});
