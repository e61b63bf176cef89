// npm run build: sandbox bundles, task packs, then the site in dist/ (works from any static host and any sub-path).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
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

/** No part of the site: what changes in them builds nothing anew. */
const APART = new Set(['.git', 'node_modules', 'dist', 'dist-node', 'out', 'tests', 'native', 'training']);

/** Names, sizes and times of all that the site may be made of. */
function glance() {
  const hash = createHash('sha256');
  const walk = (dir) => {
    for (const entry of fs.readdirSync(path.join(root, dir), { withFileTypes: true })) {
      const name = path.join(dir, entry.name);
      if (APART.has(name)) continue;
      if (entry.isDirectory()) walk(name);
      else if (entry.isFile() && !/(^|\/)\.[^/]*$/.test(name)) {
        const { size, mtimeMs } = fs.statSync(path.join(root, name));
        hash.update(`${name}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  walk('');
  return hash.digest('hex');
}

/** @param again also where nothing changed since the last time */
export async function buildSite({ again = true } = {}) {
  await buildParts();
  const [site, stamp] = ['dist/index.html', 'dist-node/site.inputs'].map((file) => path.join(root, file));
  const now = glance();
  if (!again && fs.existsSync(site) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === now) return;
  fs.rmSync(stamp, { force: true });
  if (bin('vite', ['build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] }) !== 0)
    stop('vite build failed (see above).');
  offline(path.join(root, 'dist'));
  fs.writeFileSync(stamp, now);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  install();
  await buildSite();
  console.log('Built: dist/ (serve it with any static server, for instance `npm run preview`)');
}
