// What the loop itself costs: all but model and command.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup.mjs';
import { bundle, quantile } from './common.mjs';

const file = path.join(root, 'dist-node/bench-episodes.mjs');

const program = `
const { episode } = await import(${JSON.stringify(pathToFileURL(file).href)});
const times = [];
// a turn of the event loop first: weak references die only between tasks
const heap = async () => (await new Promise((resolve) => setTimeout(resolve, 200)), gc(), gc(), process.memoryUsage().heapUsed / 1e6);
let early = 0;
for (let i = 0; i < 200; i++) {
  const steps = await episode();
  if (i >= 5) times.push(...steps);
  if (i === 49) early = await heap();
}
console.log(JSON.stringify({ times, growth: (await heap()) - early }));
`;

export async function measure(report) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await bundle('scripts/bench/episodes.ts', { outfile: file, format: 'esm', platform: 'node' });
  const done = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    cwd: root,
    maxBuffer: 1e8,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  const { times, growth } = JSON.parse(done.stdout);
  report({
    name: 'harness cost per step, p95',
    value: quantile(times, 0.95),
    unit: 'ms',
    goal: '<= 5',
    n: times.length,
  });
  report({ name: 'heap growth from episode 50 to 200', value: growth, unit: 'MB', goal: '<= 5', n: 200 });
}
