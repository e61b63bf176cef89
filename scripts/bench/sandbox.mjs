// The embedded sandbox in a real browser: start, warm commands, suites against real `node --test`, hung commands.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildParts } from '../build.mjs';
import { serve } from '../serve.mjs';
import { root } from '../setup.mjs';
import { bundle, median, openBrowser } from './common.mjs';

const repos = [
  'csv-table',
  'ini-config',
  'calc-expr',
  'lexkit',
  'globber',
  'line-diff',
  'lru-store',
  'heap-queue',
  'graph-paths',
  'matrix-lite',
  'stats-kit',
  'undo-stack',
];

function tree(dir, prefix = '') {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) return tree(full, `${prefix}${entry.name}/`);
    return [[prefix + entry.name, fs.readFileSync(full, 'utf8')]];
  });
}

/** Best of three runs of the real thing, in milliseconds. */
function real(files) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  for (const [name, text] of files) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
  const times = [0, 1, 2].map(() => {
    const started = performance.now();
    spawnSync(process.execPath, ['--test'], { cwd: dir, stdio: 'ignore' });
    return performance.now() - started;
  });
  fs.rmSync(dir, { recursive: true });
  return Math.min(...times);
}

export async function measure(report) {
  await buildParts();
  const script = await bundle('scripts/bench/page.ts');
  const { server, url } = await serve({ dir: path.join(root, 'public') });
  const browser = await openBrowser();
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}404.html`);
    await page.evaluate(script);
    return page;
  };
  const call = (page, name, ...args) => page.evaluate(([fn, given]) => globalThis.bench[fn](...given), [name, args]);
  try {
    const boots = [];
    for (let i = 0; i < 7; i++) {
      const page = await open();
      boots.push(await call(page, 'boot'));
      await page.context().close();
    }
    report({
      name: 'cold start until the first command has ended',
      value: median(boots),
      unit: 'ms',
      goal: '<= 700',
      n: boots.length,
    });

    const page = await open();
    await call(page, 'boot');
    const pause = () => page.waitForTimeout(250);
    const warm = [];
    for (let i = 0; i < 15; i++) {
      await pause();
      warm.push((await call(page, 'exec', null, 'node -e 0')).ms);
    }
    report({ name: 'node -e 0, warm', value: median(warm), unit: 'ms', goal: '<= 40', n: warm.length });

    const ratios = [];
    for (const repo of repos) {
      const files = tree(path.join(root, 'src/tasks/repos', repo)).filter(
        ([name]) => !name.startsWith('hidden/') && name !== 'meta.json',
      );
      const times = [];
      for (let i = 0; i < 3; i++) {
        await pause();
        const done = await call(page, 'exec', i === 0 ? Object.fromEntries(files) : null, 'node --test');
        if (done.exitCode !== 0 || done.tests === 0)
          throw new Error(`${repo}: the suite does not pass in the sandbox (exit ${done.exitCode}).`);
        times.push(done.ms);
      }
      ratios.push(Math.min(...times) / real(files));
    }
    report({
      name: "small repo's suite, warm, relative to `node --test` (median)",
      value: median(ratios),
      unit: '×',
      goal: '<= 1',
      n: ratios.length,
    });
    report({
      name: "small repo's suite, warm, relative to `node --test` (worst)",
      value: Math.max(...ratios),
      unit: '×',
      goal: '<= 1',
      n: ratios.length,
    });

    const late = [];
    let lag = 0;
    for (const command of [
      'node -e "while(true){}"',
      'node -e "(async()=>{for(;;)await 0})()"',
      "node -e \"/(a+)+$/.test('a'.repeat(40)+'b')\"",
      'while true; do :; done',
    ]) {
      await pause();
      await call(page, 'lag');
      const done = await call(page, 'exec', { 'a.js': '' }, command, 1500);
      late.push(done.ms - 1500);
      lag = Math.max(lag, await call(page, 'lag'));
    }
    report({
      name: 'hung command ends after its deadline (worst)',
      value: Math.max(...late),
      unit: 'ms',
      goal: '<= 500',
      n: late.length,
    });
    await pause();
    await call(page, 'lag');
    await call(page, 'exec', { 'a.js': '' }, 'node -e "for(;;)console.log(\'x\'.repeat(200))"', 2000);
    lag = Math.max(lag, await call(page, 'lag'));
    report({
      name: 'page blocked by hung or flooding commands (worst)',
      value: lag,
      unit: 'ms',
      goal: '<= 50',
      n: late.length + 1,
    });
  } finally {
    await browser.close();
    server.close();
  }
}
