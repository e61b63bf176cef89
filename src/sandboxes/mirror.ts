/** A Sandbox that owns its files and keeps a shell elsewhere as a mirror that may die and be rebuilt at any time. */
import type { Remote } from '../lib/rpc';
import { checkPath } from '../shell/paths';
import type { Shell } from '../shell/shell';
import type { Changes, ExecOptions, ExecResult, Files, Output, Sandbox, Stream } from '../types';
import { asOutput, asResult } from './check';

/** One life of the shell. */
export interface Life {
  shell: Remote<Shell>;
  /** Resolves with the reason when it died by itself. */
  dead: Promise<string>;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** How long past its deadline (or an abort) a command may take to end by itself before its shell is killed, ms. */
const GRACE_MS = 250;
const DEFAULT_TIMEOUT_MS = 60_000;
const isGit = (path: string) => path.startsWith('.git/');
const LIVE_CAP = 1024 * 1024;

export function createMirror(boot: () => Promise<Life>): Sandbox {
  let base: Files = {};
  let tree = new Map<string, string | Uint8Array>();
  let life: Promise<Life> | undefined;
  let synced = false;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const start = (): Promise<Life> => {
    const started = boot().then((one) => {
      if (closed) one.kill();
      void one.dead.then(() => forget(started));
      return one;
    });
    started.catch(() => forget(started));
    return started;
  };
  const forget = (one: Promise<Life> | undefined) => {
    if (life !== one) return;
    life = undefined;
    synced = false;
  };
  const end = () => {
    const one = life;
    forget(one);
    void one?.then((alive) => alive.kill()).catch(() => {});
  };

  const edits = (): Changes => {
    const changes: Changes = {};
    for (const path of Object.keys(base)) if (!tree.has(path)) changes[path] = null;
    for (const [path, content] of tree)
      if (!Object.hasOwn(base, path) || base[path] !== content) changes[path] = content;
    return changes;
  };

  /** A live shell that holds the files. */
  const ready = async (): Promise<Life> => {
    if (closed) throw new Error('This sandbox is closed. Create a new one.');
    const alive = await (life ??= start());
    if (!synced) {
      synced = true;
      await alive.shell.reset(base, edits());
    }
    return alive;
  };
  const warm = () => void ready().catch(() => {});

  const merge = (changes: Changes) => {
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
  };

  async function* exec(command: string, options: ExecOptions = {}): Stream<Output, ExecResult> {
    if (typeof command !== 'string') throw new TypeError('exec needs a command line (a string).');
    if (options.cwd && options.cwd !== '.') checkPath(options.cwd);
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    signal?.throwIfAborted();
    const previous = last;
    let release = () => {};
    last = new Promise<void>((resolve) => (release = resolve));
    let finished = false;
    try {
      await previous;
      signal?.throwIfAborted();
      const one = await ready();
      const started = performance.now();
      const shown: Output[] = [];
      const control = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const ended = new Promise<{ lost: string } | { late: true }>((resolve) => {
        void one.dead.then((lost) => resolve({ lost }));
        const late = () => resolve({ late: true });
        timer = setTimeout(late, timeoutMs + GRACE_MS);
        control.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          timer = setTimeout(late, GRACE_MS);
        });
      });
      const abort = () => control.abort(signal?.reason);
      signal?.addEventListener('abort', abort);
      const { signal: _, ...plain } = options;
      const stream = one.shell.exec(command, {
        ...plain,
        timeoutMs,
        endsAt: Date.now() + timeoutMs,
        signal: control.signal,
      });
      let bytes = 0;
      try {
        for (;;) {
          const next = await Promise.race([stream.next(), ended]);
          if ('late' in next) {
            end();
            finished = true;
            if (signal?.aborted) throw signal.reason;
            return killed(shown, timeoutMs, performance.now() - started);
          }
          if ('lost' in next) {
            finished = true;
            throw new Error(
              `The sandbox died while it ran this command (${next.lost}). It was rebuilt with the files from before; run something smaller.`,
            );
          }
          if (next.done) {
            const result = asResult(next.value);
            merge(result.changes);
            finished = true;
            return {
              ...result,
              changes: Object.fromEntries(Object.entries(result.changes).filter(([path]) => !isGit(path))),
            };
          }
          const output = asOutput(next.value);
          if (!output || bytes > LIVE_CAP) continue;
          bytes += output.text.length;
          shown.push(output);
          yield output;
        }
      } catch (error) {
        if (signal?.aborted) synced = false;
        throw error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        if (!finished) {
          synced = false;
          control.abort(new DOMException('The reader closed the stream.', 'AbortError'));
          void stream.return(undefined as never).catch(() => {});
        }
      }
    } finally {
      release();
      if (!closed) warm();
    }
  }

  return {
    async reset(files) {
      for (const path of Object.keys(files)) checkPath(path);
      await last;
      base = { ...files };
      tree = new Map(Object.entries(files));
      synced = false;
      warm();
    },
    async read(path) {
      return tree.get(checkPath(path));
    },
    async write(path, content) {
      checkPath(path);
      await last;
      if (content === null)
        for (const known of [...tree.keys()]) if (known === path || known.startsWith(`${path}/`)) tree.delete(known);
      if (content !== null) {
        const parts = path.split('/');
        for (let i = 1; i < parts.length; i++)
          if (tree.has(parts.slice(0, i).join('/')))
            throw new Error(`${parts.slice(0, i).join('/')} is a file: ${path} can't be written below it.`);
        for (const known of tree.keys())
          if (known.startsWith(`${path}/`)) throw new Error(`${path} is a folder: a file can't be written there.`);
        tree.set(path, content);
      }
      if (synced && life) await (await life).shell.write(path, content).catch(() => (synced = false));
    },
    async files() {
      await last;
      return Object.fromEntries([...tree].filter(([path]) => !isGit(path)));
    },
    exec,
    async close() {
      closed = true;
      end();
    },
  };
}

function killed(shown: Output[], timeoutMs: number, ms: number): ExecResult {
  const note = `\nThe command did not end within ${timeoutMs / 1000} s and was killed; its file changes are lost.\n`;
  const of = (fd: 1 | 2) =>
    shown
      .filter((output) => output.fd === fd)
      .map(({ text }) => text)
      .join('');
  const output = shown.map(({ text }) => text).join('') + note;
  return { exitCode: 124, output, stdout: of(1), stderr: of(2) + note, ms, timedOut: true, dropped: 0, changes: {} };
}
