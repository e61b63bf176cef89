// Bundles the real test libraries into packs: public/sandbox/packs/<name>.json, one CommonJS file per export, mounted
// by the shell below /usr/lib/node_modules when a repo imports them. Rebuilt only when an input changed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { simple } from 'acorn-walk';
import { build } from 'esbuild';
import { notice, origins } from './licences.mjs';
import { packs } from './packlist.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const require = createRequire(import.meta.url);
const out = path.join(root, 'public/sandbox/packs');

const packageJson = (name) => JSON.parse(fs.readFileSync(path.join(modules, name, 'package.json'), 'utf8'));

/** Answers `inside:` imports that package exports would forbid, the stand-ins and the edits of a pack. */
const plugin = (pack) => ({
  name: 'pack',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^inside:/ }, ({ path: id }) => ({ path: path.join(modules, id.slice(7)) }));
    for (const [pattern, source] of Object.entries(pack.replace ?? {})) {
      const filter = new RegExp(pattern);
      esbuild.onResolve({ filter }, ({ path: id, kind }) =>
        kind === 'entry-point' ? undefined : { path: `${id} as ${pattern}`, namespace: 'replace', pluginData: source },
      );
    }
    for (const [file, edits] of Object.entries(pack.edit ?? {})) {
      esbuild.onLoad({ filter: new RegExp(`${file.replaceAll('.', '\\.')}$`) }, async ({ path: full }) => {
        let contents = await fs.promises.readFile(full, 'utf8');
        for (const [find, replacement] of edits) {
          if (contents.split(find).length !== 2)
            throw new Error(`${file}: expected "${find}" once; adapt packlist.mjs`);
          contents = contents.replace(find, () => replacement);
        }
        return { contents, loader: 'js' };
      });
    }
    esbuild.onLoad({ filter: /.*/, namespace: 'replace' }, ({ pluginData }) => ({
      contents: pluginData,
      resolveDir: root,
      loader: 'js',
    }));
  },
});

// ES modules with a default export must work for `import x from`, `import { y } from` and `require()` alike.
const flatten = `;{
  const all = module.exports, main = all && all.default;
  if (main && (typeof main === 'function' || typeof main === 'object') && main !== all) {
    for (const key of Object.keys(all)) if (key !== 'default' && !(key in main)) main[key] = all[key];
    if (!('default' in main)) main.default = main;
    module.exports = main;
  }
}`;

/** `import()` as the sandbox's loader would rewrite it: it takes packs as they are, since to parse them takes longer than most test runs. */
function rewritten(code) {
  const at = [];
  const program = parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true });
  simple(program, { ImportExpression: ({ start }) => at.push(start) });
  return at.sort((a, b) => b - a).reduce((text, i) => `${text.slice(0, i)}$import${text.slice(i + 6)}`, code);
}

/** A library's bare globals become members: in the verdict it has a global object of its own. */
const OWN_GLOBALS = Object.fromEntries(
  ['UVU_QUEUE', 'UVU_INDEX', 'UVU_DEFER'].map((name) => [name, `globalThis.${name}`]),
);

async function bundle(pack, source) {
  const result = await build({
    absWorkingDir: root, // whoever starts it stands somewhere else
    stdin: { contents: source, resolveDir: root, loader: 'js' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    mainFields: ['main', 'module'],
    minifyWhitespace: true,
    lineLimit: 160, // an uncaught error prints the line it came from
    legalComments: 'none',
    logLevel: 'error',
    define: { 'import.meta.url': '"file:///usr/lib/node_modules/pack/index.js"', ...OWN_GLOBALS },
    external: pack.external ?? [],
    plugins: [plugin(pack)],
  });
  const code = result.outputFiles[0].text + (pack.flatten === false ? '' : flatten);
  return { code: rewritten(code), inputs: result.metafile.inputs };
}

async function makePack(pack) {
  const from = pack.from ?? pack.name;
  const { version, license } = packageJson(from);
  const base = `/usr/lib/node_modules/${pack.name}`;
  const subpaths = pack.subpaths ?? { '.': `module.exports = require('${from}')` };
  const files = {};
  const exports = {};
  const dirs = new Set();
  for (const [subpath, source] of Object.entries(subpaths)) {
    const file = subpath === '.' ? 'index.js' : `${subpath.slice(2)}.js`;
    const { code, inputs } = await bundle(pack, source);
    files[`${base}/${file}`] = code;
    exports[subpath] = `./${file}`;
    for (const dir of origins(Object.keys(inputs), root)) dirs.add(dir);
  }
  exports['./package.json'] = './package.json';
  const manifest = { name: pack.name, version, license, main: './index.js', exports };
  files[`${base}/package.json`] = JSON.stringify(manifest, null, 2);
  return { dirs, pack: { name: pack.name, version, files, needs: pack.needs ?? [] }, subpaths: Object.keys(subpaths) };
}

/** Changes when this script, the list of packs or an installed version changes. */
function inputHash() {
  const hash = createHash('sha256');
  for (const file of ['scripts/packs.mjs', 'scripts/packlist.mjs', 'scripts/licences.mjs', 'package-lock.json']) {
    hash.update(fs.readFileSync(path.join(root, file)));
  }
  return hash.update(require('esbuild/package.json').version).digest('hex');
}

/** Builds the packs into public/sandbox/packs unless they are already there for these inputs. */
export async function buildPacks({ force = false } = {}) {
  const stamp = path.join(out, '.hash');
  const hash = inputHash();
  if (!force && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === hash)
    return { built: 0, total: packs.length };
  const made = await Promise.all(packs.map(makePack));
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const index = {};
  const dirs = new Set();
  made.forEach(({ pack, subpaths, dirs: origin }, i) => {
    const id = packs[i].id ?? pack.name;
    const text = JSON.stringify(pack);
    const file = `${id.replace('/', '+')}.json`;
    fs.writeFileSync(path.join(out, file), text);
    index[id] = { name: pack.name, version: pack.version, file, size: text.length, subpaths, needs: pack.needs };
    if (packs[i].range) index[id].range = packs[i].range;
    for (const dir of origin) dirs.add(dir);
  });
  fs.writeFileSync(path.join(out, 'index.json'), JSON.stringify(index, null, 1));
  fs.writeFileSync(path.join(out, 'NOTICE.txt'), notice(dirs));
  fs.writeFileSync(stamp, hash);
  return { built: made.length, total: packs.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { built, total } = await buildPacks({ force: process.argv.includes('--force') });
  console.log(built ? `${built} packs built in ${Date.now() - started} ms` : `${total} packs up to date`);
}
