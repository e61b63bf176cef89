/** Runs one entry (a node command line or a test runner) in a disposable exec worker, on the shell's files. */
import type { Changes } from '../types';
import {
  isSealed,
  type Custody,
  type EntryPoint,
  type FileTable,
  type FromWorker,
  type NodeRequest,
} from '../node/protocol';
import { toText } from './bytes';
import { Collector } from './collector';
import { listener } from './heard';
import { type ShellFs, type Snapshot } from './fs';
import { done, environment, refuse, stdinOf, type CommandContext, type Result, type ShellSession } from './session';

/** Bytes a worker sends before it drops text and counts; the shell's own cap keeps less, but with the tail. */
const WORKER_CAP = 4 * 1024 * 1024;
const REPO = '/repo/';
const OURS = /^\/(?:usr|bin|dev|proc)(?:\/|$)/;
const HIDDEN = /^\/repo\/\.git(?:\/|$)/;

/** Everything a process may see, as the worker wants it. */
export function table(fs: ShellFs): FileTable {
  const files: FileTable = {};
  const nodes = fs.snapshot();
  const parents = new Set<string>();
  for (const path of nodes.keys()) parents.add(path.slice(0, path.lastIndexOf('/')) || '/');
  for (const [path, node] of nodes) {
    if (path === '/' || OURS.test(path) || HIDDEN.test(path)) continue;
    if (node.kind === 'file') files[path] = node.data;
    else if (node.kind === 'dir' && !parents.has(path)) files[`${path}/`] = '';
    else if (node.kind === 'link') {
      const target = fs.get(path);
      if (target?.kind === 'file') files[path] = target.data;
    }
  }
  return files;
}

/** Takes over what a process changed. Paths of the system itself are left alone. */
export function merge(fs: ShellFs, changes: Changes): void {
  for (const [path, content] of Object.entries(changes)) {
    if (
      !path.startsWith('/') ||
      path.includes('\0') ||
      /(?:^|\/)\.\.?(?:\/|$)/.test(path) ||
      OURS.test(path) ||
      HIDDEN.test(path)
    )
      continue;
    const plain = path.endsWith('/') ? path.slice(0, -1) : path;
    if (content === null) fs.rmSync(plain, { force: true, recursive: true });
    else if (path.endsWith('/')) fs.mkdirSync(plain, { recursive: true });
    else if (fs.get(plain)?.kind !== 'dir') fs.writeFileSync(plain, content);
  }
}

/** What is different now, absolute paths. */
export function changesSince(fs: ShellFs, before: Snapshot): Changes {
  const changes: Changes = {};
  const now = fs.snapshot();
  for (const [path, node] of before)
    if (node.kind === 'file' && !OURS.test(path) && now.get(path)?.kind !== 'file') changes[path] = null;
  for (const [path, node] of now) {
    if (node.kind !== 'file' || OURS.test(path)) continue;
    const old = before.get(path);
    if (old !== node && !(old?.kind === 'file' && old.data === node.data)) changes[path] = node.data;
  }
  return changes;
}

/** Test files, which in verdict mode the processes that the code under test starts may neither read nor change. */
function sealedPaths(fs: ShellFs, custody: Custody | undefined): Set<string> {
  const out = new Set<string>(custody?.trusted.map((path) => REPO + path));
  for (const [path, node] of fs.snapshot())
    if (
      !custody &&
      node.kind === 'file' &&
      path.startsWith(REPO) &&
      isSealed(path.slice(REPO.length), () => toText(node.data))
    )
      out.add(path);
  return out;
}

function blanked(fs: ShellFs, paths: Set<string>): ShellFs {
  const copy = fs.clone();
  for (const path of paths) if (copy.get(path)?.kind === 'file') copy.writeFileSync(path, '');
  return copy;
}

/** Packages a runner needs though no file imports them. */
const RUNNER_PACKS: Record<string, string[]> = {
  mocha: ['mocha'],
  jest: ['jest'],
  vitest: ['vitest'],
  tape: ['tape'],
  tap: ['tap'],
  uvu: ['uvu'],
  ava: ['ava'],
};

