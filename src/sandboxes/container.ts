/** The one WebContainer of a page: booted with a limit, tried again with a fresh client, torn down. */
import type { FileSystemTree, WebContainer, WebContainerProcess } from '@webcontainer/api';
import type { Changes, Files } from '../types';

/** Offline, the client's boot() never settles; this is when it counts as failed. */
export const BOOT_MS = 15_000;

export type ContainerFault = 'isolation' | 'offline' | 'unsupported' | 'silent' | 'refused';

const ADVICE: Record<ContainerFault, string> = {
  isolation:
    'A WebContainer needs an isolated page. Open container.html of this site; after a forced reload (Shift), reload once more without Shift.',
  offline:
    'A WebContainer is loaded from StackBlitz, and this browser is offline. Connect and try again, or use the embedded sandbox.',
  unsupported:
    'This browser can’t run a WebContainer: it lacks shared memory. Use a current Chrome, Edge, Firefox or Safari, or the embedded sandbox.',
  silent: `StackBlitz did not answer in ${BOOT_MS / 1000} s. Check the connection, allow cookies and service workers for stackblitz.com and webcontainer.io (Brave and strict settings block them), then try again.`,
  refused: 'The WebContainer refused to start. Reload the page and try again, or use the embedded sandbox.',
};

export class ContainerError extends Error {
  override name = 'ContainerError';
  constructor(
    readonly kind: ContainerFault,
    cause?: unknown,
  ) {
    super(ADVICE[kind], { cause });
  }
}

/** What is missing before a boot can be tried. */
export function obstacle(): ContainerFault | null {
  if (
    typeof WebAssembly === 'undefined' ||
    (globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'undefined')
  )
    return 'unsupported';
  if (!globalThis.crossOriginIsolated) return 'isolation';
  return navigator.onLine === false ? 'offline' : null;
}

let booted: Promise<WebContainer> | null = null;
let tries = 0;
let listening: ((port: number, url: string) => void)[] = [];

const engine = (): string =>
  new URL(
    (globalThis as { WEBCONTAINER_API_IFRAME_URL?: string }).WEBCONTAINER_API_IFRAME_URL ?? 'https://stackblitz.com',
  ).origin;
const frames = () =>
  [...document.querySelectorAll('iframe')].filter(({ src }) => src.startsWith(`${engine()}/headless`));

/** The running container, booted when there is none. @throws ContainerError; the next call tries again. */
export function container(limitMs = BOOT_MS): Promise<WebContainer> {
  booted ??= boot(limitMs).catch((error: unknown) => {
    booted = null;
    throw error;
  });
  return booted;
}

async function boot(limitMs: number): Promise<WebContainer> {
  const missing = obstacle();
  if (missing) throw new ContainerError(missing);
  const stale = new Set(frames());
  // A boot that hangs blocks every later one of the same client: each try has a client of its own.
  const url = new URL(`sandbox/container.js?try=${tries++}`, document.baseURI).href;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ContainerError('silent')), limitMs);
  });
  try {
    const client = (await import(/* @vite-ignore */ url)) as { WebContainer: typeof WebContainer };
    const wc = await Promise.race([client.WebContainer.boot({ coep: 'credentialless', workdirName: 'repo' }), late]);
    wc.on('server-ready', (port, address) => listening.forEach((listener) => listener(port, address)));
    return wc;
  } catch (error) {
    for (const frame of frames()) if (!stale.has(frame)) frame.remove();
    throw error instanceof ContainerError ? error : new ContainerError('refused', error);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the container and all its processes; the next use boots a new one. */
export async function teardown(): Promise<void> {
  const one = booted;
  booted = null;
  const wc = await one?.catch(() => undefined);
  wc?.teardown();
  for (const frame of frames()) frame.remove();
}

/** Told when a server in the container is ready for its preview. Returns what stops it. */
export function onServer(listener: (port: number, url: string) => void): () => void {
  listening = [...listening, listener];
  return () => (listening = listening.filter((one) => one !== listener));
}

/** Starts a long-running program, say a dev server, with a terminal of this size. */
export async function start(
  argv: string[],
  cwd: string,
  size: { cols: number; rows: number },
): Promise<WebContainerProcess> {
  const wc = await container();
  const [program = 'node', ...args] = argv;
  return wc.spawn(program, args, { cwd, terminal: size });
}

/** Files -> the tree that mount takes. */
export function treeOf(files: Files): FileSystemTree {
  const root: FileSystemTree = {};
  for (const [path, contents] of Object.entries(files)) {
    const parts = path.split('/');
    const name = parts.pop()!;
    let at = root;
    for (const part of parts) {
      const next = at[part];
      if (next && 'directory' in next) at = next.directory;
      else at = (at[part] = { directory: {} }).directory;
    }
    at[name] = { file: { contents } };
  }
  return root;
}

/** An exported tree -> files; symbolic links stay out. */
export function filesOf(tree: FileSystemTree, prefix = '', out: Files = {}): Files {
  for (const [name, node] of Object.entries(tree)) {
    if ('directory' in node) filesOf(node.directory, `${prefix}${name}/`, out);
    else if ('contents' in node.file) out[prefix + name] = node.file.contents;
  }
  return out;
}

/** Tells `listener` what changed below `dir`, soon after it did, until stopped. `known` is kept up to date. */
export async function watch(
  dir: string,
  known: Map<string, string | Uint8Array>,
  listener: (changes: Changes) => void,
): Promise<() => void> {
  const wc = await container();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async () => listener(await changedIn(wc, dir, known));
  const watcher = wc.fs.watch(dir, { recursive: true }, (_, name) => {
    if (/(^|\/)node_modules(\/|$)/.test(String(name))) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look().catch(() => {}), 150);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

const same = (a: string | Uint8Array | undefined, b: string | Uint8Array): boolean =>
  typeof a === 'object' && typeof b === 'object'
    ? a.length === b.length && a.every((byte, i) => byte === b[i])
    : a === b;

/** What differs from `known`, which then holds the new state. Installed packages and `skip` stay out. */
export async function changedIn(
  wc: WebContainer,
  dir: string,
  known: Map<string, string | Uint8Array>,
  skip = '',
): Promise<Changes> {
  const tree = await wc.export(dir, { format: 'json', excludes: ['**/node_modules/**', 'node_modules', '.git'] });
  const changes: Changes = {};
  const now = filesOf(tree as FileSystemTree);
  for (const [path, content] of Object.entries(now)) {
    if (/(^|\/)node_modules\//.test(path) || path.startsWith('.git/') || (skip && path.startsWith(skip))) continue;
    if (same(known.get(path), content)) continue;
    known.set(path, content);
    changes[path] = content;
  }
  for (const path of [...known.keys()]) {
    if (Object.hasOwn(now, path)) continue;
    known.delete(path);
    changes[path] = null;
  }
  return changes;
}
