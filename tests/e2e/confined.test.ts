/** The content policy's canary in the built site: in force in every realm; where it is stripped, no key is accepted. */
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { speaking } from '../engines/gguf';
import { providerServer, type ProviderServer } from '../vault/provider';
import { openSite, type Site } from './site';

const KEY = 'sk-canary-confined-61b0e2';
let site: Site;
let server: ProviderServer;
let page: Page;
beforeAll(async () => {
  site = await openSite();
  server = await providerServer();
});
afterEach(() => page.context().close());
afterAll(async () => {
  await site?.close();
  await server?.close();
});

/** A host or proxy that takes the policy out of one file. */
async function strip(file: RegExp): Promise<number[]> {
  const stripped: number[] = [];
  await page.route(file, async (route) => {
    const response = await route.fetch();
    const text = await response.text();
    const without = text.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '');
    stripped.push(text.length - without.length);
    await route.fulfill({ response, body: without });
  });
  return stripped;
}

async function give(): Promise<void> {
  await page.getByRole('combobox', { name: 'Provider' }).selectOption('custom');
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await page.getByRole('textbox', { name: 'Address' }).blur();
  await page.getByLabel('Key (if it wants one)').fill(KEY);
  await page.getByRole('button', { name: 'Give the key to the vault' }).click();
}

describe.each([
  ['the page', /\/path\/(#.*)?$/],
  ['the sandbox', /\/sandbox\.html(\?|$)/],
])('without a policy in %s', (realm, file) => {
  test('no key is accepted, and it is said where and what to do', async () => {
    ({ page } = await site.visit('#/about'));
    const stripped = await strip(file);
    await page.goto(`${site.url}#/expert`);
    await page.reload();
    await page
      .getByRole('alert')
      .filter({ hasText: `not in force in ${realm}` })
      .waitFor();
    await give();
    await page.locator('.problem').filter({ hasText: 'Use the built site as it is' }).waitFor();
    expect(await page.getByLabel('Key (if it wants one)').inputValue()).toBe('');
    expect(await page.getByText('The vault holds a key').count()).toBe(0);
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('openrouter');
    await page.getByRole('button', { name: 'Sign in with OpenRouter' }).click();
    await page.getByText(`not in force in ${realm}`).nth(1).waitFor();
    expect(page.url()).toContain(site.url);
    expect(stripped[0]).toBeGreaterThan(100);
    expect(server.seen).toEqual([]);
  });
});

test('a sandbox that cannot be checked takes no key, until it can', async () => {
  ({ page } = await site.visit('#/about'));
  await page.route(/sandbox\/canary\.js$/, (route) => route.abort());
  await page.goto(`${site.url}#/expert`);
  await give();
  await page.locator('.problem').filter({ hasText: 'No key is accepted before the sandbox is checked' }).waitFor();
  await page.unroute(/sandbox\/canary\.js$/);
  await page.getByLabel('Key (if it wants one)').fill(KEY);
  await page.getByRole('button', { name: 'Give the key to the vault' }).click();
  await page.getByText('The vault holds a key for Other server').waitFor();
});

test('an engine loads under the page’s policy: no other host is reached, and that is said', async () => {
  ({ page } = await site.visit('#/models'));
  const file = { name: 'table.gguf', mimeType: 'application/octet-stream' };
  const text = '{"action":"submit"}';
  await page
    .locator('input[type=file][accept=".gguf"]')
    .setInputFiles({ ...file, buffer: Buffer.from(speaking({ [text]: 1 }).bytes) });
  await page.getByText('table is loaded').waitFor();
  const engine = page.workers().find((worker) => worker.url().startsWith('blob:'))!;
  const reached = await engine.evaluate(async () => {
    const told = new Promise<string>((resolve) =>
      addEventListener('securitypolicyviolation', (event) =>
        resolve((event as SecurityPolicyViolationEvent).blockedURI),
      ),
    );
    return fetch('https://elsewhere.invalid/').then(
      () => 'reached',
      () => told,
    );
  });
  expect(reached).toBe('https://elsewhere.invalid/');
  const form = page.locator('details', { hasText: 'Add your own model' });
  await form.locator('summary').click();
  await form.getByLabel('Kind').selectOption('wllama');
  await form.getByLabel('Name').fill('far');
  await form.getByLabel('Address of the .gguf').fill('https://models.example.com/far.gguf');
  await form.getByRole('button', { name: 'Save' }).click();
  await page
    .locator('[data-model="far"]')
    .getByRole('button', { name: /^Load far/ })
    .click();
  await page.locator('[data-fault="policy"]').getByText('open it from your disk').waitFor();
});

test('with threads, in the isolated page, an engine loads under the policy as well', async () => {
  ({ page } = await site.visit('#/about'));
  await page.goto(`${site.url}container.html#/models`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const buffer = Buffer.from(speaking({ '{"action":"submit"}': 1 }).bytes);
  // a small machine offers llama.cpp no second thread
  await page.route(/\/assets\/wllama-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const more = "Object.defineProperty(WorkerNavigator.prototype, 'hardwareConcurrency', { get: () => 4 });";
    await route.fulfill({ response, body: more + (await response.text()) });
  });
  await page
    .locator('input[type=file][accept=".gguf"]')
    .setInputFiles({ name: 'table.gguf', mimeType: 'application/octet-stream', buffer });
  await page.getByText('table is loaded').waitFor();
  await page
    .getByText(/CPU, [2-9]\d* threads/)
    .first()
    .waitFor();
});
