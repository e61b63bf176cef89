// npm start: installs, builds when something changed, serves, prints the address and opens the browser where there is one.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { install, root, stale } from './setup.mjs';

install();
const inputs = ['src', 'workers', 'public', 'index.html', 'vite.config.ts', 'package-lock.json', 'scripts'];
if (stale(path.join(root, 'dist/index.html'), inputs)) {
  console.error('Building …');
  const { buildSite } = await import('./build.mjs');
  await buildSite();
}
const { serveFrom } = await import('./serve.mjs');
const { url } = await serveFrom(4173);
console.log(`\nProtégé Playground is ready: ${url}\nEverything it needs is on this machine now; stop it with Ctrl+C.`);

const opener = { darwin: ['open', [url]], win32: ['cmd', ['/c', 'start', '', url]] }[process.platform] ?? [
  'xdg-open',
  [url],
];
const hasScreen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (hasScreen && !process.env.CI && !process.argv.includes('--no-open')) {
  spawn(opener[0], opener[1], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
