/** The rooms of one's own repository, filled: axe's rules in both themes, and a small screen. */
import { strToU8, zipSync } from 'fflate';
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsInBoth } from './axe';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const files = {
  'package.json': JSON.stringify({ name: 'sums', type: 'module', license: 'MIT', scripts: { test: 'node --test' } }),
  'src/total.js': `/** The sum of a list. */
export function total(list) {
  let sum = 0;
  for (let i = 0; i < list.length - 1; i++) sum += list[i];
  return sum;
}
`,
  'test/total.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from '../src/total.js';
test('adds all of a list', () => assert.equal(total([1, 2, 3]), 6));
test('nothing is nought', () => assert.equal(total([]), 0));
`,
  'logo.bin': '\0',
};

/** Both rooms filled; `look` is called in each. */
async function walk(options: BrowserContextOptions, look: (page: Page, room: string) => Promise<void>): Promise<void> {
  const { page } = await site.visit('#/repo', options);
  await page.locator('input[type=file]').setInputFiles({
    name: 'sums.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    ),
  });
  await page.getByRole('heading', { name: 'sums.zip' }).waitFor();
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('1 test fails').waitFor();
  for (const summary of await page.locator('details > summary').all()) await summary.click();
  await look(page, 'repo');
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText('Opened sums').waitFor();
  await page.keyboard.press('r');
  await page.getByRole('link', { name: 'Review the patch' }).waitFor();
  await page.getByRole('link', { name: 'Review the patch' }).click();
  await page.getByText('Verified.').waitFor();
  await look(page, 'patch');
}

test('no fault that axe knows, in both themes; they fit 390 pixels', async () => {
  const viewport = { width: 1440, height: 3000 };
  await walk({ colorScheme: 'light', viewport }, async (page, room) => {
    expect(await faultsInBoth(page), room).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForFunction(() => innerWidth === 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), room).toBeLessThanOrEqual(390);
    await page.setViewportSize(viewport);
  });
});
