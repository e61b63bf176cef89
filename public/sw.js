// The site's one service worker: keeps its files, so that a reload without a network still works, and, on hosts that can set
// no headers, isolates the page, so that llama.cpp may use several threads. It answers files of this site alone; what goes to
// other origins it neither answers nor reads. scripts/offline.mjs fills in the lists.
const VERSION = 'unbuilt';
/** [path, content hash]: kept before it takes over; then at the page's idle; and only once it was used. */
const CORE = [];
const REST = [];
const USED = [];

const CACHE = `protege-site-${VERSION}`;
const INDEX = 'kept-files.json';
const scope = self.registration.scope;
const known = new Map([...CORE, ...REST, ...USED]);
const isolates = new URL(location.href).searchParams.has('isolate');
const at = (path) => new URL(path, scope).href;

async function indexOf(cache) {
  const found = await cache.match(at(INDEX));
  return found ? await found.json() : {};
}

/** From an older version's cache where the content is the same, else from the network. */
async function bring(cache, files) {
  const older = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith('protege-site-') || name === CACHE) continue;
    const old = await caches.open(name);
    older.push([old, await indexOf(old)]);
  }
  const index = await indexOf(cache);
  const queue = files.filter(([path, hash]) => index[path] !== hash);
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [path, hash] = next;
      let response;
      for (const [old, had] of older) if (!response && had[path] === hash) response = await old.match(at(path));
      response ??= await fetch(at(path), { cache: 'no-cache' });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      await cache.put(at(path), response);
      index[path] = hash;
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  await cache.put(at(INDEX), new Response(JSON.stringify(index)));
}

// An update has all its files before it takes over; the first worker is there at once, and brings them when the page is idle.
self.addEventListener('install', (event) => {
  if (self.registration.active) event.waitUntil(caches.open(CACHE).then((cache) => bring(cache, CORE)));
});

self.addEventListener('activate', (event) => {
  const names = caches.keys();
  const old = names.then((all) => all.filter((name) => name.startsWith('protege-site-') && name !== CACHE));
  event.waitUntil(
    old.then((list) => Promise.all(list.map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
  if (event.data !== 'keep') return;
  const port = event.ports[0];
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await bring(cache, CORE);
    port?.postMessage('ready');
    await bring(cache, REST);
    port?.postMessage('whole');
  };
  event.waitUntil(keep().catch((error) => port?.postMessage(String(error))));
});

function isolated(response) {
  if (!isolates || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'credentialless');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

async function page(request, path) {
  const cache = await caches.open(CACHE);
  return isolated((await cache.match(at(path))) ?? (await fetch(request)));
}

async function file(request, path) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(at(path));
  if (kept) return kept;
  const response = await fetch(request);
  // what was used once is there the next time, too
  if (response.ok && response.status === 200) await cache.put(at(path), response.clone()).catch(() => undefined);
  return response;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(scope) || request.headers.has('range')) return;
  const path = decodeURI(url.href.slice(scope.length).split(/[?#]/)[0]);
  if (request.mode === 'navigate') {
    const name = path === '' ? 'index.html' : path;
    if (name === 'index.html' || name === 'embed.html') event.respondWith(page(request, name));
  } else if (known.has(path)) event.respondWith(file(request, path));
});
