/** Is this the WebContainer's page, and how it gets its isolation where the host sets no headers. */
import { registerService } from '../../lib/worker';

const PAGE = 'container.html';
const TRIED = 'protege-isolating';
const ADDRESS = 'protege-address';

export const isContainerPage = (): boolean => /\/container(\.html)?$/.test(location.pathname);

/** The isolated page, with the address that was typed here. */
export function goToContainer(address: string): void {
  try {
    sessionStorage.setItem(ADDRESS, address);
  } catch {
    // Then it is typed again there.
  }
  location.href = `${new URL(PAGE, document.baseURI).href}#/repo`;
}

/** The address that was typed before the page was changed, once. */
export function broughtAddress(): string {
  try {
    const address = sessionStorage.getItem(ADDRESS) ?? '';
    sessionStorage.removeItem(ADDRESS);
    return address;
  } catch {
    return '';
  }
}

/** A narrow service worker adds the two headers to this one page; one reload puts them to work, never a second one. */
export async function isolate(): Promise<void> {
  if (globalThis.crossOriginIsolated || !isContainerPage() || !('serviceWorker' in navigator)) return;
  if (sessionStorage.getItem(TRIED)) return;
  sessionStorage.setItem(TRIED, '1');
  await registerService('container-sw.js', `./${PAGE}`);
  await navigator.serviceWorker.ready;
  location.reload();
}
