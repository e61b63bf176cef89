// The gates: a reading late in an episode, training the learned one, re-scoring recorded episodes in the page.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { serve } from '../serve.mjs';
import { root } from '../setup.mjs';
import { bundle, median, openBrowser, quantile } from './common.mjs';

const file = path.join(root, 'dist-node/bench-gates.mjs');
const RULES = ['default', 'stall', 'stage', 'doubt'];

export async function measure(report) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await bundle('scripts/bench/gates.ts', { outfile: file, format: 'esm', platform: 'node' });
  const { readings, training } = await import(pathToFileURL(file).href);
  const rules = [];
  for (const id of RULES) rules.push(...(await readings(id, 500)));
  const p99 = (name, times) =>
    report({ name, value: quantile(times, 0.99), unit: 'ms', goal: '<= 1', n: times.length });
  p99('gate reading at step 75, rules, p99', rules);
  p99('gate reading at step 75, learned, p99', await readings('learned', 1000));
  report({
    name: 'training the learned gate on 1,000 episodes, processor time',
    value: training(1000),
    unit: 's',
    goal: '<= 5',
    n: 1,
  });

  const redactor = path.join(root, 'dist-node/bench-redactor.mjs');
  await bundle('scripts/bench/redactor.ts', { outfile: redactor, format: 'esm', platform: 'node' });
  const { redacting } = await import(pathToFileURL(redactor).href);
  const redactions = redacting(500);
  report({ name: 'redactor per 64 kB', value: median(redactions), unit: 'ms', goal: '<= 1', n: redactions.length });

  const script = await bundle('scripts/bench/gates.ts');
  const { server, url } = await serve({ dir: path.join(root, 'public') });
  const browser = await openBrowser();
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}404.html`);
    await page.evaluate(script);
    const times = await page.evaluate(() => {
      globalThis.gatesBench.prepare(1000);
      return globalThis.gatesBench.rescoring(50);
    });
    report({
      name: 're-scoring 1,000 recorded episodes at a new threshold, in the page',
      value: median(times),
      unit: 'ms',
      goal: '<= 16',
      n: times.length,
    });
    report({
      name: 're-scoring 1,000 recorded episodes, in the page, p95',
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: '<= 16',
      n: times.length,
    });
  } finally {
    await browser.close();
    server.close();
  }
}
