// Popular packages in the sandbox and in real Node: the same program in both, outputs compared.
//   node scripts/packages.mjs FOLDER [--only a,b] [--markdown FILE]
// FOLDER holds their node_modules (npm install them there; nothing is downloaded here). Of each program, the packages that it
// needs are laid into a repository of its own, as the import does it, and `node main.cjs` (or .mjs) runs there.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bench/common.mjs';
import { programs } from './bench/packages.mjs';
import { prepare } from './protege.mjs';
import { root } from './setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, markdown: { type: 'string' } },
});
if (positionals.length !== 1) {
  console.error('Name the folder with their node_modules: node scripts/packages.mjs FOLDER');
  process.exit(2);
}
const modules = path.join(path.resolve(positionals[0]), 'node_modules');
await prepare();
const outfile = path.join(root, 'dist-node/packages.mjs');
await bundle('scripts/bench/inSandbox.ts', { outfile, format: 'esm', platform: 'node' });
const { inSandbox } = await import(pathToFileURL(outfile).href);

const manifestOf = (dir) => {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
  } catch {
    return undefined;
  }
};

/** Folders of the named packages and of what they need, found as Node finds them. */
function closure(names) {
  const found = new Map();
  const visit = (name, from) => {
    for (let at = from; ; at = path.dirname(at)) {
      const dir = path.join(at, 'node_modules', name);
      const manifest = manifestOf(dir);
      if (manifest) {
        if (found.has(dir)) return;
        found.set(dir, manifest);
        const { dependencies, optionalDependencies, peerDependencies } = manifest;
        for (const next of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }))
          visit(next, dir);
        return;
      }
      if (at === path.dirname(modules) || at === path.dirname(at)) return;
    }
  };
  for (const name of names) visit(name, path.dirname(modules));
  return found;
}

/** Files of those folders, without what no program reads. */
function filesOf(dirs) {
  const files = {};
  const walk = (dir) => {
    for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
      const full = path.join(dir, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(full);
      else if (entry.isFile() && !/\.(map|md|markdown|flow|d\.[cm]?ts)$/i.test(entry.name)) {
        const bytes = fs.readFileSync(full);
        const text = bytes.toString('utf8');
        files[path.relative(path.dirname(modules), full)] =
          Buffer.compare(Buffer.from(text), bytes) === 0 ? text : new Uint8Array(bytes);
      }
    }
  };
  for (const dir of dirs) walk(dir);
  return files;
}

const clean = (text) => text.replaceAll(os.tmpdir(), '').trim();
/** @type {{ name: string; version?: string; same?: boolean; why?: string }[]} */
const rows = [];
const wanted = values.only?.split(',');
for (const [name, { text, needs = [name], module = false, own = {} }] of Object.entries(programs)) {
  if (wanted && !wanted.includes(name)) continue;
  const dirs = closure(needs);
  const version = manifestOf(path.join(modules, needs[0]))?.version;
  if (!version) {
    rows.push({ name, why: 'not installed in the folder' });
    continue;
  }
  const main = module ? 'main.mjs' : 'main.cjs';
  const repo = { 'package.json': '{"name":"try","version":"1.0.0"}\n', [main]: text, ...own };
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'packages-'));
  for (const [file, content] of Object.entries(repo)) fs.writeFileSync(path.join(dir, file), content);
  fs.symlinkSync(modules, path.join(dir, 'node_modules'));
  const real = spawnSync(process.execPath, ['--preserve-symlinks', main], {
    cwd: dir,
    encoding: 'utf8',
    timeout: 60_000,
  });
  fs.rmSync(dir, { recursive: true });
  const started = Date.now();
  const ours = await inSandbox({ ...filesOf(dirs.keys()), ...repo }, `node ${main}`);
  const same = real.status === 0 && ours.exitCode === 0 && clean(real.stdout) === clean(ours.stdout);
  const fault = (ours.stderr.match(/^\w*Error.*$/m) ?? [ours.stderr.trim().split('\n')[0]])[0];
  const why =
    real.status !== 0
      ? `fails in real Node: ${real.stderr.match(/^\w*Error.*$/m)?.[0] ?? real.stderr.slice(0, 200)}`
      : fault || (ours.timedOut ? 'did not end' : 'other output');
  rows.push({ name, version, same, ...(same ? {} : { why }) });
  console.error(
    `${same ? 'same ' : 'OTHER'} ${name}@${version} (${Date.now() - started} ms, ${dirs.size} packages)${same ? '' : `: ${why}`}`,
  );
  if (!same && wanted)
    console.error(`--- real\n${real.stdout}${real.stderr}\n--- sandbox\n${ours.stdout}${ours.stderr}`);
}
const good = rows.filter(({ same }) => same);
console.log(`${good.length} of ${rows.length} the same`);
if (values.markdown) {
  const lines = rows.map(
    ({ name, version = '', same, why = '' }) =>
      `| ${name} | ${version} | ${same ? 'same' : why.replaceAll('|', '\\|')} |`,
  );
  fs.writeFileSync(
    values.markdown,
    `# Popular packages in the embedded sandbox\n\n${good.length} of ${rows.length} programs print the same as in real Node ${process.version}. Each requires a package with what it needs and uses a\nfew of its functions: \`scripts/bench/packages.mjs\`. Made by \`node scripts/packages.mjs FOLDER --markdown docs/packages.md\`.\n\n| package | version | in the sandbox |\n|---|---|---|\n${lines.join('\n')}\n`,
  );
}
process.exit(0);
