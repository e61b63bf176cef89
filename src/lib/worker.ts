/**
 * Module workers under the page's own Content-Security-Policy. A worker loaded from a URL gets none (a static host sends
 * no header with it); one that starts as a blob inherits the page's, so what it may reach is what the page may reach.
 */

interface Policy {
  createScriptURL(url: string): string;
}
interface Types {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Trusted Types: only blobs made here, each one line that imports a file of this site, and service workers of this site. */
function trusted(url: string): string {
  const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
  if (!types) return url;
  policy ??= types.createPolicy('app', {
    createScriptURL(url) {
      if (!ours.has(url)) throw new TypeError('Only workers of this site are started.');
      return url;
    },
  });
  return policy.createScriptURL(url);
}
const ours = new Set<string>();
const blobs = new Map<string, string>();

/** `url`: a built worker of this site, as `import url from '…?worker&url'` gives it. */
export function startWorker(url: string, name: string): Worker {
  const file = new URL(url, location.href);
  if (file.origin !== location.origin) throw new TypeError('Only workers of this site are started.');
  let blob = blobs.get(file.href);
  if (!blob) {
    const text = `import ${JSON.stringify(file.href)};`;
    blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    blobs.set(file.href, blob);
    ours.add(blob);
  }
  return new Worker(trusted(blob), { type: 'module', name });
}

/** Registers a service worker of this site for `scope`; rejects where the browser has none or refuses it. */
export async function registerService(file: string, scope: string): Promise<ServiceWorkerRegistration> {
  const { href, origin } = new URL(file, location.href);
  if (origin !== location.origin) throw new TypeError('Only service workers of this site are registered.');
  ours.add(href);
  return navigator.serviceWorker.register(trusted(href), { scope });
}
