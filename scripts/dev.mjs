// npm run dev: Vite's dev server over the page; the sandbox bundles are rebuilt at start and when their sources change
// (site/rebuild.ts).
import { buildParts } from './build.mjs';
import { bin, install } from './setup.mjs';

install();
await buildParts();
process.exit(bin('vite', ['dev', ...process.argv.slice(2)]));
