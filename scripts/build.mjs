// npm run build: sandbox bundles, task packs, then the site in dist/ (works from any static host and any sub-path).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { offline } from './offline.mjs';
import { bin, install, root, stop } from './setup.mjs';

/** Generated parts of public/ that the site, the tests and the command line share. */
export async function buildParts() {
  const { buildSandbox } = await import('./sandbox.mjs');
  await buildSandbox();
  const { buildLlama } = await import('./llama.mjs');
  buildLlama();
  const packs = spawnSync(process.execPath, [path.join(root, 'scripts/protege.mjs'), 'tasks', '--pack'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (packs.status !== 0) stop('The task packs could not be built (see above).');
}

export async function buildSite() {
  await buildParts();
  if (bin('vite', ['build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] }) !== 0)
    stop('vite build failed (see above).');
  offline(path.join(root, 'dist'));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  install();
  await buildSite();
  console.log('Built: dist/ (serve it with any static server, for instance `npm run preview`)');
}
