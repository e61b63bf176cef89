/** Imports outlive a reload: on the built site with the browser's own storage, which also runs full. */
import { randomBytes } from 'node:crypto';
import { zipSync, strToU8 } from 'fflate';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMIT, openHub, type Hub } from '../import/hub';
import { openSite, type Site } from './site';

let site: Site;
let hub: Hub;
beforeAll(async () => {
  [site, hub] = await Promise.all([openSite(), openHub()]);
});
afterAll(() => Promise.all([site?.close(), hub?.close()]));

const clock = {
  'package.json': JSON.stringify({ name: 'clock', type: 'module', scripts: { test: 'node --test' } }),
  'src/clock.js': "export const format = (s) => Math.floor(s / 60) + ':' + (s % 60);\n",
  'test/clock.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { format } from '../src/clock.js';
test('minutes and seconds', () => assert.equal(format(65), '1:05'));
test('long ones', () => assert.equal(format(605), '10:05'));
test('two digits', () => assert.equal(format(75), '1:15'));
`,
};

/** The room, its addresses set to the loopback hub. */
async function openRoom(): Promise<Page> {
  const { page } = await site.visit('#/repo');
  await page.evaluate((hosts) => localStorage.setItem('protege-hosts', JSON.stringify(hosts)), hub.hosts);
  await page.reload();
  return page;
}

async function bring(page: Page, address: string): Promise<void> {
  await page.getByLabel('GitHub address, owner/repo').fill(address);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}
const drop = (page: Page, name: string, files: Record<string, string | Uint8Array>) =>
  page.locator('input[type=file]').setInputFiles({
    name,
    mimeType: 'application/zip',
    buffer: Buffer.from(
      zipSync(
        Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? strToU8(text) : text]),
        ),
        { level: 0 },
      ),
    ),
  });
const recent = (page: Page) => page.getByRole('region', { name: 'Recent imports' });

test('files, commit, picked tests, problem and sandbox are there after a reload, offline; another one beside it', async () => {
  hub.repos['acme/clock'] = { files: clock };
  const page = await openRoom();
  const title = `acme/clock at ${COMMIT.slice(0, 7)}`;
  await bring(page, 'acme/clock');
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('2 tests fail').waitFor();
  await page.getByRole('checkbox', { name: 'long ones' }).uncheck();
  await page.getByLabel('Problem, in words').fill('Seconds need two digits.');
  await recent(page).getByText('open', { exact: true }).waitFor();
  await drop(page, 'other.zip', { 'package.json': '{"name":"other"}', 'a.js': 'a' });
  await page.getByRole('heading', { name: 'other.zip' }).waitFor();
  await recent(page)
    .getByRole('button', { name: `Open ${title}` })
    .waitFor();
  // it is kept once it stands in the list
  await recent(page).getByText('other.zip').waitFor();

  hub.requests.length = 0;
  await page.reload();
  await recent(page)
    .getByRole('button', { name: `Open ${title}` })
    .click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByText('2 tests fail').waitFor();
  expect(await page.getByRole('checkbox', { name: 'minutes and seconds' }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'long ones' }).isChecked()).toBe(false);
  expect(await page.getByLabel('Problem, in words').inputValue()).toBe('Seconds need two digits.');
  expect(hub.requests).toEqual([]);
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText('Opened clock-').waitFor();

  await page.goto(`${site.url}#/repo`);
  await recent(page).getByRole('button', { name: 'Remove other.zip' }).click();
  await recent(page).getByText('other.zip').waitFor({ state: 'detached' });
  await page.reload();
  await recent(page).getByText(title).waitFor();
  expect(await recent(page).getByText('other.zip').count()).toBe(0);
});

test('an import that a reload cut off goes on with what came', async () => {
  const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`src/f${i}.js`, `export default ${i};\n`]));
  hub.repos['acme/many'] = { files: { 'package.json': '{"name":"many"}', ...files } };
  hub.faults.push({ match: /\/f59\.js$/, status: 503 });
  const page = await openRoom();
  await bring(page, 'acme/many');
  await page.getByText('60 of 61 files').waitFor();
  // The last file is asked for again and again; the others are in the storage soon.
  const stored = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('protege-imports');
          opening.onerror = () => reject(opening.error!);
          opening.onsuccess = () => {
            const db = opening.result;
            const count = db.transaction('bodies').objectStore('bodies').count();
            count.onsuccess = () => (db.close(), resolve(count.result));
          };
        }),
    );
  await expect.poll(stored).toBe(60);
  await page.reload();
  await page.getByText('The import of acme/many was cut off. 60 files').waitFor();
  hub.faults.length = 0;
  hub.requests.length = 0;
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'acme/many at' }).waitFor();
  expect(hub.requests.filter((line) => line.includes('/cdn/'))).toHaveLength(1);
  expect(await stored()).toBe(0);
});

test('a full storage is said, the import stays open, and removing one makes room', async () => {
  const { page } = await site.visit('#/about');
  const session = await page.context().newCDPSession(page);
  const quota = (bytes: number) =>
    session.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.url).origin, quotaSize: bytes });
  // Before the storage is opened: what Chromium thinks is free is not looked at again while it is enough.
  await quota(12_000_000);
  await page.goto(`${site.url}#/repo`);
  const heavy = () =>
    Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`data/${i}.bin`, new Uint8Array(randomBytes(1_900_000))]));
  await drop(page, 'first.zip', { 'a.js': 'a', ...heavy() });
  await recent(page).getByText('first.zip').waitFor();
  await drop(page, 'second.zip', { 'b.js': 'b', ...heavy() });
  await page.getByRole('heading', { name: 'second.zip' }).waitFor();
  await page.getByText('The browser has no room left').waitFor();
  expect(await recent(page).getByText('second.zip').count()).toBe(0);
  await quota(100_000_000);
  await recent(page).getByRole('button', { name: 'Remove first.zip' }).click();
  await page.getByText('The browser has no room left').waitFor({ state: 'detached' });
  await recent(page).getByText('second.zip').waitFor();
  await page.reload();
  await recent(page).getByRole('button', { name: 'Open second.zip' }).click();
  await page.getByRole('heading', { name: 'second.zip' }).waitFor();
});
