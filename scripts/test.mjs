// npm test [-- unit | browser | e2e …]: installs, finds a Chromium, builds the site, runs unit + contract, browser and
// end-to-end tests, or only the projects that are named.
import fs from 'node:fs';
import path from 'node:path';
import { bin, findChromium, install, root, stop } from './setup.mjs';

const PROJECTS = ['unit', 'browser', 'e2e'];
const named = process.argv.slice(2);
const unknown = named.find((name) => !PROJECTS.includes(name));
if (unknown !== undefined) stop(`There is no project "${unknown}": name ${PROJECTS.join(', ')}, or none for all.`);
const projects = named.length > 0 ? named : PROJECTS;

install();
const chromium = await findChromium();
const { buildSite } = await import('./build.mjs');
await buildSite({ again: false });

/** Processor seconds of the programs that have ended, theirs included; undefined where the system does not say. */
function processor() {
  try {
    const [, fields = ''] = /\) (.*)/.exec(fs.readFileSync('/proc/self/stat', 'utf8')) ?? [];
    const [user = NaN, system = NaN] = fields.split(' ').slice(13, 15).map(Number);
    return (user + system) / 100;
  } catch {
    return undefined;
  }
}

const totals = { passed: 0, failed: 0, skipped: 0 };
let code = 0;
for (const project of projects) {
  const report = path.join(root, 'out', `${project}.json`);
  fs.rmSync(report, { force: true });
  console.log(`\n— ${project} —`);
  const before = processor();
  const status = bin(
    'vitest',
    ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      env: { CHROMIUM_PATH: chromium, NO_COLOR: '1' },
    },
  );
  code ||= status;
  const after = processor();
  if (before !== undefined && after !== undefined)
    console.log(`${project}: ${((after - before) / 60).toFixed(1)} min of processor`);
  if (!fs.existsSync(report)) {
    totals.failed++;
    code ||= 1;
    continue;
  }
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
}
if (totals.passed === 0) code ||= 1;
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(code);
