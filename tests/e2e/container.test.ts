/** The isolated page and the WebContainer adapter, over the real client package and a stand-in engine. */
import type { Page, Route } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { strToU8, zipSync } from 'fflate';
import { openSite, type Site } from './site';
import { headless } from './standin';
// @ts-expect-error a plain script without types
import { serve } from '../../scripts/serve.mjs';
import { dist } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const isolated = {
  'content-type': 'text/html',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'cross-origin',
};

/** container.html with an engine that answers, once `silent` is over. */
async function openContainer(answers: () => boolean): Promise<{ page: Page; trouble: string[] }> {
  const { page, trouble } = await site.visit('#/');
  await page.addInitScript(() => Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: location.origin }));
  await page.route('**/headless?*', (route: Route) =>
    route.fulfill({ headers: isolated, body: answers() ? headless : '' }),
  );
  await page.goto(`${site.url}container.html#/repo`);
  return { page, trouble };
}

const repo = zipSync(
  Object.fromEntries(
    Object.entries({
      'package.json': JSON.stringify({
        name: 'served',
        scripts: { test: 'tsc && node run.js' },
        dependencies: { x: '1' },
      }),
      'data.txt': 'one\n',
      'run.js':
        "print('read ' + read('data.txt').trim()); write('out.txt', 'made'); write('.protege-reporters/results.jsonl', JSON.stringify({ started: true }) + '\\n' + JSON.stringify({ test: { name: 'adds', file: 'run.js', status: read('data.txt').includes('two') ? 'pass' : 'fail', ms: 1 } }) + '\\n' + JSON.stringify({ done: true }) + '\\n'); return read('data.txt').includes('two') ? 0 : 1;",
      'serve.js': "serve(3000); print('listening'); while (!dead()) await sleep(10); return 0;",
      'loop.js': 'while (!dead()) await sleep(10);',
    }).map(([name, text]) => [name, strToU8(text)]),
  ),
);

test('the page is isolated by headers, and by the service worker where there are none', async () => {
  const { page } = await site.visit('#/');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await page.goto(`${site.url}container.html#/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);

  const bare = (await serve({ dir: dist, base: '/bare/', headers: false })) as {
    server: { close(): void };
    url: string;
  };
  try {
    await page.goto(`${bare.url}container.html#/repo`);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'served.zip', mimeType: 'application/zip', buffer: Buffer.from(repo) });
    await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 30_000 });
    expect(
      await page.evaluate(async () => (await fetch('index.html')).headers.get('cross-origin-embedder-policy')),
    ).toBe(null);
    await page.goto(`${bare.url}#/`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  } finally {
    bare.server.close();
  }
});

test('an engine that never answers ends in a sentence; the next try works; tests, files, a server and a kill', async () => {
  let answer = false;
  const { page, trouble } = await openContainer(() => answer);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'served.zip', mimeType: 'application/zip', buffer: Buffer.from(repo) });
  await page.getByText('builds with tsc first').waitFor();
  await page.getByRole('button', { name: 'Start the container' }).click();
  await page.getByRole('alert').getByText('StackBlitz did not answer in 15 s').waitFor({ timeout: 40_000 });
  expect(await page.locator('iframe[src*="/headless"]').count()).toBe(0);
  answer = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Running. The tests now run in it').waitFor({ timeout: 40_000 });
  expect(await page.locator('iframe[src*="/headless"]').count()).toBe(1);

  await page.getByLabel('Command').fill('echo more >> data.txt && node run.js');
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('1 test fails').waitFor({ timeout: 60_000 });
  await page.getByText('Output', { exact: true }).click();
  await page.getByText(/read one\s+more/).waitFor();

  await page.getByLabel('Program to run in the container').fill('node serve.js');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('A server listens on port 3000').waitFor();
  await page.getByRole('region', { name: 'WebContainer' }).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  expect(trouble.filter((line) => !/preview|frame-src/.test(line))).toEqual([]);
});

test('on the plain page it says where to go', async () => {
  const { page } = await site.visit('#/repo');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'served.zip', mimeType: 'application/zip', buffer: Buffer.from(repo) });
  await page.getByRole('button', { name: 'Open the WebContainer page' }).click();
  await page.waitForURL(/container\.html#\/repo/);
});
