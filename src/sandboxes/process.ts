/**
 * For CI: the shell and its files as in the embedded sandbox, but node, npm and npx are processes of this machine, run in
 * a copy of the repository beside its installed packages. No security boundary at all: use it where `npm test` is safe.
 * On Linux they cannot look at other processes (secluded.ts), where a provider's key may be.
 */
import { Inbox } from '../lib/inbox';
import { boot } from './node';
import { createMirror } from './mirror';
import { secluded } from './secluded';
import { nodeOptions, readResults, reporterFiles, REPORTERS, resultsFile } from './reporters';
import { textual } from '../shell/bytes';
import type { Job, JobEnd, ProcessHost } from '../shell/processhost';
import type { Changes, Output, Sandbox, Stream } from '../types';

const builtin = <T>(name: string): T =>
  (process as unknown as { getBuiltinModule(name: string): T }).getBuiltinModule(name);

export interface ProcessOptions {
  /** The checked-out repository; its node_modules are linked into the copy, its files are never touched. */
  root: string;
}

const SKIP = new Set(['node_modules', '.git', REPORTERS]);
/** Of this machine's environment only what programs need to start; secrets stay here. */
const PASSED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot', 'ComSpec', 'PATHEXT'];

/** Of the shell's environment what means something only there. */
const SHELL = new Set(['PWD', 'OLDPWD', 'HOME', 'PATH', 'NODE_OPTIONS', 'USER', 'TMPDIR']);

/** Runs jobs in a folder of its own below the system's temporary folder. */
function outsideOf({ root }: ProcessOptions): ProcessHost & { close(): void } {
  const fs = builtin<typeof import('node:fs')>('node:fs');
  const path = builtin<typeof import('node:path')>('node:path');
  const os = builtin<typeof import('node:os')>('node:os');
  const { spawn } = builtin<typeof import('node:child_process')>('node:child_process');
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'protege-')));
  const known = new Map<string, string>();

  const put = (changes: Changes) => {
    for (const [name, content] of Object.entries(changes)) {
      const full = path.join(dir, name);
      if (content === null) fs.rmSync(full, { force: true, recursive: true });
      else {
        fs.mkdirSync(path.dirname(full), { recursive: true });
        fs.writeFileSync(full, content);
      }
      if (content === null) known.delete(name);
      else known.set(name, stamp(full));
    }
  };
  const stamp = (full: string) => {
    const { mtimeMs, size, ino } = fs.statSync(full);
    return `${mtimeMs} ${size} ${ino}`;
  };
  const empty = () => {
    for (const name of fs.readdirSync(dir)) fs.rmSync(path.join(dir, name), { force: true, recursive: true });
    known.clear();
    // Packages of the root and of its workspaces, where they are installed.
    const link = (from: string) => {
      for (const entry of fs.readdirSync(path.join(root, from), { withFileTypes: true })) {
        if (entry.name === 'node_modules') {
          fs.mkdirSync(path.join(dir, from), { recursive: true });
          fs.symlinkSync(
            path.join(fs.realpathSync(root), from, entry.name),
            path.join(dir, from, entry.name),
            'junction',
          );
        } else if (entry.isDirectory() && entry.name !== '.git' && from.split('/').length < 4)
          link(path.join(from, entry.name));
      }
    };
    link('');
  };
  /** What the job changed among the repository's own files. */
  const changed = (): Changes => {
    const changes: Changes = {};
    const seen = new Set<string>();
    const walk = (from: string) => {
      for (const entry of fs.readdirSync(path.join(dir, from), { withFileTypes: true })) {
        if (SKIP.has(entry.name)) continue;
        const name = from === '' ? entry.name : `${from}/${entry.name}`;
        if (entry.isDirectory()) walk(name);
        else if (entry.isFile()) {
          seen.add(name);
          const full = path.join(dir, name);
          const now = stamp(full);
          if (known.get(name) === now) continue;
          known.set(name, now);
          const bytes = fs.readFileSync(full);
          changes[name] = textual(new Uint8Array(bytes));
        }
      }
    };
    walk('');
    for (const name of [...known.keys()]) {
      if (seen.has(name)) continue;
      known.delete(name);
      changes[name] = null;
    }
    return changes;
  };

  async function* outside(job: Job, signal?: AbortSignal): Stream<Output, JobEnd> {
    if (job.fresh) empty();
    put(job.changes);
    for (const [name, text] of Object.entries(reporterFiles)) {
      fs.mkdirSync(path.join(dir, REPORTERS), { recursive: true });
      fs.writeFileSync(path.join(dir, name), text);
    }
    const env = Object.fromEntries(
      PASSED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    );
    const given = Object.fromEntries(Object.entries(job.env).filter(([name]) => !SHELL.has(name)));
    const [program = 'node', ...args] = [...(secluded() ?? []), ...job.argv];
    const child = spawn(program, args, {
      cwd: path.join(dir, job.cwd),
      env: { ...env, ...given, CI: 'true', NODE_OPTIONS: nodeOptions(dir, job.env.NODE_OPTIONS) },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    });
    const kill = () => {
      try {
        if (child.pid && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It is gone already.
      }
    };
    signal?.addEventListener('abort', kill);
    const outputs = new Inbox<Output>();
    let exit: number | undefined;
    const read = (fd: 1 | 2) => (chunk: Buffer) => outputs.push({ fd, text: chunk.toString('utf8') });
    child.stdout.on('data', read(1));
    child.stderr.on('data', read(2));
    child.stdin.on('error', () => {});
    child.stdin.end(job.stdin);
    child.on('error', (error) => {
      outputs.push({ fd: 2, text: `${program}: ${error.message}\n` });
      exit = 127;
      outputs.close();
    });
    child.on('close', (code) => {
      exit ??= code ?? 137;
      outputs.close();
    });
    try {
      for await (const output of outputs) yield output;
    } finally {
      signal?.removeEventListener('abort', kill);
      if (exit === undefined) kill();
    }
    // before anything in the folder is touched: the next job may be under way there
    signal?.throwIfAborted();
    const results = await readResults(fs.readFileSync(path.join(dir, resultsFile), 'utf8'));
    fs.rmSync(path.join(dir, REPORTERS), { force: true, recursive: true });
    return { exitCode: exit!, changes: changed(), ...results };
  }
  return { outside, close: () => fs.rmSync(dir, { force: true, recursive: true }) };
}

export function create(options: ProcessOptions): Sandbox {
  const place = outsideOf(options);
  const sandbox = createMirror(() => boot('native', place));
  return {
    ...sandbox,
    async close() {
      await sandbox.close();
      place.close();
    },
  };
}
