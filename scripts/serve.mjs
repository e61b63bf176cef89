// A small static server for dist/: no dependencies, loopback only. npm run preview -- [--port N] [--base /sub/]
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { portOf, root, stop } from './setup.mjs';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** What public/_headers says: every page is isolated, for threads; in the form under which a server that is closed to the page can still be told from one that is down. */
export const isolation = () => ({
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'credentialless',
});

/** One page is made for the frames of others; it holds no key and starts nothing. */
const framing = (file) =>
  path.basename(file) === 'embed.html'
    ? { 'cross-origin-resource-policy': 'cross-origin' }
    : { 'content-security-policy': "frame-ancestors 'self'" };

/** Serves `dir` below `base`; resolves with the server and its address. Port 0 = any free port. `headers: false` = as a host that can set none. */
export function serve({ dir = path.join(root, 'dist'), port = 0, base = '/', headers = true } = {}) {
  const server = http.createServer((request, response) => {
    const refuse = (code, text) => response.writeHead(code, { 'content-type': 'text/plain' }).end(text);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'GET only');
    let name;
    try {
      name = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    } catch {
      return refuse(400, 'bad address');
    }
    if (/[\0-\x1f]/.test(name)) return refuse(400, 'bad address'); // no file has such a name, and the disk's functions throw on some
    if (!name.startsWith(base))
      return base === `${name}/` ? response.writeHead(302, { location: base }).end() : refuse(404, 'not found');
    let file = path.join(dir, path.normalize(`/${name.slice(base.length)}`));
    if (file.endsWith(path.sep) || name === base) file = path.join(file, 'index.html');
    fs.readFile(file, (error, body) => {
      if (error) return refuse(404, 'not found');
      response.writeHead(200, {
        'content-type': types[path.extname(file)] ?? 'application/octet-stream',
        'cache-control': /\/assets\/|\/sandbox\.html$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        ...(headers ? { ...isolation(), ...framing(file) } : {}),
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const bound = portOf(server);
      resolve({ server, url: `http://127.0.0.1:${bound}${base}`, port: bound });
    });
  });
}

/** First free port from `from` on. */
export async function serveFrom(from, options = {}) {
  for (let port = from; port < from + 50; port++) {
    try {
      return await serve({ ...options, port });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EADDRINUSE') throw error;
    }
  }
  return serve(options);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  if (!fs.existsSync(path.join(root, 'dist/index.html'))) stop('There is no dist/ yet: run `npm run build` first.');
  const { url } = await serveFrom(Number(option('--port') ?? 4173), { base: option('--base') ?? '/' });
  console.log(`Protégé Playground: ${url}`);
}
