/** The embedded sandbox headless: the same shell bundle in a process of its own. Not a security boundary: use a container. */
import { connect, serve, type Port } from '../lib/rpc';
import type { Pack, PackIndex, PackSource } from '../shell/packs';
import type { ProcessHost } from '../shell/processhost';
import type { Shell } from '../shell/shell';
import type { Sandbox } from '../types';
import type { GuestEngine } from './embedded';
import { createMirror, type Life } from './mirror';
import host from './programs/host.cjs?raw';
import { EXEC, MAKE, SAMPLE, SHELL, TRY } from './warm';

// Node's modules are reached without imports, so that a page's bundler never sees them.
const builtin = <T>(name: string): T =>
  (process as unknown as { getBuiltinModule(name: string): T }).getBuiltinModule(name);

interface Script {
  script: string;
  /** It can be tried out on a request. */
  runs?: true;
  cache?: Uint8Array;
  making?: true;
}

interface Sources {
  dir: string;
  shell: Script;
  exec: Script;
  strict: Script;
}
let sources: Sources | undefined;

/** The folder with shell.js and exec.js: $PROTEGE_SANDBOX, or public/sandbox or dist/sandbox of the project. */
function load(): Sources {
  if (sources) return sources;
  const fs = builtin<typeof import('node:fs')>('node:fs');
  const path = builtin<typeof import('node:path')>('node:path');
  const { fileURLToPath } = builtin<typeof import('node:url')>('node:url');
  const candidates = [process.env.PROTEGE_SANDBOX];
  for (let dir of [path.dirname(fileURLToPath(import.meta.url)), process.cwd()])
    for (let up = 0; up < 6; up++, dir = path.dirname(dir))
      candidates.push(path.join(dir, 'public/sandbox'), path.join(dir, 'dist/sandbox'));
  const dir = candidates.find(
    (one) => one && fs.existsSync(path.join(one, 'shell.js')) && fs.existsSync(path.join(one, 'exec.js')),
  );
  if (!dir) throw new Error('The sandbox is not built. Run `node scripts/sandbox.mjs` (or `npm run build`) first.');
  const read = (file: string) => fs.readFileSync(path.join(dir, file), 'utf8');
  const exec = read('exec.js');
  return (sources = {
    dir,
    shell: { script: read('shell.js') },
    exec: { script: exec, runs: true },
    strict: { script: `var EXEC=${JSON.stringify(exec)};\n${read('strict.js')}` },
  });
}

/** Sandboxes of this process after which it is worth making code caches for those to come. */
const MANY = 2;
let booted = 0;

function makeCache(of: Script): void {
  if (of.making) return;
  of.making = true;
  const { Worker } = builtin<typeof import('node:worker_threads')>('node:worker_threads');
  const [code, workerData] = of.runs ? [TRY, { script: of.script, request: SAMPLE }] : [MAKE, { script: of.script }];
  const worker = new Worker(code, { eval: true, env: {}, stdout: true, stderr: true, workerData });
  worker.unref();
  worker.once('message', (cache: Uint8Array) => {
    of.cache = cache;
    void worker.terminate();
  });
  worker.once('error', () => void worker.terminate()); // without a cache everything still works
}

const packs: PackSource = {
  index: async () => JSON.parse(await readPack('index')) as PackIndex,
  load: async (id) => JSON.parse(await readPack(id.replace('/', '+'))) as Pack,
};
const readPack = (name: string) => {
  const { readFile } = builtin<typeof import('node:fs/promises')>('node:fs/promises');
  return readFile(`${load().dir}/packs/${name}.json`, 'utf8');
};

const hostFlags = (): string[] => {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission';
  return [permission, '--allow-worker', '--no-warnings', '-e', host];
};

type FromHost = { to: 'calls' | 'supply'; data: unknown } | { lost: string };

/** `outside` runs node and npm elsewhere than in the shell's own workers. */
export async function boot(engine: GuestEngine, outside?: ProcessHost): Promise<Life> {
  const { spawn } = builtin<typeof import('node:child_process')>('node:child_process');
  const { shell, [engine === 'strict' ? 'strict' : 'exec']: exec } = load();
  const child = spawn(process.execPath, hostFlags(), {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
  const listeners = {
    calls: new Set<(event: MessageEvent) => void>(),
    supply: new Set<(event: MessageEvent) => void>(),
  };
  const port = (to: 'calls' | 'supply'): Port => ({
    postMessage: (data) => void (child.connected && child.send({ to, data })),
    addEventListener: (_, listener) => void listeners[to].add(listener),
    removeEventListener: (_, listener) => void listeners[to].delete(listener),
  });
  const stop = serve(port('supply'), { ...packs, ...outside });
  const { remote, close } = connect<Shell>(port('calls'), ['exec']);
  const dead = new Promise<string>((resolve) => {
    const bury = (reason: string) => {
      resolve(reason);
      close(new Error(`The sandbox ended: ${reason}.`));
      stop();
      child.kill('SIGKILL');
    };
    child.on('message', (message: FromHost) => {
      if ('lost' in message) bury(message.lost);
      else for (const listener of listeners[message.to]) listener({ data: message.data } as MessageEvent);
    });
    child.on('error', (error) => bury(error.message));
    child.on('exit', (code, signal) => bury(`its process ended with ${signal ?? `code ${code}`}`));
  });
  const data = { ...shell, exec: { ...exec, start: EXEC } };
  child.send({ start: SHELL, data, outside: outside !== undefined });
  if (++booted > MANY) [shell, exec].forEach(makeCache);
  // Idle sandboxes don't keep the process alive; the deadline's timer does while a command runs.
  child.unref();
  child.channel?.unref();
  return { shell: remote, dead, kill: () => void child.kill('SIGKILL') };
}

export const create = ({ engine = 'native' }: { engine?: GuestEngine } = {}): Sandbox =>
  createMirror(() => boot(engine));
