// llama.cpp for the page, in generated/llama/: wllama's modules with our own dot products in them (see kernels/), for browsers
// with and without relaxed SIMD, and for those that need the compatibility build. Skips what is up to date.
import fs from 'node:fs';
import path from 'node:path';
import { kernels } from './kernels/dots.mjs';
import { read, replace } from './kernels/patch.mjs';
import { root, stale } from './setup.mjs';

/** The kernels know the formats of this version; another one is taken as it is. */
const VERSION = '3.13.0';
const out = path.join(root, 'generated/llama');
const packages = ['@wllama/wllama', '@wllama/wllama-compat'];
const places = Object.fromEntries(packages.map((name) => [name, path.join(root, 'node_modules', name)]));

const files = {
  'fast.wasm': { owner: '@wllama/wllama', file: 'esm/wasm/wllama.wasm', relaxed: true },
  'plain.wasm': { owner: '@wllama/wllama', file: 'esm/wasm/wllama.wasm', relaxed: false },
  'compat.wasm': { owner: '@wllama/wllama-compat', file: 'wasm/wllama.wasm', relaxed: false },
};

export function buildLlama() {
  fs.mkdirSync(out, { recursive: true });
  const inputs = [
    'scripts/llama.mjs',
    'scripts/kernels',
    ...packages.map((name) => `node_modules/${name}/package.json`),
  ];
  for (const [name, { owner, file, relaxed }] of Object.entries(files)) {
    const target = path.join(out, name);
    if (!stale(target, inputs)) continue;
    const { version } = JSON.parse(fs.readFileSync(path.join(places[owner], 'package.json'), 'utf8'));
    let bytes = new Uint8Array(fs.readFileSync(path.join(places[owner], file)));
    if (version === VERSION) bytes = replace(bytes, kernels({ relaxed, pointer: read(bytes).pointer }));
    else
      console.error(
        `${owner} is ${version}: our dot products are for ${VERSION}, so ${name} goes without them (slower).`,
      );
    fs.writeFileSync(`${target}.part`, bytes);
    fs.renameSync(`${target}.part`, target);
  }
}
