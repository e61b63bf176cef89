// First paint and the way to a verified patch, on the built site, cold cache, offline.
import zlib from 'node:zlib';
import fs from 'node:fs';
import path from 'node:path';
import { buildSite } from '../build.mjs';
import { serve } from '../serve.mjs';
import { root } from '../setup.mjs';
import { median, openBrowser } from './common.mjs';

const RUNS = 7;

export async function measure(report) {
  await buildSite();
  const { server, url } = await serve();
  const browser = await openBrowser();
  try {
    const paints = [];
    let scripts = new Set();
    for (let i = 0; i < RUNS; i++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      const loaded = new Set();
      page.on('request', (request) => loaded.add(new URL(request.url()).pathname));
      await page.goto(url, { waitUntil: 'commit' });
      // the recorded episode has moved: its first step is on show
      const at = await page.waitForFunction(
        () => (document.querySelector('[data-card]') ? performance.now() : undefined),
        undefined,
        { polling: 'raf' },
      );
      paints.push(Number(await at.jsonValue()) / 1000);
      scripts = new Set([...loaded].filter((name) => name.endsWith('.js')));
      await context.close();
    }
    report({
      name: 'first paint with the recorded episode playing',
      value: median(paints),
      unit: 's',
      goal: '<= 1.5',
      n: RUNS,
    });
    const sizes = [...scripts].map((name) => zlib.gzipSync(fs.readFileSync(path.join(root, 'dist', name))).length);
    report({
      name: 'landing JavaScript until then, gzip',
      value: sizes.reduce((a, b) => a + b, 0) / 1000,
      unit: 'kB',
      goal: '<= 120',
      n: sizes.length,
    });

    const patches = [];
    for (let i = 0; i < 3; i++) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.goto(url);
      await page.locator('[data-card]').first().waitFor();
      await page.waitForTimeout(2000); // the sandbox boots in the background while a person looks around
      const started = performance.now();
      await page.keyboard.press('r');
      await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor({ timeout: 120_000 });
      patches.push((performance.now() - started) / 1000);
      await context.close();
    }
    report({
      name: 'from Run to a verified patch, the default (easy) task',
      value: median(patches),
      unit: 's',
      goal: '<= 10',
      n: patches.length,
    });
  } finally {
    await browser.close();
    server.close();
  }
}
