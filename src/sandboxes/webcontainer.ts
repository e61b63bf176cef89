/**
 * The WebContainer as a sandbox: just-bash over the page's files is the shell, node, npm and npx run in the container.
 * Each sandbox has a folder of its own there, so that a verdict starts from pristine files and packages.
 */
import type { WebContainerProcess } from '@webcontainer/api';
import { connect, serve, type Port } from '../lib/rpc';
import { startWorker } from '../lib/worker';
import type { Job, JobEnd, ProcessHost } from '../shell/processhost';
import type { Shell } from '../shell/shell';
import { container, teardown } from './container';
import { packs } from './embedded';
import { changedIn, putIn, toTree } from './folder';
import { createMirror, type Life } from './mirror';
import { nodeOptions, readResults, reporterFiles, REPORTERS, resultsFile } from './reporters';
import type { Output, Sandbox, Stream } from '../types';

/** How long a killed process may take to end; a hot loop never does, and only a teardown ends it. */
const KILL_MS = 2000;
let folders = 0;

/** Colours and cursor moves of the container's terminal say nothing to a model. */
const plain = (text: string): string => text.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r\n?/g, '\n');

/** The package manager that a lockfile asks for; null when nothing has to be installed. */
function installer(known: ReadonlyMap<string, string | Uint8Array>): string[] | null {
  let manifest: { dependencies?: object; devDependencies?: object } | null;
  try {
    manifest = JSON.parse(String(known.get('package.json'))) as typeof manifest;
  } catch {
    return null;
  }
  if (Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }).length === 0) return null;
  if (known.has('pnpm-lock.yaml')) return ['pnpm', 'install', '--frozen-lockfile'];
  if (known.has('yarn.lock')) return ['yarn', 'install', '--frozen-lockfile'];
  return ['npm', known.has('package-lock.json') ? 'ci' : 'install', '--no-audit', '--no-fund'];
}

export function placeOf(dir = `box${++folders}`): ProcessHost {
  const known = new Map<string, string | Uint8Array>();
  let installed = '';

  async function* follow(process: WebContainerProcess, fd: 1 | 2, signal?: AbortSignal): Stream<Output, number> {
    const kill = () => process.kill();
    const hung = stuck(signal);
    hung.catch(() => {}); // heard in the race below, or of no more use
    signal?.addEventListener('abort', kill);
    try {
      const reader = process.output.getReader();
      // The output stream does not always close; the exit ends the reading.
      const over = process.exit.then(() => ({ done: true as const, value: undefined }));
      for (;;) {
        const next = await Promise.race([reader.read(), over, hung]);
        if (next.done) break;
        yield { fd, text: plain(next.value) };
      }
      return await Promise.race([process.exit, hung]);
    } finally {
      signal?.removeEventListener('abort', kill);
    }
  }

  async function* outside(job: Job, signal?: AbortSignal): Stream<Output, JobEnd> {
    const wc = await container();
    if (job.fresh) {
      await wc.fs.rm(dir, { force: true, recursive: true });
      await wc.fs.mkdir(dir, { recursive: true });
      known.clear();
      installed = '';
      const files = Object.fromEntries(Object.entries(job.changes).filter(([, content]) => content !== null));
      await wc.mount(toTree(files as Record<string, string | Uint8Array>), { mountPoint: dir });
    } else await putIn(wc, dir, job.changes);
    for (const [path, content] of Object.entries(job.changes)) {
      if (content === null) known.delete(path);
      else known.set(path, content);
    }
    const wish = String(known.get('package.json'));
    const install = installer(known);
    if (install && installed !== wish && job.argv[1] !== 'install' && job.argv[1] !== 'ci' && job.argv[1] !== 'i') {
      const [program = 'npm', ...args] = install;
      yield { fd: 2, text: `$ ${install.join(' ')}\n` };
      const code = yield* follow(await wc.spawn(program, args, { cwd: dir }), 2, signal);
      if (code === 0) installed = wish;
    }
    await putIn(wc, dir, reporterFiles);
    const { PWD: _pwd, OLDPWD: _old, HOME: _home, PATH: _path, ...env } = job.env;
    const [program = 'node', ...args] = job.argv;
    const process = await wc.spawn(program, args, {
      cwd: job.cwd === '.' ? dir : `${dir}/${job.cwd}`,
      env: { ...env, CI: 'true', NODE_OPTIONS: nodeOptions(`${wc.workdir}/${dir}`, job.env.NODE_OPTIONS) },
    });
    if (job.stdin) {
      const writer = process.input.getWriter();
      await writer.write(`${job.stdin}\x04`);
      writer.releaseLock();
    }
    const exitCode = yield* follow(process, 1, signal);
    signal?.throwIfAborted();
    const results = await readResults(await wc.fs.readFile(`${dir}/${resultsFile}`, 'utf-8').catch(() => ''));
    await wc.fs.rm(`${dir}/${REPORTERS}`, { force: true, recursive: true });
    return { exitCode, changes: await changedIn(wc, dir, known, `${REPORTERS}/`), ...results };
  }
  return { outside };
}

/** Rejects when a process outlives its kill; the container then has to go. */
function stuck(signal?: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const wait = () =>
      setTimeout(() => {
        void teardown();
        reject(signal!.reason);
      }, KILL_MS);
    if (signal?.aborted) wait();
    else signal?.addEventListener('abort', wait, { once: true });
  });
}

async function boot(place: ProcessHost): Promise<Life> {
  await container();
  const worker = startWorker(new URL('sandbox/shell.js', document.baseURI).href, 'shell');
  const calls = new MessageChannel();
  const supply = new MessageChannel();
  const { remote, close } = connect<Shell>(calls.port1 as Port, ['exec']);
  const stop = serve(supply.port1, { ...packs, ...place });
  let report = (_reason: string) => {};
  const dead = new Promise<string>((resolve) => (report = resolve));
  const bury = (reason: string) => {
    report(reason);
    close(new Error(`The sandbox ended: ${reason}.`));
    stop();
    worker.terminate();
    for (const port of [calls.port1, supply.port1]) port.close();
  };
  worker.addEventListener('error', (event) => bury(`its shell failed: ${String(event.message).slice(0, 300)}`));
  worker.postMessage({ port: calls.port2, packs: supply.port2, exec: '', outside: true }, [calls.port2, supply.port2]);
  return { shell: remote, dead, kill: () => bury('killed') };
}

/** @throws ContainerError from `reset` and `exec` while no container can be had. */
export function create(): Sandbox {
  const place = placeOf();
  return createMirror(() => boot(place));
}
