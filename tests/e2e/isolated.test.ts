/** Threads for llama.cpp need an isolated page: where the host sends no headers, a service worker stands in; the sandbox still runs. */
import { readFile } from 'node:fs/promises';
import type http from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright';
import { serve } from '../../scripts/serve.mjs';
import { speaking } from '../engines/gguf';
import { dist, openSite, type Site } from './site';

let site: Site;
let bare: { server: http.Server; url: string };
let page: Page;
let loads: number;
beforeAll(async () => {
  site = await openSite();
  bare = (await serve({ dir: dist, base: '/bare/', headers: false })) as typeof bare;
});
beforeEach(async () => {
  ({ page } = await site.visit('#/about', { serviceWorkers: 'allow' }));
  loads = 0;
  page.on('load', () => loads++);
});
afterAll(async () => {
  await site?.close();
  bare?.server.close();
});

/** The embedded sandbox runs tests, and files still come out. */
async function works(): Promise<void> {
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('s');
  await page.getByRole('region', { name: 'Tests' }).getByText('pass').first().waitFor();
}

test('with headers: isolated at once, the sandbox runs, llama.cpp takes the cores', async () => {
  await page.goto(`${site.url}#/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await works();
  await page.goto(`${site.url}#/models`);
  const buffer = Buffer.from(speaking({ '{"action":"submit"}': 1 }).bytes);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'table.gguf', mimeType: 'application/octet-stream', buffer });
  const threads = cores <= 2 ? cores : Math.min(16, cores - 1);
  await page
    .getByText(threads === 1 ? 'CPU, 1 thread' : `CPU, ${threads} threads`)
    .first()
    .waitFor();
});

test('without headers: one reload isolates it, never a second; the sandbox and downloads work', async () => {
  await page.goto(`${bare.url}#/`);
  await page.waitForFunction(() => crossOriginIsolated);
  await works();
  expect(loads).toBeLessThanOrEqual(2);
  await page.goto(`${bare.url}#/library`);
  const saved = page.waitForEvent('download');
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['kept']));
    link.download = 'kept.txt';
    link.click();
  });
  expect(await readFile((await (await saved).path())!, 'utf8')).toBe('kept');
});

test('a browser that keeps service workers off gets the page as it is, without a loop', async () => {
  await page.addInitScript(() => {
    navigator.serviceWorker.register = () => Promise.reject(new Error('off'));
  });
  await page.goto(`${bare.url}#/`);
  await works();
  expect(loads).toBe(1);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
});
