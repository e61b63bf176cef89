// Bundles the sandbox's two workers into public/sandbox/ (shell.js, exec.js: classic scripts, minified) and the packs
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
      const { outputFiles } = await build({
        entryPoints: [file],
        bundle: true,
        minify: true,
        format: 'iife',
        target: 'es2022',
        write: false,
      });
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

const bundle = (name) =>
  build({
    ...(name === 'exec'
      ? { ...execBundle, charset: 'utf8' }
      : {
          ...common,
          entryPoints: [path.join(root, `workers/${name}.ts`)],
          ...(name === 'shell' ? { inject: ['global:buffer'] } : {}),
        }),
    outfile: path.join(out, `${name}.js`),
    metafile: true,
    write: false,
  });

const sha = (parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Hash of every input file of the last build; undefined when one is gone or nothing was built. */
function inputsHash(stamp) {
  try {
    const { inputs } = JSON.parse(fs.readFileSync(stamp, 'utf8'));
    const versions = [
      fs.readFileSync(path.join(root, 'scripts/sandbox.mjs')),
      fs.readFileSync(path.join(root, 'src/node/bundle.mjs')),
      require('esbuild/package.json').version,
    ];
    return { inputs, hash: sha([...versions, ...inputs.map((file) => fs.readFileSync(path.join(root, file)))]) };
  } catch {
    return undefined;
  }
}

async function buildWorker(name, force) {
  const stamp = path.join(out, `.${name}.json`);
  const file = path.join(out, `${name}.js`);
  const known = inputsHash(stamp);
  const same = !force && known && fs.existsSync(file) && JSON.parse(fs.readFileSync(stamp, 'utf8')).hash === known.hash;
  if (!same) {
    const { metafile, outputFiles } = await bundle(name);
    fs.writeFileSync(`${file}.${process.pid}`, outputFiles[0].contents);
    fs.renameSync(`${file}.${process.pid}`, file);
    const inputs = Object.keys(metafile.inputs)
      .map((input) => input.replace(/^text:/, ''))
      .filter((input) => !input.includes(':'))
      .map((input) => path.relative(root, path.resolve(input)));
    fs.writeFileSync(stamp, JSON.stringify({ inputs }));
    fs.writeFileSync(stamp, JSON.stringify({ inputs, hash: inputsHash(stamp).hash }));
  }
  return { name, built: !same, bytes: fs.statSync(file).size, gzip: gzipSync(fs.readFileSync(file)).length };
}

/** Builds what is out of date; returns `{name, built, bytes, gzip}` for each worker. */
export async function buildSandbox({ force = false } = {}) {
  fs.mkdirSync(out, { recursive: true });
  const { buildPacks } = await import('./packs.mjs');
  const names = ['shell', 'exec', 'strict'];
  const [workers] = await Promise.all([
    Promise.all(names.map((name) => buildWorker(name, force))),
    buildPacks({ force }),
  ]);
  return workers;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  for (const { name, built, bytes, gzip } of await buildSandbox({ force: process.argv.includes('--force') }))
    console.log(
      `${name}.js ${(bytes / 1024).toFixed(0)} KB, ${(gzip / 1024).toFixed(0)} KB gzip${built ? '' : ' (up to date)'}`,
    );
  console.log(`${Date.now() - started} ms`);
}
