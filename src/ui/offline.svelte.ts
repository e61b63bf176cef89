/** The site's service worker, from the page's side: kept for offline use, updates announced; see public/sw.js. */
import { registerService } from '../lib/worker';
import { toasts } from './toasts.svelte';

/** Isolation by the worker only where a frame can be loaded without a header of its own (Chromium); see isolation.ts. */
const able = () => 'credentialless' in HTMLIFrameElement.prototype;

/** The same address in each visit: another would be another worker. */
export const serviceAddress = (): string => (able() ? 'sw.js?isolate' : 'sw.js');

const IDLE_MS = 6000;

class Offline {
  /** A reload without a network works. */
  ready = $state(false);
  /** Every task and test library, too. */
  whole = $state(false);

  /** Late and quietly: nothing that is on screen waits for it. */
  start(): void {
    if (!('serviceWorker' in navigator) || !isSecureContext || window !== top) return;
    if (/\/container(\.html)?$/.test(location.pathname)) return;
    setTimeout(() => void this.#register().catch(() => undefined), IDLE_MS); // without it the site works as ever
  }

  async #register(): Promise<void> {
    const registration = await registerService(serviceAddress(), './');
    const announce = (worker: ServiceWorker | null) =>
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed' && registration.active) this.#newer(worker);
      });
    if (registration.waiting && registration.active) this.#newer(registration.waiting);
    registration.addEventListener('updatefound', () => announce(registration.installing));
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      this.ready ||= data === 'ready';
      this.whole ||= data === 'whole';
    };
    active?.postMessage('keep', [port2]);
  }

  #newer(worker: ServiceWorker): void {
    const run = () => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      worker.postMessage('take over');
    };
    toasts.add('A newer version of this site is here.', { action: { label: 'Reload', run }, ms: 60_000 });
  }
}

export const offline = new Offline();
