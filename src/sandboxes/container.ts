/** The one WebContainer of a page: booted with a limit, tried again with a fresh client, torn down. */
import type { WebContainer } from '@webcontainer/api';

/** Offline, the client's boot() never settles; this is when it counts as failed. */
export const BOOT_MS = 15_000;

export type ContainerFault = 'isolation' | 'offline' | 'unsupported' | 'silent' | 'refused';

/** Where this browser blocks what StackBlitz's hidden page needs: blocked, it never answers. */
function cookies(): string {
  const { userAgent = '', brave } = (globalThis.navigator ?? {}) as { userAgent?: string; brave?: unknown };
  if (brave) return 'in Brave: the lion in the address bar, Shields down';
  if (userAgent.includes('Firefox/')) return 'in Firefox: the shield in the address bar, tracking protection off';
  if (/Safari\//.test(userAgent) && !/Chrom/.test(userAgent))
    return 'in Safari: Settings, Privacy, “Prevent cross-site tracking” off';
  return 'in Chrome and Edge: the eye or cookie in the address bar, allow third-party cookies';
}

const ADVICE: Record<ContainerFault, string> = {
  isolation:
    'A WebContainer needs an isolated page. Open container.html of this site; after a forced reload (Shift), reload once more without Shift.',
  offline:
    'A WebContainer is loaded from StackBlitz, and this browser is offline. Connect and try again, or use the embedded sandbox.',
  unsupported:
    'This browser can’t run a WebContainer: it lacks shared memory. Use a current Chrome, Edge, Firefox or Safari, or the embedded sandbox.',
  silent: `StackBlitz did not answer in ${BOOT_MS / 1000} s. Check the connection and let stackblitz.com and webcontainer.io keep cookies and service workers (${cookies()}), then try again.`,
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

/** What a page hears of its container. */
export interface Listener {
  /** A server listens on the port; null = no longer. */
  server(port: number, url: string | null): void;
  /** The container is gone, with all its processes. */
  gone(): void;
}
let listening: Listener[] = [];

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
    wc.on('server-ready', (port, address) => listening.forEach((one) => one.server(port, address)));
    wc.on('port', (port, type) => type === 'close' && listening.forEach((one) => one.server(port, null)));
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
  if (wc) for (const { gone } of listening) gone();
}

/** Whether a container runs or starts now. */
export const isUp = (): boolean => booted !== null;

/** Hears of servers and of the end. Returns what stops it. */
export function listen(listener: Listener): () => void {
  listening = [...listening, listener];
  return () => (listening = listening.filter((one) => one !== listener));
}
