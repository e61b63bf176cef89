/** Is this the WebContainer's page, and how it gets its isolation where the host sets no headers. */
import { registerService } from '../../lib/worker';
import { preference, readJson } from '../../storage/preferences';

const PAGE = 'container.html';
const TRIED = preference('protege-isolating', 'sessionStorage');
const BROUGHT = preference('protege-brought', 'sessionStorage');

export const isContainerPage = (): boolean => /\/container(\.html)?$/.test(location.pathname);

/** What goes along to the isolated page: what was typed, and which kept import is open. */
export interface Brought {
  address: string;
  id: string | null;
}

/** Leaves for it; what is open should be saved before. */
export function goToContainer(brought: Brought): void {
  BROUGHT.keep(JSON.stringify(brought)); // where it cannot be kept, it is opened by hand there
  location.href = `${new URL(PAGE, document.baseURI).href}#/repo`;
}

/** What came along when the page was changed, once. */
export function takeBrought(): Brought | null {
  const brought = readJson<Brought | null>(
    BROUGHT,
    (value) => value as Brought,
    () => null,
  );
  BROUGHT.keep(null);
  return brought;
}

/**
 * A narrow service worker adds the two headers to this one page; one reload puts them to work, never a second one.
 * @returns whether the page reloads now
 */
export async function isolate(): Promise<boolean> {
  if (globalThis.crossOriginIsolated || !isContainerPage() || !('serviceWorker' in navigator)) return false;
  if (TRIED.read()) return false;
  const fault = TRIED.keep('1');
  if (fault) throw fault; // nothing would keep it from reloading again and again
  await registerService('container-sw.js', `./${PAGE}`);
  await navigator.serviceWorker.ready;
  location.reload();
  return true;
}
