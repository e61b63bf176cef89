/** Remembered runs: what ended is run once; what was killed at its deadline runs again when it is given more time. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskTable } from '../../src/experiments/disk';
import { drain } from '../../src/lib/stream';
import { commandKey, remembering, type Memory, type Remembered } from '../../src/sandboxes/cached';
import type { Files } from '../../src/types';
import { memorySandbox, task } from '../agent/memory';

/** On disk a key keeps its first value, in a map its last. */
const KINDS = ['disk', 'map'] as const;
const FILES: Files = { ...task.files };

describe.each(KINDS)('a memory in a %s', (kind) => {
  let dir: string;
  let file: string;
  beforeEach(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), 'memo-'));
    file = path.join(dir, 'runs.jsonl');
  });
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

  function open(): Memory {
    if (kind === 'disk') return diskTable<Remembered>(file);
    const map = new Map<string, Remembered>();
    return { get: (key) => map.get(key), set: (key, value) => void map.set(key, value) };
  }

  /** A sandbox whose command hangs while the machine is loaded, and one that says how often it ran. */
  function machine(memory: Memory) {
    const state = { loaded: true, ran: 0 };
    const sandbox = remembering(
      async () =>
        memorySandbox(() => {
          state.ran++;
          return state.loaded ? { hangs: true, output: 'working\n' } : { output: 'ended\n', exitCode: 0 };
        }),
      memory,
    );
    const run = async (timeoutMs?: number) => {
      await sandbox.reset(FILES);
      return drain(sandbox.exec('npm test', timeoutMs === undefined ? {} : { timeoutMs }));
    };
    return { state, run };
  }

  test('killed on a loaded machine: given more time it runs again, and how it ended is what is kept', async () => {
    const { state, run } = machine(open());
    expect(await run(5)).toMatchObject({ timedOut: true, exitCode: 124 });
    state.loaded = false;
    expect(await run(6)).toMatchObject({ timedOut: false, output: 'ended\n' });
    expect(state.ran).toBe(2);
    for (const ms of [5, 6, 1000, undefined]) expect((await run(ms)).timedOut).toBe(false);
    expect(state.ran).toBe(2);
  });

  test('given no more time it is not run again', async () => {
    const { state, run } = machine(open());
    await run(5);
    state.loaded = false;
    for (const ms of [5, 4, 1]) expect(await run(ms)).toMatchObject({ timedOut: true, output: 'working\n' });
    expect(state.ran).toBe(1);
  });

  test('a second, longer kill counts for what it was given', async () => {
    const { state, run } = machine(open());
    await run(5);
    await run(9);
    expect(await run(8)).toMatchObject({ timedOut: true });
    expect(state.ran).toBe(2);
    await run(12);
    expect(state.ran).toBe(3);
  });

  test('records without a deadline: those that ended are used, those that were killed are not', async () => {
    const memory = open();
    const old = { exitCode: 0, output: 'old\n', stdout: 'old\n', stderr: '', ms: 3, dropped: 0, changes: {} };
    const key = commandKey(FILES, 'npm test');
    memory.set(key, { ...old, exitCode: 124, timedOut: true });
    memory.set(commandKey({ 'a.js': '' }, 'npm test'), { ...old, timedOut: false });
    const { state, run } = machine(memory);
    state.loaded = false;
    expect((await run(1)).output).toBe('ended\n');
    expect((await run(1)).output).toBe('ended\n');
    expect(state.ran).toBe(1);
    const other = remembering(() => Promise.reject(new Error('nothing has to run')), memory);
    await other.reset({ 'a.js': '' });
    expect((await drain(other.exec('npm test'))).output).toBe('old\n');
  });

  test.runIf(kind === 'disk')('is read again by the next process', async () => {
    const before = machine(diskTable<Remembered>(file));
    await before.run(5);
    before.state.loaded = false;
    await before.run(9);
    const after = machine(diskTable<Remembered>(file));
    expect((await after.run(9)).timedOut).toBe(false);
    expect((await after.run(5)).timedOut).toBe(false);
    expect(after.state.ran).toBe(0);
  });
});
