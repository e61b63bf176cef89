/**
 * A Sandbox that remembers: the same command on the same files gives the result it gave when it really ran. What is
 * remembered can be kept on disk, so that training reruns no test it has seen. Only for tasks that are deterministic;
 * a kill at the deadline is not, since it says as much of the machine: given more time, the command runs again.
 */
import { applyChanges } from '../lib/diff';
import { hash } from '../lib/ids';
import type { ExecOptions, ExecResult, Files, Output, Sandbox, Stream } from '../types';

/** A result, and for a run that was killed the deadline it had, ms; records from before that was kept have none. */
export interface Remembered extends ExecResult {
  deadlineMs?: number;
}

/** `set` may keep what is there already, as the one on disk does. */
export interface Memory {
  get(key: string): Remembered | undefined | Promise<Remembered | undefined>;
  set(key: string, result: Remembered): void;
}

const DEFAULT_DEADLINE_MS = 60_000;

/** Key of a command on files: two hashes, since one of 32 bits would soon meet itself. */
export function commandKey(files: Files, command: string, options: ExecOptions = {}): string {
  const parts = Object.keys(files)
    .sort()
    .flatMap((path) => [path, typeof files[path] === 'string' ? files[path] : String(files[path])]);
  const rest = [
    command,
    options.verdict ? `verdict ${JSON.stringify(options.custody ?? '')}` : '',
    options.cwd ?? '',
    options.stdin ?? '',
  ];
  const one = (seed: string) => hash(seed, ...parts, ...rest).toString(36);
  return `${one('a')}-${one('b')}`;
}

/**
 * What a command gave that ended, or else a kill at no shorter a deadline. `free` is where a new result goes: beside an
 * older kill, which a memory may keep where it is.
 */
async function recall(memory: Memory, key: string, deadlineMs: number): Promise<{ result?: Remembered; free: string }> {
  const first = await memory.get(key);
  if (!first) return { free: key };
  if (!first.timedOut) return { result: first, free: key };
  const again = `${key}-again`;
  const all = [await memory.get(again), first].filter((one) => one !== undefined);
  const result = all.find((one) => !one.timedOut) ?? all.find((one) => (one.deadlineMs ?? -1) >= deadlineMs);
  return result ? { result, free: again } : { free: again };
}

/** Starts `open` only when something has to run that was never run before. */
export function remembering(open: () => Promise<Sandbox>, memory: Memory): Sandbox {
  let files: Files = {};
  let inner: Sandbox | undefined;
  return {
    async reset(to) {
      files = { ...to };
    },
    read: async (path) => files[path],
    async write(path, content) {
      files = applyChanges(files, { [path]: content });
    },
    files: async () => files,
    async *exec(command, options = {}): Stream<Output, ExecResult> {
      options.signal?.throwIfAborted();
      const key = commandKey(files, command, options);
      const deadlineMs = options.timeoutMs ?? DEFAULT_DEADLINE_MS;
      const known = await recall(memory, key, deadlineMs);
      if (known.result) {
        files = applyChanges(files, known.result.changes);
        return known.result;
      }
      inner ??= await open();
      await inner.reset(files);
      const result = yield* inner.exec(command, options);
      memory.set(known.free, result.timedOut ? { ...result, deadlineMs } : result);
      files = applyChanges(files, result.changes);
      return result;
    },
    async close() {
      await inner?.close();
      inner = undefined;
    },
  };
}

/**
 * One sandbox for users that take turns and set all files first, as episodes and verdicts do: every command runs in a
 * thread of its own, and starting a sandbox takes longer than the tests. A borrower's `close` leaves it open.
 */
export function lasting(open: () => Promise<Sandbox>): { borrow(): Promise<Sandbox>; close(): Promise<void> } {
  let one: Promise<Sandbox> | undefined;
  return {
    async borrow() {
      one ??= open();
      const inner = await one;
      return {
        reset: (files) => inner.reset(files),
        read: (path) => inner.read(path),
        write: (path, content) => inner.write(path, content),
        files: () => inner.files(),
        exec: (command, options) => inner.exec(command, options),
        close: async () => {},
      };
    },
    async close() {
      await (await one)?.close();
      one = undefined;
    },
  };
}
