/**
 * A Sandbox that remembers: the same command on the same files gives the result it gave when it really ran. What is
 * remembered can be kept on disk, so that training reruns no test it has seen. Only for tasks that are deterministic.
 */
import { fold } from '../lib/diff';
import { hash } from '../lib/ids';
import type { ExecOptions, ExecResult, Files, Output, Sandbox, Stream } from '../types';

export interface Memory {
  get(key: string): ExecResult | undefined | Promise<ExecResult | undefined>;
  set(key: string, result: ExecResult): void;
}

/** Key of a command on files: two hashes, since one of 32 bits would soon meet itself. */
export function keyOf(files: Files, command: string, options: ExecOptions = {}): string {
  const parts = Object.keys(files)
    .sort()
    .flatMap((path) => [path, typeof files[path] === 'string' ? files[path] : String(files[path])]);
  const rest = [command, options.verdict ? 'verdict' : '', options.cwd ?? '', options.stdin ?? ''];
  const one = (seed: string) => hash(seed, ...parts, ...rest).toString(36);
  return `${one('a')}-${one('b')}`;
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
      files = fold(files, { [path]: content });
    },
    files: async () => files,
    async *exec(command, options = {}): Stream<Output, ExecResult> {
      options.signal?.throwIfAborted();
      const key = keyOf(files, command, options);
      let result = await memory.get(key);
      if (!result) {
        inner ??= await open();
        await inner.reset(files);
        result = yield* inner.exec(command, options);
        memory.set(key, result);
      }
      files = fold(files, result.changes);
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