/** Runs the entry to its end; the session's signal ends it at once. */
export async function runEntry(
  entry: EntryPoint,
  ctx: CommandContext,
  session: ShellSession,
  env: Record<string, string> = {},
): Promise<Result> {
  const signal = ctx.signal ? AbortSignal.any([ctx.signal, session.signal]) : session.signal;
  if (signal.aborted) return refuse('', 130);
  const release = await session.slots.enter(session.depth, signal);
  if (!release) return refuse('spawn EAGAIN: too many nested processes (the sandbox allows 5 levels)', 126);
  try {
    const runner = entry.type === 'runner' ? (RUNNER_PACKS[entry.framework] ?? []) : [];
    const { libs, known } = await session.packs.choose(session.fs, runner);
    const request: NodeRequest = {
      entry,
      cwd: ctx.cwd,
      env: { ...environment(ctx), ...env },
      stdin: stdinOf(ctx),
      files: table(session.fs),
      libs,
      known,
      verdict: session.verdict,
      custody: session.custody,
      root: REPO.slice(0, -1),
      outputCap: WORKER_CAP,
    };
    return await converse(request, session, signal);
  } finally {
    release();
  }
}

function converse(request: NodeRequest, session: ShellSession, signal: AbortSignal): Promise<Result> {
  const { entry } = request;
  const expects =
    entry.type === 'runner' ||
    entry.argv.some((arg, i) => arg === '--test' && entry.argv.slice(0, i).every((a) => a.startsWith('-')));
  const process = session.collector.start(expects);
  const worker = session.workers.take();
  const { port1: port, port2: given } = new MessageChannel();
  const children = new Map<number, AbortController>();
  let stdout = '';
  let stderr = '';

  return new Promise<Result>((resolve) => {
    let ended = false;
    const finish = (exitCode: number, note = '') => {
      if (ended) return;
      ended = true;
      signal.removeEventListener('abort', abort);
      worker.terminate();
      port.close();
      for (const child of children.values()) child.abort(new Error('The parent process ended.'));
      if (note) session.live?.show(2, note);
      resolve(done(stdout, exitCode, stderr + note));
    };
    const abort = () => finish(130);
    signal.addEventListener('abort', abort);
    worker.onfail((message) => finish(134, `\nThe process died: ${message || 'it ran out of memory'}.\n`));

    const spawn = async (message: Extract<FromWorker, { type: 'spawn' }>) => {
      const control = new AbortController();
      children.set(message.id, control);
      if (message.changes) merge(session.fs, message.changes);
      const sealed = session.verdict ? sealedPaths(session.fs, session.custody) : new Set<string>();
      const snapshots = session.verdict ? (session.custody?.data ?? []).filter((path) => path.endsWith('.snap')) : [];
      const hidden = new Set([...sealed, ...snapshots.map((path) => REPO + path)]);
      const files = hidden.size > 0 ? blanked(session.fs, hidden) : session.fs;
      const before = files.snapshot();
      const result = await session.child(message.command, {
        cwd: message.cwd,
        env: message.env,
        stdin: message.stdin,
        signal: AbortSignal.any([signal, control.signal]),
        // What the children of the code under test report is never its result.
        collector: session.verdict || process.expects || process.tests > 0 ? new Collector() : session.collector,
        fs: files,
        output: (fd, text) =>
          !ended && port.postMessage({ type: 'spawned', id: message.id, event: 'output', fd, text }),
      });
      children.delete(message.id);
      if (ended) return;
      const changes = changesSince(files, before);
      for (const path of sealed) {
        if (!(path in changes)) continue;
        session.collector.tamper(`a process changed ${path}`);
        delete changes[path];
      }
      for (const path of session.custody?.data ?? [])
        if (REPO + path in changes) session.collector.tamper(`changed ${path} while the tests ran`);
      if (files !== session.fs) merge(session.fs, changes);
      port.postMessage({
        type: 'spawned',
        id: message.id,
        event: 'exit',
        exitCode: result.exitCode,
        changes,
      });
    };

    const hear = listener();
    port.onmessage = ({ data: said }: MessageEvent<unknown>) => {
      let data: FromWorker | null;
      try {
        data = hear(said);
      } catch (error) {
        return finish(1, `${(error as Error).message}\n`);
      }
      if (!data) return;
      switch (data.type) {
        case 'output':
          if (data.fd === 1) stdout += data.text;
          else stderr += data.text;
          return session.live?.show(data.fd, data.text);
        case 'test':
          return session.collector.add(process, data.test);
        case 'runner-done':
          process.done++;
          return;
        case 'tampered':
          return session.collector.tamper(data.what);
        case 'spawn':
          return void spawn(data);
        case 'kill':
          return children.get(data.id)?.abort(new Error('killed'));
        case 'exit':
          process.exited = true;
          session.dropped += data.dropped;
          try {
            merge(session.fs, data.changes);
          } catch (error) {
            return finish(1, `${(error as Error).message}\n`);
          }
          return finish(data.exitCode);
      }
    };
    worker.postMessage({ type: 'request', request, port: given }, [given]);
  });
}
