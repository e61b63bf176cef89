// Real repositories with real bugs through the whole way: import, detection, failing tests, repair, patch, real Node.
//   node scripts/real.mjs FOLDER… [--out FILE] [--steps 40] [--seconds 60] [--jobs 2] [--every 1]
// A folder holds task files ({id, files, tests}); only these two are used, so that nothing but the repository is known.
// --out keeps one JSON line a task; a second run goes on where it stopped. The protégé is `search`, without an expert.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bench/common.mjs';
import { prepare } from './protege.mjs';
import { root } from './setup.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    steps: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '60' },
    jobs: { type: 'string', default: '2' },
    every: { type: 'string', default: '1' },
  },
});
if (positionals.length === 0) {
  console.error('Name the folders of task files: node scripts/real.mjs FOLDER… [--out FILE]');
  process.exit(2);
}
await prepare();
const outfile = path.join(root, 'dist-node/real.mjs');
await bundle('scripts/bench/real.ts', { outfile, format: 'esm', platform: 'node' });
const { attempt } = await import(pathToFileURL(outfile).href);

const known = new Map();
if (values.out && fs.existsSync(values.out))
  for (const line of fs.readFileSync(values.out, 'utf8').split('\n').filter(Boolean)) {
    const row = JSON.parse(line);
    known.set(row.task, row);
  }
const files = positionals
  .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
  .filter((name) => name.endsWith('.json'))
  .sort()
  .filter((_, i) => i % Number(values.every) === 0);
const limits = {
  steps: Number(values.steps),
  wallMs: Number(values.seconds) * 1000,
  modules: path.join(root, 'node_modules'),
};
const queue = files.filter((file) => !known.has(path.basename(file, '.json')));
const rows = files.flatMap((file) => known.get(path.basename(file, '.json')) ?? []);
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const row = await attempt(file, limits);
      rows.push(row);
      if (values.out) fs.appendFileSync(values.out, `${JSON.stringify(row)}\n`);
      console.error(`${rows.length}/${files.length} ${row.task}: ${row.node ?? row.reason} (${row.seconds} s)`);
    }
  }),
);

const count = (test) => rows.filter(test).length;
const table = [
  ['imported', rows.length],
  ['test command found', count((row) => row.command !== undefined)],
  ['failing tests seen', count((row) => row.failing > 0)],
  ['resolved', count((row) => row.resolved)],
  ['git apply takes the patch', count((row) => row.applies)],
  ['all tests pass in real Node then', count((row) => row.node === 'pass')],
];
for (const [what, n] of table) console.log(`| ${what} | ${n} of ${rows.length} |`);
const reasons = new Map();
for (const { reason, node } of rows) {
  const why = reason?.slice(0, 90) ?? (node === 'pass' ? undefined : `real Node: ${node}`);
  if (why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
}
for (const [why, n] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`${String(n).padStart(4)}  ${why}`);
