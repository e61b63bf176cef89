// Bundles the sandbox's workers into public/sandbox/ (shell.js, exec.js …: classic scripts, minified) and the packs
// of test libraries. Skips what is up to date; prints gzipped sizes.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { execBundle } from '../src/node/bundle.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const out = path.join(root, 'public/sandbox');
const require = createRequire(import.meta.url);

/** What the browser build of just-bash imports for its (unavailable there) gzip. */
const zlib = `
const absent = () => { throw new Error('zlib is not available in the sandbox'); };
export const gzipSync = absent, gunzipSync = absent, constants = {};
`;

/** Files that went into embedded texts: esbuild does not list them as inputs. */
const embedded = new Set();

const plugin = {
  name: 'sandbox',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^node:zlib$/ }, () => ({ path: 'zlib', namespace: 'absent' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: zlib, loader: 'js' }));
    // A module bundled on its own, as text: what the strict engine evaluates inside.
    esbuild.onResolve({ filter: /^text:/ }, ({ path: id, resolveDir }) => ({
      path: path.resolve(resolveDir, id.slice(5)),
      namespace: 'text',
    }));
    esbuild.onLoad({ filter: /.*/, namespace: 'text' }, async ({ path: file }) => {
      const { outputFiles, metafile } = await build({
        absWorkingDir: root, // whoever starts it stands somewhere else
        entryPoints: [file],
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2022',
        write: false,
        metafile: true,
      });
      for (const input of Object.keys(metafile.inputs)) embedded.add(input);
      return { contents: outputFiles[0].text, loader: 'text' };
    });
    // isomorphic-git takes Buffer for a global.
    esbuild.onResolve({ filter: /^global:buffer$/ }, () => ({ path: 'buffer', namespace: 'global' }));
    esbuild.onLoad({ filter: /.*/, namespace: 'global' }, () => ({
      contents: "export { Buffer } from 'buffer/index.js';",
      loader: 'js',
      resolveDir: root,
    }));
  },
};

const common = {
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'error',
  charset: 'utf8',
  // QuickJS's loader builds an address it never fetches: its wasm is in the bundle.
  define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': '"https://sandbox.invalid/"' },
  loader: { '.wasm': 'binary' },
  plugins: [plugin],
};

/** @param {string} name */
const bundle = (name) =>
  build(
    /** @type {import('esbuild').BuildOptions} */ ({
      ...(name === 'exec'
        ? { ...execBundle, charset: 'utf8' }
        : {
            ...common,
            entryPoints: [path.join(root, `workers/${name}.ts`)],
            ...(name === 'shell' ? { inject: ['global:buffer'] } : {}),
            ...(name === 'container' ? { format: 'esm', plugins: [], define: {} } : {}),
          }),
      outfile: path.join(out, `${name}.js`),
      metafile: true,
      write: false,
    }),
  );

const sha = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** What the named files (and this script) hold now; undefined when one is gone. */
function hashOf(inputs) {
  try {
    const files = ['scripts/sandbox.mjs', 'src/node/bundle.mjs', ...inputs];
    return sha([
      require('esbuild/package.json').version,
      ...files.map((file) => fs.readFileSync(path.join(root, file))),
    ]);
  } catch {
    return undefined;
  }
}

/** Sizes and times of the same files: equal to the last build's, nothing needs to be read. */
function glanceOf(inputs) {
  const files = ['scripts/sandbox.mjs', 'src/node/bundle.mjs', 'node_modules/esbuild/package.json', ...inputs];
  const stats = files.map((file) => fs.statSync(path.join(root, file), { throwIfNoEntry: false }));
  return stats.includes(undefined) ? undefined : sha(stats.map((stat) => `${stat?.size} ${stat?.mtimeMs}\n`));
}

function readStamp(stamp) {
  try {
    return JSON.parse(fs.readFileSync(stamp, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Readers never see half a file. */
function write(file, content) {
  fs.writeFileSync(`${file}.${process.pid}`, content);
  fs.renameSync(`${file}.${process.pid}`, file);
}

async function buildWorker(name, force) {
  const stamp = path.join(out, `.${name}.json`);
  const file = path.join(out, `${name}.js`);
  const known = readStamp(stamp);
  const there = !force && known !== undefined && fs.existsSync(file);
  const glance = there ? glanceOf(known.inputs) : undefined;
  const seen = glance !== undefined && known.glance === glance;
  const same = seen || (there && hashOf(known.inputs) === known.hash);
  if (same && !seen) write(stamp, JSON.stringify({ ...known, glance }));
  if (!same) {
    const { metafile = { inputs: {} }, outputFiles = [] } = await bundle(name);
    const inputs = [...new Set([...Object.keys(metafile.inputs), ...(name === 'strict' ? embedded : [])])]
      .filter((input) => !input.includes(':'))
      .map((input) => path.relative(root, path.resolve(input)));
    write(file, outputFiles[0].contents);
    write(stamp, JSON.stringify({ inputs, hash: hashOf(inputs), glance: glanceOf(inputs) }));
  }
  return { name, built: !same, file };
}

const STALE_MS = 60_000;

/** Test files build side by side: one at a time goes on, the others then find everything up to date. */
async function alone(run) {
  const lock = path.join(out, '.lock');
  for (;;) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      const since = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > STALE_MS) fs.rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  try {
    return await run();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

/** Builds what is out of date; returns `{name, built, file}` for each worker. */
export async function buildSandbox({ force = false } = {}) {
  fs.mkdirSync(out, { recursive: true });
  const { buildPacks } = await import('./packs.mjs');
  return alone(async () => {
    const workers = ['shell', 'exec', 'strict', 'container', 'canary'].map((name) => buildWorker(name, force));
    const [built] = await Promise.all([Promise.all(workers), buildPacks({ force })]);
    return built;
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const kb = (bytes) => `${(bytes.length / 1024).toFixed(0)} KB`;
  for (const { name, built, file } of await buildSandbox({ force: process.argv.includes('--force') })) {
    const bytes = fs.readFileSync(file);
    console.log(`${name}.js ${kb(bytes)}, ${kb(gzipSync(bytes))} gzip${built ? '' : ' (up to date)'}`);
  }
  console.log(`${Date.now() - started} ms`);
}
