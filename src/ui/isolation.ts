/** Isolates the page where its host sends no headers: by a service worker, which one reload puts to work, never a second. */
import { registerService } from '../lib/worker';
import { preference } from '../storage/preferences';
import { serviceAddress } from './offline.svelte';

const TRIED = preference('protege-isolated', 'sessionStorage');

/**
 * Needed for threads alone, so whatever stands in the way leaves the page as it is. Where a frame can't be loaded without a
 * header of its own (all but Chromium), isolation would cost the sandbox, and is not tried.
 * @returns whether the page reloads now
 */
export async function isolate(): Promise<boolean> {
  const able = 'serviceWorker' in navigator && 'credentialless' in HTMLIFrameElement.prototype;
  const page = !/\/container(\.html)?$/.test(location.pathname) && window === top;
  if (crossOriginIsolated || !isSecureContext || !able || !page) return false;
  try {
    if (TRIED.read() || TRIED.keep('1')) return false; // tried before, or nothing would keep it from trying for ever
    const registration = await registerService(serviceAddress(), './');
    if (!registration.active) await navigator.serviceWorker.ready;
    location.reload();
    return true;
  } catch {
    return false; // the browser keeps service workers off
  }
}
