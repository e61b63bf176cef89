// An esbuild plugin: `import text from './file?raw'`, as Vite has it.
import fs from 'node:fs';
import path from 'node:path';

/** @type {import('esbuild').Plugin} */
export const rawText = {
  name: 'raw text',
  setup(esbuild) {
    esbuild.onResolve({ filter: /\?raw$/ }, ({ path: id, resolveDir }) => ({
      path: path.resolve(resolveDir, id.slice(0, -'?raw'.length)),
      namespace: 'raw',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'raw' }, ({ path: file }) => ({
      contents: fs.readFileSync(file, 'utf8'),
      loader: 'text',
    }));
  },
};

/** The files among a bundle's inputs, from `root`: those that went in as text too. */
export const filesOf = (/** @type {string[]} */ inputs, /** @type {string} */ root) =>
  inputs.map((input) => (input.startsWith('raw:') ? path.relative(root, input.slice('raw:'.length)) : input));
