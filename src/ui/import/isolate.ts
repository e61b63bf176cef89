/** Is this the WebContainer's page, and how it gets its isolation where the host sets no headers. */
import { registerService } from '../../lib/worker';

const PAGE = 'container.html';
const TRIED = 'protege-isolating';
const BROUGHT = 'protege-brought';

export const isContainerPage = (): boolean => /\/container(\.html)?$/.test(location.pathname);

/** What goes along to the isolated page: what was typed, and which kept import is open. */
export interface Brought {
  address: string;
  id: string | null;
}

/** Leaves for it; what is open should be saved before. */
export function goToContainer(brought: Brought): void {
  try {
    sessionStorage.setItem(BROUGHT, JSON.stringify(brought));
  } catch {
    // Then it is opened by hand there.
  }
  location.href = `${new URL(PAGE, document.baseURI).href}#/repo`;
}

/** What came along when the page was changed, once. */
export function takeBrought(): Brought | null {
  try {
    const text = sessionStorage.getItem(BROUGHT);
    sessionStorage.removeItem(BROUGHT);
    return text === null ? null : (JSON.parse(text) as Brought);
  } catch {
    return null;
  }
}

/**
 * A narrow service worker adds the two headers to this one page; one reload puts them to work, never a second one.
 * @returns whether the page reloads now
 */
export async function isolate(): Promise<boolean> {
  if (globalThis.crossOriginIsolated || !isContainerPage() || !('serviceWorker' in navigator)) return false;
  if (sessionStorage.getItem(TRIED)) return false;
  sessionStorage.setItem(TRIED, '1');
  await registerService('container-sw.js', `./${PAGE}`);
  await navigator.serviceWorker.ready;
  location.reload();
  return true;
}
