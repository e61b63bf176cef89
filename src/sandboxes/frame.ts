/** The sandbox's frame: an opaque origin without network, and the port that the page holds of it. */

const BOOT_MS = 20_000;

/**
 * Of sandbox.html's content. No service worker may answer for a frame of an opaque origin, so without a network it comes from
 * the browser's own cache, where servers that send our headers let it stay for ever under this address.
 */
declare const SANDBOX_VERSION: string;
const VERSION = SANDBOX_VERSION;

/** The host sends the frame the header that an isolated page asks of it. */
const headed = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ headers }) => headers.has('cross-origin-embedder-policy'),
    () => true,
  );

const address = (file: string) => new URL(file, new URL(import.meta.env.BASE_URL, document.baseURI)).href;

/** A file of the sandbox, from this site. @throws one sentence */
export async function fetchOk(file: string): Promise<Response> {
  const response = await fetch(address(file)).catch((error: Error) => error);
  if (
    response instanceof Response &&
    response.ok &&
    !(response.headers.get('content-type') ?? '').includes('text/html')
  )
    return response;
  throw new Error(
    `The sandbox's file ${file} can't be loaded. Reload the page; in a checkout run \`npm run build\` first.`,
  );
}

export interface Frame {
  /** What the frame's own script answers to. */
  control: MessagePort;
  close(): void;
}

/** Loads the frame and whatever `files` brings meanwhile. @throws one sentence; then nothing of it is left. */
export async function openFrame<T>(files: Promise<T>): Promise<Frame & { files: T }> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.referrerPolicy = 'no-referrer';
  frame.hidden = true;
  frame.title = 'Sandbox';
  const source = address(`sandbox.html?${VERSION}`);
  // Where a service worker isolates the page, nothing gives the frame the header that such a page asks of its frames.
  if (globalThis.crossOriginIsolated && navigator.serviceWorker?.controller && !(await headed(source)))
    Object.assign(frame, { credentialless: true });
  const loaded = new Promise<void>((resolve, reject) => {
    frame.addEventListener('load', () => resolve(), { once: true });
    setTimeout(() => reject(new Error('The sandbox frame did not load in 20 s. Reload the page.')), BOOT_MS);
  });
  frame.src = source;
  document.body.append(frame);
  try {
    const [brought] = await Promise.all([files, loaded]);
    const { port1: control, port2 } = new MessageChannel();
    frame.contentWindow?.postMessage(null, '*', [port2]);
    return { control, files: brought, close: () => (control.close(), frame.remove()) };
  } catch (error) {
    frame.remove();
    throw error;
  }
}
