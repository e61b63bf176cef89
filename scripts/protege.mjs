// The command line: bundles src/cli into dist-node/ when a source changed, sees to the sandbox bundles, runs it.
// All build noise goes to stderr; stdout belongs to the command.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filesOf, rawText } from './rawtext.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const out = path.join(root, 'dist-node');
const stamp = path.join(out, 'inputs.json');

/** Hash over names, sizes and times of the last build's inputs; undefined when one is gone. */
function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    const stat = fs.statSync(path.join(root, input), { throwIfNoEntry: false });
    if (!stat) return undefined;
    hash.update(`${input}\0${stat.size}\0${stat.mtimeMs}\0`);
  }
  return hash.digest('hex');
}

function current() {
  try {
    const { inputs, hash } = JSON.parse(fs.readFileSync(stamp, 'utf8'));
    return hash === fingerprint(inputs);
  } catch {
    return false;
  }
}

/** Bundles src/cli/main.ts and the worker of the training; several processes may do so at once, each file is put in place by rename. */
async function buildCli() {
  if (current()) return;
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    entryPoints: {
      protege: path.join(root, 'src/cli/main.ts'),
      'train-worker': path.join(root, 'src/experiments/training/worker.ts'),
    },
    outdir: out,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    logLevel: 'warning',
    metafile: true,
    write: false,
    plugins: [rawText],
  });
  fs.mkdirSync(out, { recursive: true });
  const place = (file, contents) => {
    fs.writeFileSync(`${file}.${process.pid}`, contents);
    fs.renameSync(`${file}.${process.pid}`, file);
  };
  for (const { path: file, contents } of outputFiles) place(file, contents);
  const inputs = filesOf(Object.keys(metafile.inputs), root)
    .filter((input) => !input.includes(':') && !input.includes('node_modules'))
    .sort();
  place(
    stamp,
    JSON.stringify({
      inputs: [...inputs, 'scripts/protege.mjs'],
      hash: fingerprint([...inputs, 'scripts/protege.mjs']),
    }),
  );
  const kept = new Set([...outputFiles.map(({ path: file }) => path.basename(file)), 'inputs.json']);
  const old = Date.now() - 3_600_000;
  for (const name of fs.readdirSync(out)) {
    const file = path.join(out, name);
    if (!kept.has(name) && fs.statSync(file).mtimeMs < old) fs.rmSync(file, { force: true });
  }
}

/** Builds what is missing, for callers that import dist-node/protege.mjs themselves. */
export async function prepare({ sandbox = true } = {}) {
  const log = console.log;
  console.log = console.error;
  try {
    await buildCli();
    if (sandbox) await (await import('./sandbox.mjs')).buildSandbox();
  } finally {
    console.log = log;
  }
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (!fs.existsSync(path.join(root, 'node_modules/esbuild'))) {
    console.error('The packages are not installed yet; run `npm install` first.');
    process.exit(2);
  }
  const args = process.argv.slice(2);
  const plain = args.length === 0 || args.includes('--help') || args.includes('--pack');
  await prepare({ sandbox: !plain });
  process.env.PROTEGE_ROOT ??= root;
  const { main } = await import(pathToFileURL(path.join(out, 'protege.mjs')).href);
  process.exitCode = await main(args);
}
