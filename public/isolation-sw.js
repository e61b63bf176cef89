// Only on hosts that can set no headers: isolates the page, so that llama.cpp may use several threads. It answers the page's
// own navigations, with two headers more; it caches nothing, and what goes to other origins it neither answers nor reads.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const page = new URL(self.registration.scope).pathname;
  const own = url.origin === location.origin && (url.pathname === page || url.pathname === `${page}index.html`);
  if (request.mode !== 'navigate' || !own) return;
  event.respondWith(
    fetch(request).then((response) => {
      if (response.type === 'opaqueredirect') return response;
      const headers = new Headers(response.headers);
      headers.set('Cross-Origin-Opener-Policy', 'same-origin');
      headers.set('Cross-Origin-Embedder-Policy', 'credentialless');
      return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
    }),
  );
});
